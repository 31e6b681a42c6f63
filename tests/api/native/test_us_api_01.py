"""US-API-01, service status: criteria 1 to 5 of the uptime.link contract."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from incidents.services import component_declare_status
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Component, ComponentGroup, Page
from tests.api.native.conftest import PAGE

STATUS = f"{PAGE}status/"
BY = Actor.system()


@pytest.fixture
def anybody() -> APIClient:
    """A client without a key."""
    return APIClient()


@pytest.fixture
def components(page: Page, group: ComponentGroup) -> list[Component]:
    """Three components, two of them in a group."""
    return [
        services.component_create(page=page, name=name, group=into, by=BY)
        for name, into in (("API", group), ("Web", group), ("Mail", None))
    ]


def test_one_get_answers_the_status_of_every_service__criterion_1(
    anybody: APIClient, components: list[Component]
) -> None:
    found = anybody.get(STATUS).json()["components"]
    assert {row["id"] for row in found} == {component.uid for component in components}
    assert {row["status"] for row in found} == {"operational"}


def test_it_filters_by_service_and_by_group__criterion_2(
    anybody: APIClient, components: list[Component], group: ComponentGroup
) -> None:
    def names(query: str) -> list[str]:
        return sorted(row["name"] for row in anybody.get(f"{STATUS}?{query}").json()["components"])

    assert names(f"component={components[0].uid}") == ["API"]
    assert names("component=mail") == ["Mail"]
    assert names(f"group={group.slug}") == names(f"group={group.uid}") == ["API", "Web"]
    for query in ("component=unknown", "group=unknown", "component=zzzzzzzzzzzz"):
        assert anybody.get(f"{STATUS}?{query}").status_code == 404


def test_a_filter_leaves_only_the_incidents_that_touch_what_is_left__criterion_2(
    api: APIClient, anybody: APIClient, components: list[Component]
) -> None:
    body = {
        "name": "API trouble",
        "body": "x",
        "components": [{"component": "api", "status": "major_outage"}],
    }
    api.post(f"{PAGE}incidents/", body, format="json")
    assert [row["name"] for row in anybody.get(STATUS).json()["incidents"]] == ["API trouble"]
    assert len(anybody.get(f"{STATUS}?component=api").json()["incidents"]) == 1
    assert anybody.get(f"{STATUS}?component=mail").json()["incidents"] == []


def test_uptime_follows_an_outage__criterion_3(
    anybody: APIClient, components: list[Component], page: Page
) -> None:
    now = timezone.now()
    Component.objects.filter(page=page).update(start_date=None)
    long_ago, noon = now - timedelta(days=100), now - timedelta(hours=6)
    services.history_correct(
        component=components[0], start=long_ago, end=now, status="operational", reason="x", by=BY
    )
    before = _row(anybody, components[0])
    assert before["uptime"] == {"24h": 100, "7d": 100, "30d": 100, "90d": 100}
    services.history_correct(
        component=components[0], start=noon, end=now, status="major_outage", reason="x", by=BY
    )
    after = _row(anybody, components[0])["uptime"]
    assert after["24h"] == pytest.approx(75, abs=0.1)
    assert 0 < after["24h"] < after["7d"] < after["30d"] < after["90d"] < 100
    assert "latency_ms" in before


def test_what_was_never_measured_has_no_uptime__criterion_3(anybody: APIClient, page: Page) -> None:
    component = services.component_create(page=page, name="New", status=None, by=BY)
    row = _row(anybody, component)
    assert row["status"] == "unknown"
    assert set(row["uptime"].values()) == {None}


@pytest.mark.parametrize(
    "path",
    [
        STATUS,
        f"{PAGE}components/",
        "/api/v1/pages/nowhere/status/",
        "/api/v1/pages/status/nothing/",
        f"{STATUS}?colour=red",
    ],
)
def test_it_speaks_json_also_in_errors__criterion_4(anybody: APIClient, page: Page, path: str) -> None:
    answer = anybody.get(path)
    kind = "application/json" if answer.status_code == 200 else "application/problem+json"
    assert answer["Content-Type"].split(";")[0] == kind
    assert isinstance(answer.json(), dict)


@pytest.mark.parametrize("path", ["/api/v9/pages/status/status/", "/api/v0/", "/api/pages/"])
def test_an_unknown_version_is_404__criterion_5(anybody: APIClient, page: Page, path: str) -> None:
    answer = anybody.get(path)
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


def test_version_1_answers_these_fields__criterion_5(
    api: APIClient, anybody: APIClient, components: list[Component]
) -> None:
    component_declare_status(component=components[0], status="partial_outage", by=BY)
    document = anybody.get(STATUS).json()
    assert document["status"] == "partial_outage"
    assert document["description"] == "Partial outage"
    assert set(document) >= {"page", "status", "description", "components", "incidents", "maintenances"}
    assert set(document["page"]) >= {"id", "name", "url", "time_zone", "updated_at"}
    row = next(row for row in document["components"] if row["name"] == "API")
    assert set(row) >= {"id", "name", "group", "status", "since", "uptime", "latency_ms"}
    assert set(row["group"]) >= {"id", "name"}
    assert set(document["maintenances"]) >= {"active", "upcoming"}


def test_hidden_components_are_in_nothing_of_it(
    api: APIClient, anybody: APIClient, components: list[Component]
) -> None:
    body = {
        "name": "Trouble",
        "body": "x",
        "components": [
            {"component": "api", "status": "degraded_performance"},
            {"component": "mail", "status": "major_outage"},
        ],
    }
    api.post(f"{PAGE}incidents/", body, format="json")
    api.post(f"{PAGE}incidents/", {"name": "Secret plan", "body": "x", "draft": True}, format="json")
    services.component_update(component=components[2], changes={"visible": False}, by=BY)
    text = anybody.get(STATUS).content.decode()
    assert "Mail" not in text
    assert components[2].uid not in text
    assert "Secret plan" not in text
    assert "deploy bot" not in text
    assert anybody.get(STATUS).json()["status"] == "degraded_performance"
    assert anybody.get(f"{STATUS}?component=mail").status_code == 404


def test_a_page_that_is_not_public_needs_a_key_that_reaches_it(
    anybody: APIClient,
    client_of: Callable[[Any], APIClient],
    full_key: Any,
    outsider_key: Any,
    page: Page,
    other_page: Page,
) -> None:
    assert client_of(outsider_key).get(STATUS).status_code == 200
    services.page_update(page=page, changes={"visibility": "restricted"}, by=BY)
    unknown = anybody.get("/api/v1/pages/nowhere/status/")
    for client in (anybody, client_of(outsider_key)):
        refused = client.get(STATUS)
        assert refused.status_code == 404
        assert {**refused.json(), "request_id": ""} == {**unknown.json(), "request_id": ""}
    assert client_of(full_key).get(STATUS).status_code == 200


def test_any_origin_may_read_it_and_nothing_about_it_depends_on_who_asks(
    anybody: APIClient, components: list[Component]
) -> None:
    answer = anybody.get(STATUS, HTTP_ORIGIN="https://elsewhere.example")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer
    again = anybody.get(STATUS, HTTP_ACCEPT_LANGUAGE="de")
    assert again.content == answer.content
    assert anybody.get(STATUS, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304


def _row(client: APIClient, component: Component) -> dict[str, Any]:
    document = client.get(f"{STATUS}?component={component.uid}").json()
    return dict(document["components"][0])
