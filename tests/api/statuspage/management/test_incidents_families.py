"""Incidents, maintenance and what is told afterwards: each refuses what only another one has."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from incidents.models import Incident
from statuspage import services
from statuspage.models import Component, Event, Page
from tests.rows import each
from tests.statuspage.making import BY

NOW = timezone.now()
WINDOW = {
    "scheduled_for": (NOW + timedelta(hours=1)).isoformat(),
    "scheduled_until": (NOW + timedelta(hours=2)).isoformat(),
}
PAST = {"backfilled": True, "backfill_date": "2026-01-05T10:00:00Z"}
KINDS: dict[str, dict[str, Any]] = {"incident": {}, "maintenance": WINDOW, "past": PAST}
SWITCHES = (
    "scheduled_remind_prior",
    "scheduled_auto_in_progress",
    "scheduled_auto_completed",
    "auto_transition_to_maintenance_state",
    "auto_transition_deliver_notifications_at_end",
)
FOREIGN: list[tuple[str, dict[str, Any]]] = [
    *((kind, {switch: True}) for kind in ("incident", "past") for switch in SWITCHES),
    ("incident", {"scheduled_auto_completed": "perhaps"}),
    ("incident", {"backfilled": False, "backfill_date": "2026-01-05"}),
    ("maintenance", {"backfilled": "false", "backfill_date": "2026-01-05"}),
    ("maintenance", {"reminder_intervals": "[1, 2]"}),
    ("maintenance", {"reminder_intervals": "[]"}),
    ("past", {"status": "investigating"}),
    ("past", {"status": "monitoring"}),
]
LATER: list[tuple[str, dict[str, Any]]] = [
    *((kind, {name: when}) for kind in ("incident", "past") for name, when in WINDOW.items()),
    ("incident", PAST),
    ("incident", {"backfilled": "true"}),
    ("maintenance", PAST),
    ("past", {"backfilled": False}),
]


@pytest.fixture
def path(page: Page) -> str:
    return f"/v1/pages/{page.uid}/incidents"


@each(("kind", "fields"), FOREIGN)
def test_what_is_made_takes_its_own_fields_alone(
    send: Any, path: str, kind: str, fields: dict[str, Any]
) -> None:
    answer = send("POST", path, {"incident": {"name": "Errors", **KINDS[kind], **fields}})
    assert answer.status_code == 422, answer.json()
    assert not Incident.objects.exists()


@each(("kind", "fields"), [*FOREIGN, *LATER])
def test_what_is_changed_takes_its_own_fields_alone(
    send: Any, path: str, kind: str, fields: dict[str, Any]
) -> None:
    made = send("POST", path, {"incident": {"name": "Errors", **KINDS[kind]}}).json()
    events, one = Event.objects.count(), f"{path}/{made['id']}"
    answer = send("PATCH", one, {"incident": {"name": "Other", "body": "News.", **fields}})
    assert answer.status_code == 422, answer.json()
    assert (send("GET", one).json(), Event.objects.count()) == (made, events)


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_read_may_be_sent_back_whole(send: Any, page: Page, path: str, kind: str) -> None:
    component: Component = services.component_create(page=page, name="API", by=BY)
    parts = {} if kind == "past" else {"component_ids": [component.uid]}
    made = send("POST", path, {"incident": {"name": "Errors", **KINDS[kind], **parts}}).json()
    events, one = Event.objects.count(), f"{path}/{made['id']}"
    whole = {**made, "components": [row["id"] for row in made["components"]]}
    answer = send("PUT", one, {"incident": whole})
    assert (answer.status_code, answer.json()) == (200, made)
    assert (send("GET", one).json(), Event.objects.count()) == (made, events)


@pytest.mark.parametrize("kind", KINDS)
def test_null_empty_and_no_are_said_by_all(send: Any, path: str, kind: str) -> None:
    nothing = {"reminder_intervals": None, "backfill_date": "", **dict.fromkeys(WINDOW), "backfilled": ""}
    fields = {**nothing, **dict.fromkeys(SWITCHES, False), **KINDS[kind]}
    answer = send("POST", path, {"incident": {"name": "Errors", **fields}})
    assert answer.status_code == 201, answer.json()
    again = send("PATCH", f"{path}/{answer.json()['id']}", {"incident": {**fields, "name": "Other"}})
    assert (again.status_code, again.json()["name"]) == (200, "Other")
