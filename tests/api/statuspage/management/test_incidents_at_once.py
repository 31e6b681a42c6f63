"""Changes of one incident that come at the same time: nothing of any is lost, and none is half done."""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from apikeys.services import IssuedKey
from incidents.models import Incident
from incidents.services import incidents_tick
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Component, Event, Page
from statuspage.services import periods_differ

pytestmark = pytest.mark.django_db(transaction=True)

BY = Actor.system()


def _at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    def run(act: Callable[[], Any]) -> Any:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, act) for act in acts]]


def _send(key: IssuedKey, method: str, path: str, **fields: Any) -> Any:
    client = Client(headers={"Authorization": f"OAuth {key.secret}"})
    body = json.dumps({"incident": fields}) if fields else ""
    return client.generic(method, path, body, content_type="application/json")


@pytest.fixture
def parts(page: Page) -> list[Component]:
    return [services.component_create(page=page, name=name, by=BY) for name in ("API", "Web", "Mail")]


def test_all_of_what_each_says_counts(page: Page, full_key: IssuedKey, parts: list[Component]):
    path = f"/v1/pages/{page.uid}/incidents"
    made = _send(full_key, "POST", path, name="Errors").json()
    one = f"{path}/{made['id']}"
    acts = [
        *(partial(_send, full_key, "PATCH", one, components={part.uid: "major_outage"}) for part in parts),
        partial(_send, full_key, "PATCH", one, name="Worse", impact_override="minor"),
        partial(_send, full_key, "PATCH", one, status="identified"),
        partial(_send, full_key, "PATCH", one, metadata={"x": {"y": "z"}}, body="News."),
    ]
    assert {answer.status_code for answer in _at_once(acts)} == {200}
    told = _send(full_key, "GET", one).json()
    assert (told["name"], told["impact"], told["metadata"]) == ("Worse", "minor", {"x": {"y": "z"}})
    assert {row["status"] for row in told["components"]} == {"major_outage"}
    assert len(told["components"]) == 3
    assert {row["body"] for row in told["incident_updates"]} >= {"News."}
    assert len(told["incident_updates"]) == 3
    assert {Component.objects.get(pk=part.pk).status for part in parts} == {"major_outage"}
    assert not [part for part in parts if periods_differ(component=part)]


def test_one_status_makes_one_update(page: Page, full_key: IssuedKey):
    path = f"/v1/pages/{page.uid}/incidents"
    one = f"{path}/{_send(full_key, 'POST', path, name='Errors').json()['id']}"
    answers = _at_once([partial(_send, full_key, "PATCH", one, status="resolved")] * 4)
    assert {answer.status_code for answer in answers} == {200}
    assert {len(answer.json()["incident_updates"]) for answer in answers} == {2}
    assert Event.objects.filter(kind="incident.resolved").count() == 1


def test_it_is_answered_once_when_it_is_deleted(page: Page, full_key: IssuedKey):
    path = f"/v1/pages/{page.uid}/incidents"
    one = f"{path}/{_send(full_key, 'POST', path, name='Errors').json()['id']}"
    answers = _at_once([partial(_send, full_key, "DELETE", one)] * 4)
    assert sorted(answer.status_code for answer in answers) == [200, 404, 404, 404]


def test_a_maintenance_starts_while_it_is_changed(page: Page, full_key: IssuedKey, parts: list[Component]):
    path = f"/v1/pages/{page.uid}/incidents"
    start = timezone.now() - timedelta(minutes=1)
    window = {"scheduled_for": start.isoformat(), "scheduled_until": (start + timedelta(hours=1)).isoformat()}
    made = _send(full_key, "POST", path, name="Disks", component_ids=[parts[0].uid], **window).json()
    one = f"{path}/{made['id']}"
    acts: list[Callable[[], Any]] = [
        incidents_tick,
        partial(_send, full_key, "PATCH", one, component_ids=[part.uid for part in parts]),
        partial(_send, full_key, "PATCH", one, status="in_progress"),
        incidents_tick,
    ]
    _at_once(acts)
    told = _send(full_key, "GET", one).json()
    assert told["status"] == "in_progress"
    assert {row["status"] for row in told["components"]} == {"under_maintenance"}
    assert Event.objects.filter(kind="maintenance.started").count() == 1
    assert Incident.objects.get().affected.count() == 3
