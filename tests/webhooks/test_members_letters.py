"""No kind of message to a member of a restricted page tells of what is others' (A10, A11, A13)."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from incidents.models import Incident
from incidents.services import (
    incident_open,
    incident_post_update,
    incident_resolve,
    maintenance_schedule,
    postmortem_publish,
    postmortem_save_draft,
)
from statuspage.models import Component, Page
from tests.rows import each
from tests.webhooks.making import BY, NOW, make_event, make_visitor
from tests.webhooks.restricted import OTHERS, SEEN, make_components, make_member, make_readers, restrict, said
from webhooks.models import Delivery, Subscription
from webhooks.selectors.audience import components_audience
from webhooks.selectors.matching import incident_audience
from webhooks.services.fanout import events_fan_out
from webhooks.services.waiting import waiting_release

Parts = tuple[Component, Component]


@pytest.fixture
def parts(page: Page) -> Parts:
    return make_components(restrict(page))


@pytest.fixture
def readers(page: Page, parts: Parts) -> list[Subscription]:
    return make_readers(page, make_member(page, parts[0]))


def outage(page: Page, parts: Parts) -> Incident:
    worse = [(parts[0], "degraded_performance"), (parts[1], "major_outage")]
    return incident_open(page=page, name="Down", body="We look into it", components=worse, by=BY, now=NOW)


def updated(page: Page, parts: Parts) -> None:
    incident_post_update(incident=outage(page, parts), body="Found", by=BY, now=NOW)


def resolved(page: Page, parts: Parts) -> None:
    incident_resolve(incident=outage(page, parts), body="Over", by=BY, now=NOW)


def explained(page: Page, parts: Parts) -> None:
    incident = outage(page, parts)
    incident_resolve(incident=incident, body="Over", by=BY, now=NOW)
    draft = postmortem_save_draft(incident=incident, body="Why it was", by=BY, now=NOW)
    postmortem_publish(postmortem=draft, notify=True, by=BY, now=NOW)


def planned(page: Page, parts: Parts) -> None:
    maintenance_schedule(
        page=page,
        name="Move",
        components=parts,
        scheduled_for=NOW + timedelta(hours=1),
        scheduled_until=NOW + timedelta(hours=2),
        by=BY,
        now=NOW,
    )


@each("act", [outage, updated, resolved, explained, planned])
def test_it_names_only_what_they_see(
    page: Page, parts: Parts, readers: list[Subscription], act: Callable[[Page, Parts], object]
) -> None:
    act(page, parts)
    events_fan_out(now=NOW)
    texts = said(*readers)
    assert len(texts) >= len(readers)
    assert SEEN in "".join(texts)
    assert not [text for text in texts if OTHERS in text or parts[1].uid in text]


def test_it_calls_to_mind_a_maintenance_with_what_they_see(
    page: Page, parts: Parts, readers: list[Subscription]
) -> None:
    planned(page, parts)
    scheduled = page.events.get(kind="maintenance.scheduled")
    page.events.filter(pk__lte=scheduled.pk).update(dispatched_at=NOW)
    reminder = make_event(page, "maintenance.reminder", after=scheduled.after)
    page.events.filter(pk=reminder.pk).update(subject_kind="maintenance", subject_uid=scheduled.subject_uid)
    events_fan_out(now=NOW)
    texts = said(*readers)
    assert len(texts) == len(readers)
    assert not [text for text in texts if OTHERS in text or parts[1].uid in text]


def test_it_is_as_bad_as_what_they_see(page: Page, parts: Parts, readers: list[Subscription]) -> None:
    outage(page, parts)
    events_fan_out(now=NOW)
    mail = Delivery.objects.get(subscription=readers[0]).letter.message
    assert mail["look"] == "degraded_performance"
    told = Delivery.objects.get(subscription=readers[2], events__kind="incident.opened")
    assert json.loads(bytes(told.letter.body))["incident"]["impact"] == "minor"


def test_hidden_components_make_nothing_worse_on_a_public_page(page: Page) -> None:
    parts = make_components(page)
    parts[1].visible = False
    parts[1].save(update_fields=["visible"])
    mail, hook = make_visitor(page), make_visitor(page, "https://v.example.com/", kind="webhook")
    outage(page, parts)
    events_fan_out(now=NOW)
    assert Delivery.objects.get(subscription=mail).letter.message["look"] == "degraded_performance"
    told = Delivery.objects.get(subscription=hook, events__kind="incident.opened")
    assert json.loads(bytes(told.letter.body))["incident"]["impact"] == "minor"


def test_the_words_for_the_page_come_from_what_they_see(
    page: Page, parts: Parts, readers: list[Subscription]
) -> None:
    incident_open(page=page, name="Wages", components=[(parts[1], "major_outage")], by=BY, now=NOW)
    incident_open(page=page, name="Note", by=BY, now=NOW)
    events_fan_out(now=NOW)
    [told] = said(readers[2])
    assert json.loads(told.removesuffix("{}"))["page"]["status_indicator"] == "none"
    assert not [text for text in said(*readers) if "Wages" in text]


def test_a_digest_tells_of_what_they_see_when_it_leaves(page: Page, parts: Parts) -> None:
    mona = make_member(page, *parts)
    reader = make_visitor(page, mona.email, audience_member=mona, digest="daily")
    outage(page, parts)
    incident_open(page=page, name="Wages", components=[(parts[1], "major_outage")], by=BY, now=NOW)
    events_fan_out(now=NOW)
    mona.components.set(parts[:1])
    waiting_release(now=NOW + timedelta(days=1))
    [text] = said(reader)
    assert "Down" in text
    assert "Wages" not in text
    assert OTHERS not in text


def test_who_is_no_member_loses_what_waited(page: Page) -> None:
    parts = make_components(page)
    reader = make_visitor(page, digest="daily")
    outage(page, parts)
    events_fan_out(now=NOW)
    assert reader.waiting.exists()
    restrict(page)
    waiting_release(now=NOW + timedelta(days=1))
    assert said(reader) == []
    assert not reader.waiting.exists()


def test_it_counts_only_who_would_be_told(page: Page, parts: Parts, readers: list[Subscription]) -> None:
    make_visitor(page, "stranger@visitors.example")
    everybody = {"email": 1, "slack": 1, "webhook": 1}
    assert components_audience(page, [parts[0]]) == everybody
    assert components_audience(page, [parts[1]]) == {}
    assert incident_audience(outage(page, parts)) == everybody
