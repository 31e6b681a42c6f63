"""ETag, If-Match and Idempotency-Key on our own resources."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from statuspage.models import Component, Organization, Page
from tests.api.native.conftest import PAGE

WINDOW = {"scheduled_for": "2035-01-01T02:00:00Z", "scheduled_until": "2035-01-01T03:00:00Z"}


@pytest.fixture
def made(
    api: APIClient, component: Component, organization: Organization, new_check: Callable[..., dict[str, Any]]
) -> dict[str, str]:
    """A path of each kind of object that has an ETag."""
    bodies: dict[str, tuple[str, dict[str, Any]]] = {
        "component": (f"{PAGE}components/", {"name": "A"}),
        "group": (f"{PAGE}groups/", {"name": "A"}),
        "incident": (f"{PAGE}incidents/", {"name": "A", "body": "b"}),
        "maintenance": (f"{PAGE}maintenances/", {"name": "A", **WINDOW}),
        "template": (f"{PAGE}templates/", {"name": "A", "title": "t"}),
        "check": (f"{PAGE}checks/", new_check()),
        "metric": (f"{PAGE}metrics/", {"name": "A"}),
        "key": (
            f"/api/v1/organizations/{organization.uid}/keys/",
            {"name": "A", "scopes": ["read"], "all_pages": True},
        ),
    }
    paths = {}
    for kind, (path, body) in bodies.items():
        answer = api.post(path, body, format="json")
        assert answer.status_code == 201, answer.content
        assert answer["ETag"]
        paths[kind] = f"{path}{answer.json()['id']}/"
    return paths


def test_a_write_needs_the_state_that_was_read(api: APIClient, made: dict[str, str]) -> None:
    for kind, path in made.items():
        tag = api.get(path)["ETag"]
        first = api.patch(path, {"name": "B"}, format="json", HTTP_IF_MATCH=tag)
        assert first.status_code == 200, (kind, first.content)
        late = api.patch(path, {"name": "C"}, format="json", HTTP_IF_MATCH=tag)
        assert (late.status_code, late.json()["code"]) == (412, "precondition_failed"), kind
        assert api.delete(path, HTTP_IF_MATCH=tag).status_code == 412, kind
        assert api.get(path).json()["name"] == "B"
        assert api.delete(path, HTTP_IF_MATCH=first["ETag"]).status_code == 204, kind


def test_what_moves_by_itself_refuses_no_write(
    api: APIClient, page: Page, new_check: Callable[..., dict[str, Any]]
) -> None:
    made = api.post(f"{PAGE}checks/", new_check(), format="json")
    api.post(f"{PAGE}checks/api-health/pause/")
    answer = api.patch(f"{PAGE}checks/api-health/", {"name": "B"}, format="json", HTTP_IF_MATCH=made["ETag"])
    assert answer.status_code == 200


def test_unchanged_objects_are_not_sent_again(api: APIClient, made: dict[str, str]) -> None:
    tag = api.get(made["component"])["ETag"]
    assert api.get(made["component"], HTTP_IF_NONE_MATCH=tag).status_code == 304
    api.put(f"{made['component']}status/", {"status": "major_outage"}, format="json")
    assert api.get(made["component"], HTTP_IF_NONE_MATCH=tag).status_code == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("components/", {"name": "A"}),
        ("incidents/", {"name": "A", "body": "b"}),
        ("components/bulk/", {"operations": [{"op": "create", "data": {"name": "A"}}]}),
    ],
)
def test_a_repeated_post_acts_once(
    api: APIClient, component: Component, path: str, body: dict[str, Any]
) -> None:
    answers = [
        api.post(f"{PAGE}{path}", body, format="json", HTTP_IDEMPOTENCY_KEY="token") for _time in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    assert answers[1]["Idempotency-Replayed"] == "true"
    names = [row["name"] for row in api.get(f"{PAGE}{path.split('/')[0]}/").json()["results"]]
    assert names.count("A") == 1
    other = api.post(f"{PAGE}{path}", {**body, "x": 1}, format="json", HTTP_IDEMPOTENCY_KEY="token")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
