"""Digests come at eight in the morning where the page is, and only when there is something to tell."""

from datetime import UTC, datetime

import pytest

from incidents.services import incident_open, incident_resolve
from statuspage.models import Page
from tests.webhooks.making import BY, make_visitor
from webhooks.models import Delivery, Subscription, Waiting
from webhooks.services.fanout import events_fan_out
from webhooks.services.pacing import digest_due
from webhooks.services.waiting import waiting_release


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "digest", "now", "due"),
    [
        ("UTC", "daily", "2026-05-01 07:59:59", "2026-05-01 08:00"),
        ("UTC", "daily", "2026-05-01 08:00:00", "2026-05-02 08:00"),
        ("Europe/Berlin", "daily", "2026-05-01 05:00", "2026-05-01 06:00"),
        ("Europe/Berlin", "daily", "2026-01-10 07:30", "2026-01-11 07:00"),
        # Across the change to summer time the hour stays where the page is.
        ("Europe/Berlin", "daily", "2026-03-28 07:30", "2026-03-29 06:00"),
        ("Pacific/Auckland", "daily", "2026-05-01 21:00", "2026-05-02 20:00"),
        ("America/Los_Angeles", "daily", "2026-05-01 03:00", "2026-05-01 15:00"),
        ("UTC", "weekly", "2026-05-01 12:00", "2026-05-04 08:00"),
        ("UTC", "weekly", "2026-05-04 07:00", "2026-05-04 08:00"),
        ("UTC", "weekly", "2026-05-04 08:00", "2026-05-11 08:00"),
        # It is Monday in Auckland already.
        ("Pacific/Auckland", "weekly", "2026-05-03 19:00", "2026-05-03 20:00"),
    ],
)
def test_it_is_due_at_eight_where_the_page_is(zone: str, digest: str, now: str, due: str) -> None:
    assert digest_due(Page(time_zone=zone), digest, now=moment(now)) == moment(due)


def test_it_gathers_a_day_in_one_message(page: Page) -> None:
    reader = make_visitor(page, digest="daily")
    at_once = make_visitor(page, "now@visitors.example")
    noon, evening = moment("2026-05-01 12:00"), moment("2026-05-01 18:00")
    incident = incident_open(page=page, name="Down", by=BY, now=noon)
    events_fan_out(now=noon)
    incident_resolve(incident=incident, by=BY, now=evening)
    events_fan_out(now=evening)
    assert list(Delivery.objects.values_list("subscription", flat=True)) == [at_once.pk] * 2
    assert waiting_release(now=moment("2026-05-02 07:59")) == 0
    assert waiting_release(now=moment("2026-05-02 08:00")) == 1
    digest = Delivery.objects.get(subscription=reader)
    assert (digest.kind, digest.items.count()) == ("digest", 2)
    assert digest.next_attempt_at == moment("2026-05-02 08:00")
    assert len(digest.letter.message["entries"]) == 1


def test_it_is_silent_when_nothing_happened(page: Page) -> None:
    make_visitor(page, digest="daily")
    assert waiting_release(now=moment("2026-05-02 08:00")) == 0
    assert not Delivery.objects.exists()


def test_it_keeps_daily_and_weekly_readers_apart(page: Page) -> None:
    daily = make_visitor(page, "daily@visitors.example", digest="daily")
    weekly = make_visitor(page, "weekly@visitors.example", digest="weekly")
    friday = moment("2026-05-01 12:00")
    incident_open(page=page, name="Down", by=BY, now=friday)
    events_fan_out(now=friday)
    assert waiting_release(now=moment("2026-05-02 08:00")) == 1
    assert Delivery.objects.get().subscription == daily
    assert waiting_release(now=moment("2026-05-04 08:00")) == 1
    assert Delivery.objects.latest("pk").subscription == weekly


def test_it_drops_what_waits_for_whoever_left(page: Page) -> None:
    reader = make_visitor(page, digest="daily")
    incident_open(page=page, name="Down", by=BY, now=moment("2026-05-01 12:00"))
    events_fan_out(now=moment("2026-05-01 12:00"))
    Subscription.objects.filter(pk=reader.pk).update(state="unsubscribed")
    assert waiting_release(now=moment("2026-05-02 08:00")) == 0
    assert not Waiting.objects.exists()
    assert not Delivery.objects.exists()
