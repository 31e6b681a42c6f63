"""Incidents, maintenance, templates and postmortems over their whole life."""

import re
from typing import Any

import pytest
from rest_framework.test import APIClient

from statuspage.models import Component, Page
from tests.api.native.conftest import PAGE

INCIDENTS = f"{PAGE}incidents/"
MAINTENANCES = f"{PAGE}maintenances/"
WINDOW = {"scheduled_for": "2035-01-01T02:00:00Z", "scheduled_until": "2035-01-01T03:00:00Z"}


def test_resolving_releases_the_components(
    api: APIClient, component: Component, incident: dict[str, Any]
) -> None:
    assert api.get(f"{PAGE}components/rest-api/").json()["status"] == "partial_outage"
    answer = api.patch(
        f"{INCIDENTS}{incident['id']}/",
        {"name": "Errors", "status": "resolved", "body": "A restart helped."},
        format="json",
    )
    assert answer.status_code == 200
    found = answer.json()
    assert (found["name"], found["status"]) == ("Errors", "resolved")
    assert found["updates"][0]["body_html"] == "<p>A restart helped.</p>"
    assert api.get(f"{PAGE}components/rest-api/").json()["status"] == "operational"


def test_a_draft_claims_nothing_until_it_is_published(api: APIClient, component: Component) -> None:
    body = {
        "name": "Maybe",
        "body": "x",
        "draft": True,
        "components": [{"component": "rest-api", "status": "major_outage"}],
    }
    made = api.post(INCIDENTS, body, format="json").json()
    assert made["draft"]
    assert api.get(f"{PAGE}components/rest-api/").json()["status"] == "operational"
    published = api.post(f"{INCIDENTS}{made['id']}/publish/")
    assert published.status_code == 200
    assert not published.json()["draft"]
    assert api.get(f"{PAGE}components/rest-api/").json()["status"] == "major_outage"
    again = api.post(f"{INCIDENTS}{made['id']}/publish/")
    assert (again.status_code, again.json()["code"]) == (409, "already_published")


def test_an_incident_starts_from_a_template(api: APIClient, component: Component) -> None:
    template = api.post(
        f"{PAGE}templates/",
        {
            "name": "T",
            "title": "Errors on {{component}}",
            "body": "{{component}} fails in {{region}}. {{ 7*7 }}",
            "status": "identified",
            "components": ["rest-api"],
            "notify": False,
        },
        format="json",
    ).json()
    body = {"template": template["id"], "values": {"region": "Europe"}}
    made = api.post(INCIDENTS, body, format="json")
    assert made.status_code == 201, made.content
    found = made.json()
    assert found["name"] == "Errors on REST API"
    assert found["updates"][0]["body"] == "REST API fails in Europe. {{ 7*7 }}"
    assert (found["status"], found["notify"], found["template"]) == ("identified", False, template["id"])
    assert [row["component"] for row in found["components"]] == [component.uid]
    assert api.delete(f"{PAGE}templates/{template['id']}/").status_code == 204
    assert api.get(f"{INCIDENTS}{found['id']}/").json()["template"] is None


def test_updates_are_edited_and_deleted_but_the_first_stays(api: APIClient, incident: dict[str, Any]) -> None:
    updates = f"{INCIDENTS}{incident['id']}/updates/"
    made = api.post(updates, {"body": "Wrnog."}, format="json").json()
    edited = api.patch(f"{updates}{made['id']}/", {"body": "<b>Wrong</b>."}, format="json").json()
    assert edited["body"] == "<b>Wrong</b>."
    assert "<b>" not in edited["body_html"]
    assert api.get(f"{updates}{made['id']}/").json() == edited
    assert api.delete(f"{updates}{made['id']}/").status_code == 204
    first = incident["updates"][0]["id"]
    refused = api.delete(f"{updates}{first}/")
    assert (refused.status_code, refused.json()["code"]) == (409, "opening_update")


def test_a_postmortem_is_drafted_published_and_deleted(api: APIClient, incident: dict[str, Any]) -> None:
    path = f"{INCIDENTS}{incident['id']}/"
    assert api.get(f"{path}postmortem/").status_code == 404
    saved = api.put(f"{path}postmortem/", {"draft": "**Why**"}, format="json").json()
    assert (saved["draft"], saved["body"], saved["published_at"]) == ("**Why**", "", None)
    early = api.post(f"{path}postmortem/publish/")
    assert (early.status_code, early.json()["code"]) == (409, "not_ended")
    api.patch(path, {"status": "resolved"}, format="json")
    published = api.post(f"{path}postmortem/publish/", {"notify": True}, format="json").json()
    assert published["body_html"] == "<p><strong>Why</strong></p>"
    assert published["notify"]
    assert api.delete(f"{path}postmortem/").status_code == 204
    assert api.get(f"{path}postmortem/").status_code == 404


