"""Makes each kind of deliverable event really happen."""

from datetime import UTC, datetime, timedelta
from typing import Any

from incidents import services as incidents
from monitoring import services as monitoring
from monitoring.signals import Signal
from monitoring.vocabulary import PingKind
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Component, Event, Page

BEGAN = datetime(2026, 5, 1, 12, tzinfo=UTC)
BY = Actor(kind="user", uid="ada000000000", label="Ada")


def after(minutes: float) -> datetime:
    """So many minutes after the beginning."""
    return BEGAN + timedelta(minutes=minutes)


def everything_happens(page: Page) -> dict[str, Event]:
    """The last event of each kind after a life with one of each, but for tests."""
    component = services.component_create(page=page, name="REST API", by=BY, now=after(-60))
    services.component_update(component=component, changes={"description": "New"}, by=BY, now=after(0))
    services.page_update(page=page, changes={"headline": "How we are"}, by=BY, now=after(1))
    note = services.note_post(
        component=component, message="A disk.", status="partial_outage", by=BY, now=after(1.2)
    )
    services.note_void(note=note, by=BY, now=after(1.4))
    _an_incident(page, component)
    _a_maintenance(page, component)
    check = monitoring.check_create(
        page=page,
        kind="heartbeat",
        name="Nightly",
        component=component,
        target={"period_seconds": 3600, "grace_seconds": 60},
        by=BY,
        now=after(400),
    )
    monitoring.ping_record(check=check, signal=Signal(kind=PingKind.FAIL), now=after(405))
    metric = monitoring.metric_create(page=page, name="Errors", threshold_above=10, by=BY, now=after(406))
    monitoring.points_add(page=page, points={metric.uid: [(after(406), 11.6)]}, by=BY, now=after(407))
    services.component_delete(component=component, by=BY, now=after(500))
    rows = Event.objects.filter(page=page).order_by("pk")
    return {event.kind: event for event in rows}


def _an_incident(page: Page, component: Component) -> None:
    incident = incidents.incident_open(
        page=page,
        name="Errors",
        body="We look.",
        components={component: "partial_outage"},
        by=BY,
        now=after(2),
    )
    incidents.incident_post_update(incident=incident, body="Seen.", status="identified", by=BY, now=after(3))
    incidents.incidents_tick(now=after(2 + 181))
    incidents.incident_resolve(incident=incident, body="Done.", by=BY, now=after(190))
    postmortem = incidents.postmortem_save_draft(incident=incident, body="An index.", by=BY, now=after(191))
    incidents.postmortem_publish(postmortem=postmortem, by=BY, now=after(192))
    wrong = incidents.incident_open(
        page=page, name="No", body="?", components={component: "major_outage"}, by=BY, now=after(193)
    )
    incidents.incident_delete(incident=wrong, by=BY, now=after(194))


def _a_maintenance(page: Page, component: Component) -> None:
    window: dict[str, Any] = {"scheduled_for": after(300), "scheduled_until": after(360)}
    given: dict[str, Any] = {"components": [component], "remind_before_seconds": 3600, "by": BY, **window}
    maintenance = incidents.maintenance_schedule(page=page, name="Move", body="b", now=after(200), **given)
    incidents.maintenance_update(
        maintenance=maintenance, changes={"scheduled_until": after(370)}, by=BY, now=after(201)
    )
    for minute in (241, 300, 371):
        incidents.incidents_tick(now=after(minute))
    other = incidents.maintenance_schedule(page=page, name="Off", body="b", now=after(372), **_later(given))
    incidents.maintenance_cancel(maintenance=other, by=BY, now=after(373))


def _later(given: dict[str, Any]) -> dict[str, Any]:
    return {**given, "scheduled_for": after(3000), "scheduled_until": after(3060)}
