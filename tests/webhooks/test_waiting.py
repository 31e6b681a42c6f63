"""In a burst people get the first messages at once and the others together."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from incidents.models import Incident
from incidents.services import incident_delete, incident_open, incident_post_update, incident_resolve
from statuspage.models import Page
from tests.webhooks.making import BY, NOW, make_channel, make_endpoint, make_visitor
from webhooks.models import Delivery, Subscription, Waiting
from webhooks.services.fanout import events_fan_out
from webhooks.services.pacing import AT_ONCE
from webhooks.services.waiting import waiting_release


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def burst(page: Page, *seconds: float) -> list[Incident]:
    """An incident at each of these moments, fanned out at once."""
    opened = []
    for second in seconds:
        moment = at(second)
        name = f"Trouble {second:g}"
        opened.append(incident_open(page=page, name=name, body="We look", by=BY, now=moment))
        events_fan_out(now=moment)
    return opened


def told(subscription: Subscription) -> list[tuple[str, float, int]]:
    """What was sent: its kind, after how many seconds, and of how many events it tells."""
    rows = Delivery.objects.filter(subscription=subscription).order_by("pk")
    return [
        (row.kind, (row.created_at - NOW).total_seconds(), row.items.count())
        for row in rows.prefetch_related("items")
    ]


@pytest.mark.parametrize("make", [make_visitor, make_channel])
def test_it_tells_the_first_at_once_and_the_others_together_L04(page: Page, make: Any) -> None:
    person = make(page)
    burst(page, *range(10))
    assert told(person) == [("event", 0, 1), ("event", 1, 1), ("event", 2, 1)]
    assert waiting_release(now=at(59)) == 0
    assert waiting_release(now=at(60)) == 1
    assert told(person)[AT_ONCE:] == [("group", 60, 7)]
    assert not Waiting.objects.exists()
    assert waiting_release(now=at(61)) == 0


def test_it_waits_longer_while_the_burst_goes_on(page: Page) -> None:
    person = make_visitor(page)
    burst(page, *range(0, 50, 10))
    waiting_release(now=at(60))
    burst(page, 70, 200)
    assert waiting_release(now=at(359)) == 0
    assert waiting_release(now=at(360)) == 1
    assert told(person)[AT_ONCE:] == [("group", 60, 2), ("group", 360, 2)]
    burst(page, 700)
    assert told(person)[-1] == ("event", 700, 1)


@pytest.mark.parametrize("make", [make_visitor, make_channel])
def test_it_tells_an_end_a_minute_after_the_last_message(page: Page, make: Any) -> None:
    person = make(page)
    first, *_others = burst(page, 0, 1, 2, 3)
    waiting_release(now=at(60))
    incident_post_update(incident=first, body="Found it", status="identified", by=BY, now=at(70))
    events_fan_out(now=at(70))
    burst(page, 75)
    incident_resolve(incident=first, body="Mended", by=BY, now=at(80))
    events_fan_out(now=at(80))
    assert waiting_release(now=at(119)) == 0
    assert waiting_release(now=at(120)) == 1
    # What waited already goes with it: nothing is told of the incident after its end.
    assert told(person)[AT_ONCE:] == [("group", 60, 1), ("group", 120, 3)]
    assert not Waiting.objects.exists()
    burst(page, 130)
    assert waiting_release(now=at(419)) == 0
    assert waiting_release(now=at(420)) == 1


def test_it_tells_an_end_at_once_when_the_last_message_is_older(page: Page) -> None:
    person = make_visitor(page)
    first, *_others = burst(page, 0, 1, 2, 3)
    waiting_release(now=at(60))
    burst(page, 150)
    incident_resolve(incident=first, body="Mended", by=BY, now=at(200))
    events_fan_out(now=at(200))
    waiting_release(now=at(200))
    assert told(person)[AT_ONCE:] == [("group", 60, 1), ("group", 200, 2)]


def test_ends_come_once_a_minute_at_most_L04(page: Page) -> None:
    person = make_visitor(page)
    opened = burst(page, *range(8))
    waiting_release(now=at(60))
    for number, incident in enumerate(opened):
        moment = at(61 + 10 * number)
        incident_resolve(incident=incident, body="Mended", by=BY, now=moment)
        events_fan_out(now=moment)
        waiting_release(now=moment)
    waiting_release(now=at(181))
    assert told(person)[AT_ONCE:] == [("group", 60, 5), ("group", 121, 7), ("group", 181, 1)]


def test_it_does_not_hold_back_what_comes_now_and_then(page: Page) -> None:
    person = make_visitor(page)
    burst(page, 0, 10, 20, 61, 90)
    assert [kind for kind, _at, _number in told(person)] == ["event"] * 5


def test_it_counts_what_one_round_tells(page: Page) -> None:
    person = make_visitor(page)
    for number in range(6):
        incident_open(page=page, name=f"Trouble {number}", by=BY, now=NOW)
    events_fan_out(now=NOW)
    assert told(person) == [("event", 0, 1)] * AT_ONCE
    assert Waiting.objects.count() == 3


def test_it_tells_machines_one_by_one(page: Page) -> None:
    endpoint = make_endpoint(page)
    visitor = make_visitor(page, "https://vera.example.com/", kind="webhook")
    burst(page, *range(6))
    assert [kind for kind, *_rest in told(endpoint)] == ["event"] * 6
    assert [kind for kind, *_rest in told(visitor)] == ["event"] * 6


def test_it_says_the_latest_of_each_incident_once(page: Page) -> None:
    person = make_visitor(page)
    burst(page, 0, 1, 2)
    incident = incident_open(page=page, name="Search is slow", by=BY, now=at(3))
    incident_post_update(incident=incident, body="Found it", status="identified", by=BY, now=at(4))
    incident_resolve(incident=incident, body="Mended", by=BY, now=at(5))
    other = incident_open(page=page, name="Mail is late", by=BY, now=at(6))
    events_fan_out(now=at(6))
    waiting_release(now=at(60))
    group = Delivery.objects.get(subscription=person, kind="group")
    assert group.items.count() == 4
    assert group.sequence == max(item.event.sequence or 0 for item in group.items.select_related("event"))
    assert group.subject_uid == ""
    titles = [entry["title"] for entry in group.letter.message["entries"]]
    assert len(titles) == 2
    assert [title for title in titles if "Search is slow" in title and "Resolved" in title]
    assert [title for title in titles if other.name in title]


def test_it_drops_what_waits_for_whoever_left(page: Page) -> None:
    person = make_visitor(page)
    burst(page, *range(5))
    Subscription.objects.filter(pk=person.pk).update(state="unsubscribed")
    assert waiting_release(now=at(60)) == 0
    assert not Waiting.objects.exists()


def test_it_says_nothing_of_what_was_taken_off_meanwhile(page: Page) -> None:
    person = make_visitor(page)
    *_first, fourth, fifth = burst(page, *range(5))
    incident_delete(incident=fourth, by=BY, now=at(6))
    waiting_release(now=at(60))
    group = Delivery.objects.get(subscription=person, kind="group")
    assert [item.event.subject_uid for item in group.items.select_related("event")] == [fifth.uid]
    assert group.subject_uid == fifth.uid


@pytest.mark.parametrize("people", [1, 40])
def test_it_releases_with_a_constant_number_of_queries(
    page: Page, people: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(people):
        make_visitor(page, f"v{number}@visitors.example")
    burst(page, *range(5))
    with django_assert_max_num_queries(18):
        assert waiting_release(now=at(60)) == people
    assert Delivery.objects.filter(kind="group").values("letter").distinct().count() == 1
