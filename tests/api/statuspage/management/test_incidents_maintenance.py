"""Maintenance: it starts, is called to mind and ends by itself, as its switches say."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from incidents.models import Incident
from incidents.services import incidents_tick
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Component, Event, Page

BY = Actor.system()
START = timezone.now().replace(microsecond=0) + timedelta(hours=2)
END = START + timedelta(hours=1)


def after(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


@pytest.fixture
def api(page: Page) -> Component:
    return services.component_create(page=page, name="API", by=BY)


@pytest.fixture
def plan(send: Any, page: Page) -> Any:
    """Creates a maintenance, and gives the answer."""

    def plan(**fields: Any) -> Any:
        window = {"scheduled_for": START.isoformat(), "scheduled_until": END.isoformat()}
        sent = {"incident": {"name": "Disks", **window, **fields}}
        response = send("POST", f"/v1/pages/{page.uid}/incidents", sent)
        assert response.status_code == 201, response.content
        return response.json()

    return plan


@pytest.fixture
def call(send: Any, page: Page) -> Any:
    def call(method: str, maintenance: Any, **fields: Any) -> Any:
        path = f"/v1/pages/{page.uid}/incidents/{maintenance['id']}"
        response = send(method, path, {"incident": fields} if fields else None)
        assert response.status_code == 200, response.content
        return response.json()

    return call


def shown(component: Component) -> str:
    return Component.objects.get(pk=component.pk).status


def told(maintenance: Any) -> list[tuple[str, bool]]:
    rows = Event.objects.filter(subject_uid=maintenance["id"]).order_by("pk")
    return [(row.kind.removeprefix("maintenance."), bool((row.after or {}).get("deliver"))) for row in rows]


def test_it_goes_its_way_by_itself(plan: Any, call: Any, api: Component):
    made = plan(components={api.uid: "under_maintenance"}, scheduled_remind_prior=True)
    assert (made["status"], made["impact"]) == ("scheduled", "maintenance")
    assert (made["scheduled_auto_in_progress"], made["scheduled_auto_completed"]) == (True, True)
    assert (made["scheduled_remind_prior"], made["scheduled_reminded_at"]) == (True, None)
    incidents_tick(now=after(-59))
    reminded = call("GET", made)
    assert (reminded["scheduled_reminded_at"] is not None, reminded["status"]) == (True, "scheduled")
    assert shown(api) == "operational"
    incidents_tick(now=after(1))
    running = call("GET", made)
    assert (running["status"], running["components"][0]["status"]) == ("in_progress", "under_maintenance")
    incidents_tick(now=after(61))
    over = call("GET", made)
    assert (over["status"], shown(api)) == ("completed", "operational")
    assert over["resolved_at"] == END.isoformat().replace("+00:00", ".000Z")
    changes = [
        (row["old_status"], row["new_status"])
        for update in over["incident_updates"]
        for row in update["affected_components"]
    ]
    assert changes == [
        ("under_maintenance", "operational"),
        ("operational", "under_maintenance"),
        ("operational", "operational"),
        ("operational", "operational"),
    ]
    assert told(made) == [("scheduled", True), ("reminder", True), ("started", True), ("completed", True)]


def test_it_tells_and_moves_only_what_its_switches_say(plan: Any, api: Component):
    made = plan(
        component_ids=[api.uid],
        deliver_notifications=False,
        auto_transition_to_maintenance_state=False,
        auto_transition_deliver_notifications_at_start=False,
        auto_transition_deliver_notifications_at_end=True,
    )
    assert made["auto_transition_to_maintenance_state"] is False
    assert made["scheduled_remind_prior"] is False
    incidents_tick(now=after(1))
    assert shown(api) == "operational"
    incidents_tick(now=after(61))
    assert told(made) == [("scheduled", False), ("started", False), ("completed", True)]


def test_it_leaves_components_in_maintenance_where_it_shall(plan: Any, api: Component):
    plan(components=[api.uid], auto_transition_to_operational_state="false")
    incidents_tick(now=after(61))
    assert shown(api) == "under_maintenance"


@pytest.mark.parametrize("switch", ["scheduled_auto_in_progress", "scheduled_auto_transition"])
def test_it_waits_where_it_shall(plan: Any, call: Any, api: Component, switch: str):
    made = plan(**{switch: False, "scheduled_auto_completed": False}, components={api.uid: "operational"})
    assert (made["scheduled_auto_in_progress"], made["scheduled_auto_completed"]) == (False, False)
    incidents_tick(now=after(30))
    assert call("GET", made)["status"] == "scheduled"
    assert call("PATCH", made, status="in_progress")["status"] == "in_progress"
    assert shown(api) == "under_maintenance"
    incidents_tick(now=after(90))
    assert call("PATCH", made, status="verifying", body="Almost.")["status"] == "verifying"
    assert call("PATCH", made, status="completed")["resolved_at"] is not None
    assert shown(api) == "operational"


def test_its_window_moves_and_its_reminder_with_it(plan: Any, call: Any):
    made = plan(scheduled_remind_prior=True)
    later = {"scheduled_for": after(600).isoformat(), "scheduled_until": after(660).isoformat()}
    moved = call("PATCH", made, **later, deliver_notifications=False)
    assert moved["scheduled_for"] == after(600).isoformat().replace("+00:00", ".000Z")
    assert len(moved["incident_updates"]) == 1
    incidents_tick(now=after(61))
    assert call("GET", made)["status"] == "scheduled"
    incidents_tick(now=after(541))
    assert told(made) == [("scheduled", True), ("updated", False), ("reminder", True)]


def test_only_what_fits_counts(plan: Any, call: Any):
    made = plan(reminder_intervals="", auto_tweet_at_beginning=True, auto_tweet_on_creation="x")
    assert made["reminder_intervals"] is None
    off = call("PATCH", made, scheduled_remind_prior=False, backfill_date=None, name="Cables")
    assert (off["scheduled_remind_prior"], off["name"]) == (False, "Cables")


def test_it_may_run_already(plan: Any, api: Component):
    made = plan(
        status="in_progress",
        scheduled_for=(timezone.now() - timedelta(minutes=5)).isoformat(),
        components={api.uid: "degraded_performance"},
    )
    assert (made["status"], shown(api)) == ("in_progress", "degraded_performance")
    assert [row["status"] for row in made["incident_updates"]] == ["in_progress"]


def test_deleting_answers_it_and_tells_nobody(plan: Any, call: Any, send: Any, page: Page, api: Component):
    made = plan(components=[api.uid])
    assert call("DELETE", made) == made
    assert told(made)[-1] == ("canceled", False)
    assert send("GET", f"/v1/pages/{page.uid}/incidents/{made['id']}").status_code == 404
    incidents_tick(now=after(61))
    assert shown(api) == "operational"
    assert not Incident.living.exists()
