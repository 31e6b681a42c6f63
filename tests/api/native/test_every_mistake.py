"""A refusal names every field that is wrong, whether reading it or judging it showed that."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from incidents.models import Incident
from monitoring.models import Check
from statuspage.models import Component, Event, Membership, Page
from tests.api.native.conftest import PAGE

TARGET = {
    "url": "http://127.0.0.1:1/",
    "method": "FETCH",
    "body_regex": "(",
    "json_path": "][",
    "colour": "red",
}
WRONG_CHECK: dict[str, Any] = {
    "target": TARGET,
    "tags": "prod",
    "showcase": "everything",
    "effect": "explode",
    "interval_seconds": 4,
    "timeout_seconds": 0,
    "confirm_down": 0,
    "regions": ["Nowhere !"],
    "nope": 1,
}
WRONG_CHECK_PLACES = {
    "/tags",
    "/showcase",
    "/effect",
    "/interval_seconds",
    "/timeout_seconds",
    "/confirm_down",
    "/regions/0",
    "/nope",
    "/target/method",
    "/target/body_regex",
    "/target/json_path",
    "/target/colour",
}
WRONG_PAGE: dict[str, Any] = {
    "name": "",
    "slug": "No Slug",
    "visibility": "secret",
    "time_zone": "Mars/Olympus",
    "languages": ["en", "en"],
    "support_url": "javascript:alert(1)",
    "branding": {"colors": {"accent": "blue"}},
    "uptime_weights": {"partial_outage": 2},
}
WRONG_PAGE_PLACES = {
    "/name",
    "/slug",
    "/visibility",
    "/time_zone",
    "/languages",
    "/support_url",
    "/branding/colors/accent",
    "/uptime_weights/partial_outage",
}
WRONG_INCIDENT: dict[str, Any] = {
    "name": "x" * 300,
    "status": "exploded",
    "impact_override": "huge",
    "started_at": "2035-01-01T00:00:00Z",
}


def test_a_new_check_is_judged_whole(
    api: APIClient, page: Page, new_check: Callable[..., dict[str, Any]]
) -> None:
    answer = api.post(f"{PAGE}checks/", new_check(**WRONG_CHECK), format="json")
    assert answer.status_code == 422
    assert places(answer) >= WRONG_CHECK_PLACES, answer.json()
    assert not Check.objects.exists()


def test_a_changed_check_is_judged_whole(
    api: APIClient, page: Page, new_check: Callable[..., dict[str, Any]]
) -> None:
    made = api.post(f"{PAGE}checks/", new_check(), format="json").json()
    answer = api.patch(f"{PAGE}checks/{made['id']}/", {**WRONG_CHECK, "state": "down"}, format="json")
    assert answer.status_code == 422
    assert WRONG_CHECK_PLACES | {"/state"} <= places(answer), answer.json()
    assert api.get(f"{PAGE}checks/{made['id']}/").json() == made


def test_a_page_is_judged_whole(api: APIClient, page: Page) -> None:
    for answer in (
        api.post("/api/v1/pages/", WRONG_PAGE, format="json"),
        api.patch(PAGE, WRONG_PAGE, format="json"),
    ):
        assert answer.status_code == 422
        assert places(answer) == WRONG_PAGE_PLACES, answer.json()


def test_an_incident_is_judged_whole(api: APIClient, component: Component) -> None:
    answer = api.post(f"{PAGE}incidents/", WRONG_INCIDENT, format="json")
    assert answer.status_code == 422
    assert places(answer) == {"/name", "/status", "/impact_override", "/started_at"}
    assert not Incident.objects.exists()


def test_a_member_is_judged_whole(api: APIClient, page: Page) -> None:
    path = f"/api/v1/organizations/{page.organization.uid}/members/"
    body = {"email": "nobody", "first_name": "x" * 300, "role": "king", "pages": {"nowhere": ["editor"]}}
    before = Membership.objects.count()
    answer = api.post(path, body, format="json")
    assert answer.status_code == 422
    assert places(answer) == {"/email", "/first_name", "/role", "/pages/nowhere"}, answer.json()
    assert Membership.objects.count() == before


def test_an_operation_of_many_is_judged_whole(
    api: APIClient, page: Page, new_check: Callable[..., dict[str, Any]]
) -> None:
    operations = [{"op": "create", "data": new_check(**WRONG_CHECK)}, {"op": "create", "data": new_check()}]
    answer = api.post(f"{PAGE}checks/bulk/", {"operations": operations}, format="json")
    wrong, right = answer.json()["results"]
    assert (wrong["status"], right["status"]) == (422, 201)
    assert {error["pointer"] for error in wrong["error"]["errors"]} >= WRONG_CHECK_PLACES
    whole = api.post(f"{PAGE}checks/bulk/", {"atomic": True, "operations": operations}, format="json")
    assert whole.status_code == 422
    assert places(whole) >= {f"/operations/0/data{place}" for place in WRONG_CHECK_PLACES}


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "once"}])
def test_what_would_be_accepted_is_not_kept(api: APIClient, page: Page, headers: dict[str, str]) -> None:
    before = Event.objects.count()
    answer = api.post(f"{PAGE}components/", {"name": "A", "visible": "x"}, format="json", headers=headers)
    assert places(answer) == {"/visible"}
    assert (Component.objects.count(), Event.objects.count()) == (0, before)


def places(answer: Any) -> set[str]:
    """Where a refusal points to."""
    return {error["pointer"] for error in answer.json()["errors"]}
