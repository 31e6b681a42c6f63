"""Statuspage's format, field by field against its contract (section 9)."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from incidents import services as incidents
from statuspage import services
from statuspage.models import AudienceMember, Component, Event, Page
from tests.webhooks.happening import BEGAN, BY, after, everything_happens
from tests.webhooks.making import make_endpoint, make_visitor
from webhooks.models import Subscription
from webhooks.payloads import statuspage_body, statuspage_test_body
from webhooks.selectors.admission import sights_of


def body_for(event: Event, subscription: Subscription) -> bytes | None:
    sight = sights_of(subscription.page, [subscription]).get(subscription.pk)
    return statuspage_body(event, subscription, sight=sight)


def words(text: str) -> list[str]:
    return text.split()


META = ["unsubscribe", "documentation", "generated_at"]
PAGE = ["id", "status_indicator", "status_description"]
COMPONENT_UPDATE = ["id", "component_id", "old_status", "new_status", "created_at", "component_type"]
COMPONENT = words(
    """
    id page_id group_id name status created_at updated_at position description showcase
    """
)
INCIDENT = words(
    """
    id page_id name status impact impact_override created_at updated_at monitoring_at resolved_at
    shortlink backfilled scheduled_for scheduled_until scheduled_remind_prior scheduled_reminded_at
    scheduled_auto_in_progress scheduled_auto_completed postmortem_ignored postmortem_body
    postmortem_body_last_updated_at postmortem_published_at postmortem_notified_subscribers
    postmortem_notified_twitter incident_updates components
    """
)
UPDATE = words(
    """
    id incident_id status body created_at updated_at display_at wants_twitter_update
    twitter_updated_at custom_tweet deliver_notifications affected_components
    """
)
AFFECTED = ["code", "name", "old_status", "new_status"]
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
TOLD = words(
    """
    component.status_changed incident.opened incident.updated incident.resolved
    incident.postmortem_published maintenance.scheduled maintenance.updated maintenance.reminder
    maintenance.started maintenance.completed maintenance.canceled
    """
)


@pytest.fixture
def visitor(page: Page) -> Subscription:
    return make_visitor(page, "https://hooks.example.com/v", kind="webhook", format="statuspage")


def read(event: Event, subscription: Subscription) -> dict[str, Any]:
    """The body, as a receiver reads it."""
    body = body_for(event, subscription)
    assert body is not None
    assert body_for(event, subscription) == body
    found: dict[str, Any] = json.loads(body)
    return found


def times_of(value: Any, name: str = "") -> list[str]:
    """Everything that stands where a time belongs."""
    if isinstance(value, dict):
        return [time for key, inner in value.items() for time in times_of(inner, key)]
    if isinstance(value, list):
        return [time for inner in value for time in times_of(inner)]
    is_time = name.endswith("_at") or name in {"scheduled_for", "scheduled_until"}
    return [value] if is_time and value is not None else []


def test_it_has_exactly_the_fields_of_the_contract(page: Page, visitor: Subscription) -> None:
    happened = everything_happens(page)
    for kind in TOLD:
        body = read(happened[kind], visitor)
        assert list(body["meta"]) == META
        assert list(body["page"]) == PAGE
        if kind == "component.status_changed":
            assert list(body) == ["meta", "page", "component_update", "component"]
            assert list(body["component_update"]) == COMPONENT_UPDATE
            assert list(body["component"]) == COMPONENT
        else:
            assert list(body) == ["meta", "page", "incident"]
            incident = body["incident"]
            assert list(incident) == INCIDENT
            assert incident["components"]
            assert all(list(component) == COMPONENT for component in incident["components"])
            assert all(list(update) == UPDATE for update in incident["incident_updates"])
            affected = [row for told in incident["incident_updates"] for row in told["affected_components"]]
            assert affected
            assert all(list(row) == AFFECTED for row in affected)
        times = times_of(body)
        assert times
        assert all(TIME.fullmatch(time) for time in times), times


def test_it_has_no_word_for_other_events(page: Page, visitor: Subscription) -> None:
    happened = everything_happens(page)
    for kind in set(happened) - set(TOLD):
        assert body_for(happened[kind], visitor) is None, kind


def test_it_tells_a_change_of_status(page: Page, visitor: Subscription) -> None:
    component = services.component_create(page=page, name="REST API", by=BY, now=BEGAN)
    services.claim_set(
        component=component, source="manual", source_uid="", status="unavailable", by=BY, now=after(1)
    )
    event = Event.objects.get(kind="component.status_changed")
    body = read(event, visitor)
    assert body["meta"]["unsubscribe"].endswith(f"?unsubscribe={visitor.uid}")
    assert body["meta"]["generated_at"] == "2026-05-01T12:01:00.000Z"
    assert body["page"] == {
        "id": page.uid,
        "status_indicator": "critical",
        "status_description": "Major Service Outage",
    }
    assert body["component_update"] == {
        "id": event.uid,
        "component_id": component.uid,
        "old_status": "operational",
        "new_status": "major_outage",
        "created_at": "2026-05-01T12:01:00.000Z",
        "component_type": "Component",
    }
    assert (body["component"]["id"], body["component"]["status"]) == (component.uid, "major_outage")


def test_it_tells_a_maintenance_with_its_schedule(page: Page, visitor: Subscription) -> None:
    happened = everything_happens(page)
    told = read(happened["maintenance.scheduled"], visitor)["incident"]
    assert (told["status"], told["impact"]) == ("scheduled", "maintenance")
    assert told["scheduled_remind_prior"] is told["scheduled_auto_in_progress"] is True
    canceled = read(happened["maintenance.canceled"], visitor)["incident"]
    assert (canceled["status"], canceled["resolved_at"]) == ("completed", "2026-05-01T18:13:00.000Z")
    assert (
        read(happened["incident.postmortem_published"], visitor)["incident"]["postmortem_body"] == "An index."
    )


def test_visitors_are_not_told_of_what_is_hidden_A11(page: Page, visitor: Subscription) -> None:
    shown = services.component_create(page=page, name="Shown", by=BY, now=BEGAN)
    hidden = services.component_create(page=page, name="Secret", visible=False, by=BY, now=BEGAN)
    limited = make_visitor(page, "https://hooks.example.com/w", kind="webhook")
    limited.audience_member = AudienceMember.objects.create(page=page, email="m@acme.example")
    statuses: dict[Component, str] = {shown: "partial_outage", hidden: "major_outage"}
    incidents.incident_open(page=page, name="Errors", body="b", components=statuses, by=BY, now=after(1))
    opened = Event.objects.get(kind="incident.opened")
    assert b"Secret" not in (body_for(opened, visitor) or b"")
    assert hidden.uid.encode() not in (body_for(opened, visitor) or b"")
    assert b"Shown" in (body_for(opened, limited) or b"")
    page.visibility = limited.page.visibility = "restricted"
    again = Event.objects.get(pk=opened.pk)
    assert b"Shown" not in (body_for(again, limited) or b"")
    assert b"Shown" not in (body_for(again, visitor) or b"")
    assert b"Secret" in (body_for(opened, make_endpoint(page, format="statuspage")) or b"")
    changed = Event.objects.get(kind="component.status_changed", subject_uid=hidden.uid)
    assert body_for(changed, visitor) is None


def test_it_tells_messages_as_the_public_documents_do(page: Page, visitor: Subscription) -> None:
    written = (
        ("First *part*.\n\nSecond & last.", "markdown", "First <em>part</em>.\n\nSecond &amp; last."),
        ('<b onclick="x()">Bold</b><script>x()</script>', "html", "<b>Bold</b>"),
    )
    for body, body_format, told in written:
        incident = incidents.incident_open(
            page=page, name="Errors", body=body, body_format=body_format, by=BY, now=after(1)
        )
        opened = Event.objects.get(kind="incident.opened", subject_uid=incident.uid)
        assert read(opened, visitor)["incident"]["incident_updates"][0]["body"] == told


def test_it_can_be_tried_out(visitor: Subscription) -> None:
    body = json.loads(statuspage_test_body(visitor, at=BEGAN + timedelta(microseconds=123456)))
    assert (list(body), list(body["meta"])) == (["meta", "page"], META)
    assert body["meta"]["generated_at"] == "2026-05-01T12:00:00.123Z"


def test_maintenance_tells_its_change_when_it_starts(page: Page, visitor: Subscription) -> None:
    component = services.component_create(page=page, name="REST API", by=BY, now=BEGAN)
    incidents.maintenance_schedule(
        page=page,
        name="Disks",
        scheduled_for=after(5),
        scheduled_until=after(9),
        components=[component],
        by=BY,
        now=BEGAN,
    )
    incidents.incidents_tick(now=after(6))
    event = Event.objects.get(kind="maintenance.started")
    changes = [
        update["affected_components"][0] for update in read(event, visitor)["incident"]["incident_updates"]
    ]
    assert [(row["old_status"], row["new_status"]) for row in changes] == [
        ("operational", "under_maintenance"),
        ("operational", "operational"),
    ]
