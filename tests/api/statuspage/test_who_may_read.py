"""Who may read the public documents, from where, and what they never tell."""

import re
from typing import Any

import pytest
from django.test import Client

from incidents import services as incidents
from statuspage import services
from statuspage.models import Page
from statuspage.publishing import publication_of
from tests.api.statuspage import shapes
from tests.api.statuspage.conftest import BY, Story
from tests.rows import each

PATHS = [
    *(f"/api/v2/{name}.json" for name in shapes.DOCUMENTS),
    "/incidents/{uid}.json",
    "/api/v2/incidents/{uid}.json",
]
NOT_THERE = {"error": "There is nothing at this address.", "message": "There is nothing at this address."}


@each("path", PATHS)
def test_a_hidden_component_is_named_nowhere(client: Client, story: Story, path: str):
    postmortem = incidents.postmortem_save_draft(incident=story.over, body="x", by=BY)
    incidents.postmortem_publish(postmortem=postmortem, notify=False, by=BY)
    for incident in (story.open, story.over, story.running, story.planned):
        text = client.get(path.format(uid=incident.uid)).content.decode()
        assert story.secret.uid not in text
        assert "Backdoor" not in text


def test_a_group_of_hidden_components_is_not_told(get: Any, story: Story):
    services.component_update(component=story.api, changes={"visible": False}, by=BY)
    assert [entry["name"] for entry in get("components")["components"]] == ["Website"]


def test_a_hidden_component_that_is_down_does_not_move_the_indicator(get: Any, page: Page):
    hidden = services.component_create(page=page, name="Backdoor", visible=False, by=BY)
    services.claim_set(component=hidden, source="manual", source_uid="", status="major_outage", by=BY)
    assert get("status")["status"]["indicator"] == "none"


def test_a_hidden_component_does_not_raise_the_impact_of_an_incident(get: Any, page: Page):
    shown = services.component_create(page=page, name="API", by=BY)
    hidden = services.component_create(page=page, name="Backdoor", visible=False, by=BY)
    both = incidents.incident_open(
        page=page,
        name="Both",
        body="x",
        components={shown: "degraded_performance", hidden: "major_outage"},
        by=BY,
    )
    alone = incidents.incident_open(
        page=page, name="Alone", body="x", components={hidden: "major_outage"}, by=BY
    )
    assert both.impact == alone.impact == "critical"
    told = get("summary")
    assert {entry["id"]: entry["impact"] for entry in told["incidents"]} == {
        both.uid: "minor",
        alone.uid: "none",
    }
    assert told["status"] == {"indicator": "minor", "description": "Partially Degraded Service"}
    ours = get("/api/v1/pages/status/status/")["incidents"]
    assert {entry["id"]: entry["impact"] for entry in ours} == {both.uid: "minor", alone.uid: "none"}
    incidents.incident_resolve(incident=both, body="Over.", by=BY)
    assert get(f"/incidents/{both.uid}.json")["impact"] == "minor"


def test_a_deleted_component_goes_on_being_named_by_the_past_alone(get: Any, story: Story):
    services.component_delete(component=story.api, by=BY)
    assert story.api.uid not in [entry["id"] for entry in get("components")["components"]]
    over = get(f"/incidents/{story.over.uid}.json")
    assert [entry["name"] for entry in over["components"]] == ["REST API"]


@pytest.mark.parametrize(
    "closing",
    [
        {"visibility": "password", "password_hash": "x"},
        {"visibility": "restricted"},
        {"viewers_must_be_team_members": True},
        {"ip_restrictions": "10.0.0.0/8"},
    ],
)
@pytest.mark.parametrize("prefix", ["", "/pages/status"])
def test_a_page_that_is_not_open_is_not_there(
    client: Client, page: Page, story: Story, closing: dict[str, Any], prefix: str
):
    Page.objects.filter(pk=page.pk).update(**closing)
    for path in PATHS:
        response = client.get(prefix + path.format(uid=story.open.uid))
        unknown = client.get("/pages/nowhere" + path.format(uid=story.open.uid))
        assert (response.status_code, response.json()) == (404, NOT_THERE)
        assert _told(response) == _told(unknown)
        assert publication_of(response) is None


def test_drafts_and_what_was_deleted_are_not_there(client: Client, get: Any, page: Page, story: Story):
    draft = incidents.incident_open(page=page, name="Draft", body="x", draft=True, by=BY)
    incidents.incident_delete(incident=story.open, by=BY)
    assert [entry["id"] for entry in get("incidents")["incidents"]] == [story.over.uid]
    for uid in (draft.uid, story.open.uid, "abcdefghij12"):
        for path in PATHS[-2:]:
            response = client.get(path.format(uid=uid))
            assert (response.status_code, response.json()) == (404, NOT_THERE)


def test_an_incident_of_another_page_is_not_there(client: Client, story: Story, other_page: Page):
    for path in PATHS[-2:]:
        assert client.get(f"/pages/elsewhere{path.format(uid=story.open.uid)}").status_code == 404


def test_a_page_s_own_domain_shows_that_page_alone(client: Client, page: Page, other_page: Page):
    services.page_update(page=other_page, changes={"domain": "status.elsewhere.example"}, by=BY)
    services.page_domain_verify(page=other_page, by=BY)
    told = client.get("/api/v2/status.json", headers={"host": "status.elsewhere.example"}).json()
    assert told["page"]["id"] == other_page.uid
    assert told["page"]["url"].endswith("://status.elsewhere.example")
    other = client.get("/pages/status/api/v2/status.json", headers={"host": "status.elsewhere.example"})
    assert other.status_code == 404


@each("path", PATHS)
def test_it_is_open_to_scripts_everywhere_and_marked_for_the_edge(client: Client, story: Story, path: str):
    response = client.get(path.format(uid=story.open.uid), headers={"origin": "https://elsewhere.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert publication_of(response) is not None
    assert "Set-Cookie" not in response
    again = client.get(path.format(uid=story.open.uid), {"utm_source": "x", "lang": "de", "_": "1"})
    assert again.content == response.content
    head = client.head(path.format(uid=story.open.uid))
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_else_than_reading_is_answered(client: Client, page: Page, method: str):
    response = getattr(client, method)("/api/v2/summary.json")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert set(response.json()) == {"error", "message"}


def test_a_browser_may_ask_first(client: Client, page: Page):
    response = client.options("/api/v2/summary.json", headers={"access-control-request-method": "GET"})
    assert response.status_code == 204
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "GET" in re.split(", ", response["Access-Control-Allow-Methods"])


@pytest.mark.parametrize(
    "path", ["/api/v2/nowhere.json", "/pages/status/api/v2/nowhere.json", "/incidents/nowhere.json"]
)
def test_what_is_not_there_is_said_to_scripts_too(client: Client, page: Page, path: str):
    response = client.get(path)
    assert (response.status_code, response.json()) == (404, NOT_THERE)
    assert response["Access-Control-Allow-Origin"] == "*"


def test_an_installation_without_pages_has_no_documents(client: Client, db: None):
    assert client.get("/api/v2/summary.json").status_code == 404
    assert client.get("/api/v2/summary.json", headers={"host": "evil.example"}).json() == NOT_THERE


def _told(response: Any) -> Any:
    return response.content, {**response.headers, "X-Request-Id": ""}