def test_maintenance_is_scheduled_moved_started_and_cancelled(api: APIClient, component: Component) -> None:
    made = api.post(MAINTENANCES, {"name": "M", "components": ["rest-api"], **WINDOW}, format="json")
    assert made.status_code == 201, made.content
    found = made.json()
    assert (found["status"], found["components"]) == ("scheduled", [component.uid])
    assert found["remind_before_seconds"] == 86_400
    assert found["url"].endswith(f"/maintenances/{found['id']}")
    path = f"{MAINTENANCES}{found['id']}/"
    moved = api.patch(path, {"scheduled_until": "2035-01-01T05:00:00Z"}, format="json").json()
    assert moved["scheduled_until"] == "2035-01-01T05:00:00Z"
    shown = APIClient().get(f"{PAGE}status/").json()["maintenances"]
    assert [row["id"] for row in shown["upcoming"]] == [found["id"]]
    api.post(f"{path}updates/", {"status": "in_progress", "body": "We begin."}, format="json")
    assert api.get(f"{PAGE}components/rest-api/").json()["status"] == "under_maintenance"
    shown = APIClient().get(f"{PAGE}status/").json()["maintenances"]
    assert [row["id"] for row in shown["active"]] == [found["id"]]
    assert api.delete(path).status_code == 204
    assert api.get(f"{PAGE}components/rest-api/").json()["status"] == "operational"


def test_maintenance_recurs(api: APIClient, page: Page) -> None:
    body = {"name": "Weekly", **WINDOW, "recurrence": "FREQ=WEEKLY;COUNT=3", "time_zone": "Europe/Berlin"}
    made = api.post(MAINTENANCES, body, format="json")
    assert made.status_code == 201, made.content
    assert made.json()["time_zone"] == "Europe/Berlin"
    assert "FREQ=WEEKLY" in made.json()["recurrence"]
    assert made.json()["series"] is not None


@pytest.mark.parametrize("path", ["incidents", "maintenances"])
def test_one_is_not_found_where_the_other_is(api: APIClient, incident: dict[str, Any], path: str) -> None:
    made = api.post(MAINTENANCES, {"name": "M", **WINDOW}, format="json").json()
    found, missing = (incident, made) if path == "incidents" else (made, incident)
    assert api.get(f"{PAGE}{path}/{found['id']}/").status_code == 200
    assert api.get(f"{PAGE}{path}/{missing['id']}/").status_code == 404
    assert api.delete(f"{PAGE}{path}/{missing['id']}/").status_code == 404


def test_texts_in_other_languages_reach_the_page(
    api: APIClient, client: Any, page: Page, component: Component
) -> None:
    Page.objects.filter(pk=page.pk).update(languages=["en", "de"])
    made = api.post(
        INCIDENTS,
        {
            "name": "Errors",
            "body": "We look.",
            "translations": {"de": {"name": "Fehler", "body": "Wir **sehen** nach."}},
        },
        format="json",
    ).json()
    assert made["translations"]["de"]["name"] == "Fehler"
    updates = f"{INCIDENTS}{made['id']}/updates/"
    texts = {"de": {"body": "Eine Lösung *wirkt* <script>alert(1)</script>"}}
    posted = api.post(
        updates, {"status": "monitoring", "body": "A fix works.", "translations": texts}, format="json"
    )
    assert (posted.status_code, posted.json()["translations"]) == (201, texts)
    german = client.get("/?lang=de").content.decode()
    assert "Fehler" in german
    assert "Wir <strong>sehen</strong> nach." in german
    assert "Eine Lösung <em>wirkt</em>" in german
    assert "<script>alert" not in german
    assert "We look." not in german
    again = {"de": {"body": "Behoben."}}
    edited = api.patch(f"{updates}{posted.json()['id']}/", {"translations": again}, format="json")
    assert edited.json()["translations"] == again
    renamed = api.patch(f"{INCIDENTS}{made['id']}/", {"translations": {}}, format="json")
    assert renamed.json()["translations"] == {}
    german = client.get("/?lang=de").content.decode()
    assert "Behoben." in german
    assert re.search(rf'<a href="/incidents/{made["id"]}\?lang=de" lang="en"[^>]*>Errors</a>', german)


def test_maintenance_has_texts_in_other_languages_too(api: APIClient, page: Page) -> None:
    texts = {"de": {"name": "Umzug", "body": "Wir ziehen um."}}
    made = api.post(
        MAINTENANCES, {"name": "Move", "body": "We move.", "translations": texts, **WINDOW}, format="json"
    ).json()
    assert made["translations"] == texts
    said = {"de": {"body": "Es geht los."}}
    answer = api.post(
        f"{MAINTENANCES}{made['id']}/updates/", {"body": "Off we go.", "translations": said}, format="json"
    )
    assert (answer.status_code, answer.json()["translations"]) == (201, said)
    changed = api.patch(f"{MAINTENANCES}{made['id']}/", {"translations": {}}, format="json")
    assert changed.json()["translations"] == {}


def test_it_refuses_translations_of_what_it_does_not_have(api: APIClient, page: Page) -> None:
    answer = api.post(
        INCIDENTS, {"name": "x", "body": "y", "translations": {"de": {"title": "z"}}}, format="json"
    )
    assert 400 <= answer.status_code < 500
    assert "/translations/de/title" in answer.content.decode()
