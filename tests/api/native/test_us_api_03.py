"""US-API-03, monitoring configuration: criteria 11 to 15 of the uptime.link contract.

A service is a component with the checks that watch it.
"""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from monitoring.models import Check
from statuspage.models import Component, Event, Page, StatusPeriod
from tests.api.native.conftest import PAGE
from tests.rows import each

COMPONENTS = f"{PAGE}components/"
CHECKS = f"{PAGE}checks/"
NewCheck = Callable[..., dict[str, Any]]


def test_services_are_added__criterion_11(api: APIClient, page: Page, new_check: NewCheck) -> None:
    made = api.post(COMPONENTS, {"name": "Search", "slug": "search"}, format="json")
    assert made.status_code == 201
    check = api.post(CHECKS, new_check(component="search"), format="json")
    assert check.status_code == 201, check.content
    assert check.json()["component"] == made.json()["id"]
    assert check.json()["state"] == "new"
    shown = APIClient().get(f"{PAGE}status/").json()["components"]
    assert "Search" in [row["name"] for row in shown]
    assert api.get(check["Location"]).json()["id"] == check.json()["id"]


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("tcp", {"host": "127.0.0.1", "port": 18798}),
        ("heartbeat", {"period_seconds": 3600, "grace_seconds": 600}),
        ("heartbeat", {"schedule": "0 3 * * *", "time_zone": "Europe/Berlin", "grace_seconds": 600}),
    ],
)
def test_services_of_every_kind_are_added__criterion_11(
    api: APIClient, new_check: NewCheck, kind: str, target: dict[str, Any]
) -> None:
    made = api.post(CHECKS, new_check(kind=kind, target=target), format="json")
    assert made.status_code == 201, made.content
    found = made.json()
    ping_url = found["target"].pop("ping_url", None)
    assert found["target"].items() >= target.items()
    assert (ping_url is not None) == (kind == "heartbeat")
    assert (found["interval_seconds"] is None) == (kind == "heartbeat")
    assert (found["timeout_seconds"] is None) == (kind == "heartbeat")


def test_configuration_is_changed__criterion_12(api: APIClient, new_check: NewCheck) -> None:
    made = api.post(CHECKS, new_check(), format="json").json()
    changes = {"interval_seconds": 30, "tags": ["prod", "eu"], "target": {"url": "http://127.0.0.1:18799/up"}}
    answer = api.patch(f"{CHECKS}{made['id']}/", changes, format="json")
    assert answer.status_code == 200
    found = api.get(f"{CHECKS}api-health/").json()
    assert found == answer.json()
    assert (found["interval_seconds"], found["tags"]) == (30, ["prod", "eu"])
    assert found["target"]["url"] == "http://127.0.0.1:18799/up"
    assert found["name"] == made["name"]


def test_services_are_deleted_and_their_past_stays__criterion_13(
    api: APIClient, new_check: NewCheck, component: Component
) -> None:
    check = api.post(CHECKS, new_check(), format="json").json()
    assert api.delete(f"{COMPONENTS}{component.uid}/").status_code == 204
    assert api.delete(f"{COMPONENTS}{component.uid}/").status_code == 404
    assert APIClient().get(f"{PAGE}status/").json()["components"] == []
    assert api.get(f"{CHECKS}{check['id']}/").json()["component"] is None
    assert StatusPeriod.objects.filter(component=component).exists()
    assert api.delete(f"{CHECKS}{check['id']}/").status_code == 204
    assert api.delete(f"{CHECKS}{check['id']}/").status_code == 404
    assert api.get(CHECKS).json()["count"] == 0
    assert Check.objects.filter(uid=check["id"]).exists()


