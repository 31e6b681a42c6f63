"""Components: their settings, status, history and uptime."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Component, ComponentGroup
from tests.api.native.conftest import PAGE

COMPONENTS = f"{PAGE}components/"
BY = Actor.system()


def test_a_component_has_the_documented_fields(
    api: APIClient, component: Component, group: ComponentGroup
) -> None:
    body = {
        "name": "Web",
        "slug": "web",
        "description": "d",
        "group": "core",
        "position": 1,
        "visible": False,
        "showcase": False,
        "only_show_if_degraded": True,
        "start_date": "2026-01-01",
        "status": "degraded_performance",
    }
    made = api.post(COMPONENTS, body, format="json").json()
    assert {name: made[name] for name in body} == {**body, "group": group.uid}
    assert [claim["source"] for claim in made["claims"]] == ["manual"]
    assert made["created_at"].endswith("Z")
    assert [row["slug"] for row in api.get(COMPONENTS).json()["results"]] == ["rest-api", "web"]


def test_what_a_person_says_holds_also_against_open_incidents(
    api: APIClient, component: Component, incident: dict[str, Any]
) -> None:
    path = f"{COMPONENTS}rest-api/status/"
    answer = api.put(path, {"status": "major_outage", "message": "All down."}, format="json")
    assert answer.status_code == 200
    assert answer.json()["status"] == "major_outage"
    said = {claim["source"]: claim for claim in answer.json()["claims"]}
    assert said["manual"]["message"] == "All down."
    assert said["incident"]["status"] == "major_outage"
    found = api.get(f"{PAGE}incidents/{incident['id']}/").json()
    assert found["components"][0]["status"] == "major_outage"
    assert found["impact"] == "critical"


def test_history_tells_what_was_shown_and_why(
    api: APIClient, component: Component, incident: dict[str, Any]
) -> None:
    periods = api.get(f"{COMPONENTS}rest-api/history/").json()["results"]
    assert [(row["status"], row["cause"]) for row in periods] == [
        ("partial_outage", "incident"),
        ("operational", "manual"),
    ]
    assert periods[0]["source"] == incident["id"]
    assert periods[0]["to"] is None
    assert periods[1]["to"] == periods[0]["from"]
    assert api.get(f"{COMPONENTS}rest-api/history/?to={periods[1]['from']}").json()["count"] == 0
    assert len({row["id"] for row in periods}) == 2


@pytest.mark.parametrize(("given", "uptime"), [({"status": "operational"}, 100), ({"void": True}, None)])
def test_history_is_corrected(
    api: APIClient, component: Component, given: dict[str, Any], uptime: float | None
) -> None:
    now = timezone.now()
    start, end = now - timedelta(hours=2), now - timedelta(hours=1)
    services.history_correct(
        component=component, start=start, end=end, status="major_outage", reason="x", by=BY
    )
    body = {"from": start.isoformat(), "to": end.isoformat(), "reason": "Our own network.", **given}
    answer = api.post(f"{COMPONENTS}rest-api/corrections/", body, format="json")
    assert answer.status_code == 201, answer.content
    assert answer.json()["uptime"] == uptime
    window = f"from={start:%Y-%m-%dT%H:%M:%S.%fZ}&to={end:%Y-%m-%dT%H:%M:%S.%fZ}"
    assert api.get(f"{COMPONENTS}rest-api/uptime/?{window}").json() == answer.json()
    event = api.get(f"{PAGE}events/").json()["results"][0]
    assert event["kind"] == "component.history_corrected"
    assert event["after"]["reason"] == "Our own network."
    assert [row["status"] for row in event["before"]["periods"]] == ["major_outage"]


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"status": "operational", "void": True}, "/status"),
        ({}, "/status"),
        ({"status": "operational", "to": "2020-01-01T00:00:00Z"}, "/to"),
        ({"status": "operational", "to": "2199-01-01T00:00:00Z"}, "/to"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(
    api: APIClient, component: Component, given: dict[str, Any], pointer: str
) -> None:
    body = {"from": "2026-01-01T00:00:00Z", "to": "2026-01-01T01:00:00Z", "reason": "r", **given}
    answer = api.post(f"{COMPONENTS}rest-api/corrections/", body, format="json")
    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


def test_uptime_shows_the_periods_behind_it(api: APIClient, component: Component) -> None:
    now = timezone.now()
    start = now - timedelta(hours=10)
    for status, begun, over in (("operational", 10, 5), ("major_outage", 5, 4), ("operational", 4, 0)):
        services.history_correct(
            component=component,
            start=now - timedelta(hours=begun),
            end=now - timedelta(hours=over),
            status=status,
            reason="x",
            by=BY,
        )
    found = api.get(f"{COMPONENTS}rest-api/uptime/?from={start:%Y-%m-%dT%H:%M:%S.%fZ}").json()
    assert found["uptime"] == pytest.approx(90, abs=0.01)
    assert sum(found["seconds"].values()) == pytest.approx(36_000, abs=2)
    assert found["seconds"]["major_outage"] == 3600
    assert [row["status"] for row in found["periods"]][:3] == ["operational", "major_outage", "operational"]


def test_groups_gather_components_and_leave_them_when_deleted(api: APIClient, component: Component) -> None:
    made = api.post(f"{PAGE}groups/", {"name": "Core", "components": ["rest-api"]}, format="json").json()
    assert made["components"] == [component.uid]
    assert made["status"] == "operational"
    api.put(f"{COMPONENTS}rest-api/status/", {"status": "partial_outage"}, format="json")
    assert api.get(f"{PAGE}groups/core/").json()["status"] == "partial_outage"
    renamed = api.patch(f"{PAGE}groups/core/", {"name": "Heart", "components": []}, format="json").json()
    assert (renamed["name"], renamed["components"]) == ("Heart", [])
    assert api.delete(f"{PAGE}groups/{made['id']}/").status_code == 204
    assert api.get(f"{COMPONENTS}rest-api/").json()["group"] is None
