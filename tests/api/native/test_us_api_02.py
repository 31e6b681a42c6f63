"""US-API-02, incidents: criteria 6 to 10 of the uptime.link contract."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from statuspage.models import Component, Page
from tests.api.native.conftest import PAGE

INCIDENTS = f"{PAGE}incidents/"


def test_it_creates_an_incident_by_post_and_reads_it_afterwards__criterion_6(
    api: APIClient, incident: dict[str, Any]
) -> None:
    answer = api.get(f"{INCIDENTS}{incident['id']}/")
    assert answer.status_code == 200
    assert answer.json() == incident


def test_it_posts_updates_and_shows_them_in_time_order_with_author_and_status__criterion_7(
    api: APIClient, incident: dict[str, Any]
) -> None:
    updates = f"{INCIDENTS}{incident['id']}/updates/"
    for status, body in (("identified", "Found it."), ("monitoring", "Fixed it.")):
        assert api.post(updates, {"status": status, "body": body}, format="json").status_code == 201
    timeline = api.get(updates).json()["results"]
    assert [(row["status"], row["body"]) for row in timeline] == [
        ("monitoring", "Fixed it."),
        ("identified", "Found it."),
        ("investigating", "We look into it."),
    ]
    times = [row["displayed_at"] for row in timeline]
    assert times == sorted(times, reverse=True)
    assert {row["author"] for row in timeline} == {"deploy bot"}
    assert api.get(f"{INCIDENTS}{incident['id']}/").json()["updates"] == timeline


@pytest.mark.parametrize("status", ["identified", "monitoring", "resolved"])
@pytest.mark.parametrize("way", ["update", "patch"])
def test_it_changes_the_status_by_an_update_or_by_patch__criterion_8(
    api: APIClient, incident: dict[str, Any], status: str, way: str
) -> None:
    path = f"{INCIDENTS}{incident['id']}/"
    if way == "update":
        assert api.post(f"{path}updates/", {"status": status}, format="json").status_code == 201
    else:
        assert api.patch(path, {"status": status}, format="json").status_code == 200
    found = api.get(path).json()
    assert found["status"] == status
    assert (found["resolved_at"] is not None) == (status == "resolved")


def test_it_refuses_a_status_that_does_not_exist__criterion_8(
    api: APIClient, incident: dict[str, Any]
) -> None:
    path = f"{INCIDENTS}{incident['id']}/"
    for answer in (
        api.patch(path, {"status": "exploded"}, format="json"),
        api.post(f"{path}updates/", {"status": "scheduled", "body": "x"}, format="json"),
    ):
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/status"
    assert api.get(path).json() == incident


def test_it_lists_by_status_component_and_time_with_paging__criterion_9(
    api: APIClient, incident: dict[str, Any], component: Component
) -> None:
    api.post(INCIDENTS, {"name": "Elsewhere", "body": "x"}, format="json")
    api.post(INCIDENTS, {"name": "Over", "status": "resolved", "body": "x"}, format="json")
    begun = timezone.now() - timedelta(days=9)
    old = {
        "name": "Long ago",
        "body": "x",
        "backfilled": True,
        "started_at": begun.isoformat(),
        "resolved_at": (begun + timedelta(hours=1)).isoformat(),
    }
    assert api.post(INCIDENTS, old, format="json").status_code == 201

    def names(query: str) -> list[str]:
        answer = api.get(f"{INCIDENTS}?{query}")
        assert answer.status_code == 200, answer.content
        return [row["name"] for row in answer.json()["results"]]

    day = f"{begun:%Y-%m-%d}"
    assert names("status=resolved") == ["Over", "Long ago"]
    assert names("open=true") == ["Elsewhere", "Elevated errors"]
    assert names("open=false") == ["Over", "Long ago"]
    assert names(f"component={component.slug}") == ["Elevated errors"]
    assert names(f"component={component.uid}&open=false") == []
    assert names("impact=major") == ["Elevated errors"]
    assert names(f"from={day}T00:00:00Z&to={day}T23:59:59.999Z") == ["Long ago"]
    assert names("q=elevated") == ["Elevated errors"]
    first = api.get(f"{INCIDENTS}?page_size=3").json()
    assert first["count"] == 4
    assert first["previous"] is None
    second = api.get(first["next"]).json()
    assert [row["name"] for row in second["results"]] == ["Long ago"]
    assert second["next"] is None


def test_it_answers_the_id_and_where_the_incident_is__criterion_10(api: APIClient, page: Page) -> None:
    answer = api.post(INCIDENTS, {"name": "New", "body": "x"}, format="json")
    assert answer.status_code == 201
    assert answer["Location"].endswith(f"/incidents/{answer.json()['id']}/")
    assert api.get(answer["Location"]).json()["id"] == answer.json()["id"]