@each("kind", ["components", "checks", "groups", "incidents", "maintenances", "templates"])
def test_what_is_read_can_be_written_back_and_changes_nothing__criterion_14(
    api: APIClient, new_check: NewCheck, kind: str, incident: dict[str, Any]
) -> None:
    api.post(CHECKS, new_check(), format="json")
    api.post(f"{PAGE}groups/", {"name": "Core", "components": ["rest-api"]}, format="json")
    api.post(f"{PAGE}templates/", {"name": "T", "title": "t", "components": ["rest-api"]}, format="json")
    window = {"scheduled_for": "2035-01-01T02:00:00Z", "scheduled_until": "2035-01-01T03:00:00Z"}
    api.post(f"{PAGE}maintenances/", {"name": "M", "components": ["rest-api"], **window}, format="json")
    read = api.get(f"{PAGE}{kind}/").json()["results"][0]
    count = Event.objects.count()
    answer = api.patch(f"{PAGE}{kind}/{read['id']}/", read, format="json")
    assert answer.status_code == 200, answer.content
    moved = {"updated_at"}
    assert {name: value for name, value in answer.json().items() if name not in moved} == {
        name: value for name, value in read.items() if name not in moved
    }
    told = list(Event.objects.order_by("pk")[count:].values_list("kind", "before", "after"))
    assert told == []


def test_a_page_can_be_written_back__criterion_14(api: APIClient, page: Page) -> None:
    read = api.get(PAGE).json()
    answer = api.patch(PAGE, read, format="json")
    assert answer.status_code == 200, answer.content
    assert answer.json() == read


def test_bulk_answers_per_item_without_losing_the_valid_ones__criterion_15(
    api: APIClient, component: Component
) -> None:
    operations = [
        {"op": "create", "data": {"name": "New", "slug": "new"}},
        {"op": "create", "data": {"name": "Twice", "slug": "new"}},
        {"op": "update", "id": "rest-api", "data": {"description": "Changed"}},
        {"op": "update", "id": "nowhere", "data": {"description": "x"}},
        {"op": "delete", "id": "new"},
        {"op": "delete"},
    ]
    answer = api.post(f"{COMPONENTS}bulk/", {"operations": operations}, format="json")
    assert answer.status_code == 207
    results = answer.json()["results"]
    assert [row["status"] for row in results] == [201, 422, 200, 404, 204, 422]
    assert results[0]["data"]["slug"] == "new"
    assert results[1]["error"]["errors"][0]["pointer"] == "/slug"
    assert results[2]["data"]["description"] == "Changed"
    assert results[3]["error"]["code"] == "not_found"
    assert results[4]["id"] == results[0]["id"]
    assert results[5]["error"]["errors"][0]["pointer"] == "/id"
    assert [row["slug"] for row in api.get(COMPONENTS).json()["results"]] == ["rest-api"]


def test_bulk_is_atomic_when_asked__criterion_15(api: APIClient, component: Component) -> None:
    operations = [
        {"op": "create", "data": {"name": "New"}},
        {"op": "delete", "id": component.uid},
        {"op": "create", "data": {"name": ""}},
    ]
    before = Event.objects.count()
    body = {"atomic": True, "operations": operations}
    answer = api.post(f"{COMPONENTS}bulk/", body, format="json")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/operations/2/data/name"
    assert [row["id"] for row in api.get(COMPONENTS).json()["results"]] == [component.uid]
    assert Event.objects.count() == before
    body["operations"] = operations[:2]
    assert [
        row["status"] for row in api.post(f"{COMPONENTS}bulk/", body, format="json").json()["results"]
    ] == [
        201,
        204,
    ]


def test_bulk_makes_changes_and_deletes_checks__criterion_15(api: APIClient, new_check: NewCheck) -> None:
    operations = [
        {"op": "create", "data": new_check()},
        {"op": "create", "data": new_check(interval_seconds=1)},
        {"op": "update", "id": "api-health", "data": {"interval_seconds": 20}},
        {"op": "delete", "id": "api-health"},
    ]
    answer = api.post(f"{CHECKS}bulk/", {"operations": operations}, format="json")
    assert [row["status"] for row in answer.json()["results"]] == [201, 422, 200, 204]
    assert answer.json()["results"][1]["error"]["errors"][0]["pointer"] == "/interval_seconds"


def test_bulk_has_an_upper_bound__criterion_15(api: APIClient, component: Component) -> None:
    operations = [{"op": "delete", "id": "nowhere"}] * 501
    answer = api.post(f"{COMPONENTS}bulk/", {"operations": operations}, format="json")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/operations"
    body = {"operations": operations[:500], "atomic": True}
    answer = api.post(f"{COMPONENTS}bulk/", body, format="json")
    assert answer.json()["errors"][0]["pointer"] == "/operations/0"
