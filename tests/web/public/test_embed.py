"""What other sites embed: who gets it, what it says, what it weighs."""

import gzip
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from incidents import services as incidents
from incidents.models import Incident
from statuspage import services
from statuspage.models import Component, Page
from tests.rows import each
from tests.web.public.conftest import BY

Make = Callable[..., Component]
PATHS = ("/embed/", "/embed.js", "/embed/script.js", "/embed.json", "/embed.css")


def told(client: Client, path: str = "/embed.js", **headers: str) -> dict[str, Any]:
    """What the script knows as it is loaded."""
    text = client.get(path, headers=headers).content.decode()
    found = re.search(r"\n\}\)\((\{.*\})\);\n$", text)
    assert found is not None
    known: dict[str, Any] = json.loads(found[1])
    return known


@pytest.fixture
def maintenance(page: Page, now: datetime) -> Callable[[], Incident]:
    """Maintenance that runs."""

    def make() -> Incident:
        planned = incidents.maintenance_schedule(
            page=page,
            name="Move",
            body="We move.",
            scheduled_for=now - timedelta(minutes=1),
            scheduled_until=now + timedelta(hours=1),
            by=BY,
            now=now - timedelta(minutes=2),
        )
        return incidents.maintenance_start(maintenance=planned, by=BY)

    return make


def test_it_knows_what_goes_on(client: Client, page: Page, maintenance: Callable[[], Incident]):
    assert told(client)["notices"] == []
    running = maintenance()
    first = incidents.incident_open(page=page, name="First", body="b", by=BY)
    second = incidents.incident_open(page=page, name="<Second>", body="b", by=BY)
    incidents.incident_open(page=page, name="Draft", body="b", by=BY, draft=True)
    known = told(client)
    assert [notice["id"] for notice in known["notices"]] == [second.uid, first.uid, running.uid]
    assert known["notices"][0] == {
        "id": second.uid,
        "kind": "incident",
        "name": "<Second>",
        "told": "Incident · Investigating",
        "url": f"{settings.CANDOR_PUBLIC_URL}/incidents/{second.uid}",
    }
    assert known["notices"][2]["told"] == "Maintenance · In progress"
    assert known["more"] == "and 2 more"
    assert known["others"] == ["and 1 more", "and 2 more"]
    assert client.get("/embed.json").json() == known
    for incident in (first, second):
        incidents.incident_resolve(incident=incident, body="b", by=BY)
    assert [notice["kind"] for notice in told(client)["notices"]] == ["maintenance"]


def test_it_says_nothing_of_what_is_planned_or_over(client: Client, page: Page, now: datetime):
    incidents.maintenance_schedule(
        page=page,
        name="Later",
        body="b",
        scheduled_for=now + timedelta(days=1),
        scheduled_until=now + timedelta(days=2),
        by=BY,
    )
    over = incidents.incident_open(page=page, name="Over", body="b", by=BY)
    incidents.incident_resolve(incident=over, body="b", by=BY)
    assert told(client)["notices"] == []
    assert "Over" not in client.get("/embed/").content.decode()


def test_it_follows_settings_and_languages(client: Client, page: Page):
    Page.objects.filter(pk=page.pk).update(languages=["ko", "de"])
    changes = {"position": "top-right", "incident_background_color": "#8c1d18"}
    services.embed_config_update(page=page, changes=changes, by=BY)
    opened = incidents.incident_open(page=page, name="Panne", body="b", by=BY)
    incidents.incident_update(incident=opened, changes={"translations": {"de": {"name": "Ausfall"}}}, by=BY)
    german = told(client, "/embed.js?lang=de")
    assert german["dismiss"] == "Schließen"
    assert (german["language"], german["position"]) == ("de", "top-right")
    assert german["colors"]["incident"] == ["#8c1d18", "#ffffff"]
    assert german["notices"][0]["name"] == "Ausfall"
    assert "language" not in german["notices"][0]
    korean = told(client)
    assert (korean["language"], korean["notices"][0]["language"]) == ("en", "ko")
    assert ".incident{background:#8c1d18;color:#ffffff}" in client.get("/embed.css").content.decode()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("visibility", ["password", "restricted"])
def test_it_tells_nothing_of_a_page_that_is_not_public(
    client: Client, page: Page, path: str, visibility: str
):
    incidents.incident_open(page=page, name="Secret", body="b", by=BY)
    Page.objects.filter(pk=page.pk).update(visibility=visibility, password_hash="x")
    private, unknown = client.get(f"/pages/status{path}"), client.get(f"/pages/nowhere{path}")
    assert (private.status_code, unknown.status_code) == (404, 404)
    # Alike but for the id of the request.
    assert len({re.sub(rb"[0-9a-f]{32}", b"", answer.content) for answer in (private, unknown)}) == 1
    # The script has to understand that there is nothing to tell any more.
    assert private.get("Access-Control-Allow-Origin") == ("*" if path == "/embed.json" else None)


def test_it_never_names_a_hidden_component(client: Client, page: Page, component: Make):
    hidden = component("Secret", visible=False)
    incidents.incident_open(page=page, name="Slow", body="b", components={hidden: "major_outage"}, by=BY)
    for path in PATHS:
        assert b"Secret" not in client.get(path).content


def test_it_is_framed_where_nothing_else_is(client: Client, page: Page):
    incidents.incident_open(page=page, name="Slow", body="b", by=BY)
    frame = client.get("/embed/")
    assert "frame-ancestors *" in frame["Content-Security-Policy"]
    assert "X-Frame-Options" not in frame
    text = frame.content.decode()
    assert "Slow" in text
    assert '<link rel="icon" type="image/svg+xml" href="/static/img/mark' in text
    assert "img-src 'self'" in frame["Content-Security-Policy"]
    assert re.findall(r"<(?:form|button|input|select)", text) == []
    assert not frame.cookies
    for path in ("/", "/history", "/subscribe", "/embed.js", "/embed.json", "/accounts/login/"):
        answer = client.get(path)
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"], path
        assert answer["X-Frame-Options"] == "DENY"


@each("path", PATHS)
def test_it_is_for_all_sites_and_only_to_be_read(client: Client, page: Page, path: str):
    answer = client.get(path)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert client.post(path).status_code == 405
    assert client.get(path + "?callback=run").content == answer.content


def test_it_weighs_little_and_asks_little(
    client: Client, page: Page, django_assert_max_num_queries: DjangoAssertNumQueries
):
    for number in range(30):
        incidents.incident_open(page=page, name=f"Trouble {number} " + "x" * 200, body="b", by=BY)
    assert len(told(client)["notices"]) == 20
    assert len(gzip.compress(client.get("/embed.js").content)) <= 4096
    for path in ("/embed.js", "/embed.json", "/embed/", "/pages/status/embed.js"):
        with django_assert_max_num_queries(6):
            client.get(path)
