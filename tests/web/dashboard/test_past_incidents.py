"""Incidents are set right, written down afterwards, and taken off as a mistake."""

import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from incidents import services as incidents
from incidents.models import Incident
from statuspage import services
from statuspage.models import Component, Event, Page, StatusClaim
from tests.rows import each
from tests.web.dashboard.conftest import BY, As

LIST = "/dashboard/pages/status/incidents/"
PAST = {"name": "Outage", "body": "It was.", "start": "2026-01-05T10:00", "end": "2026-01-05T11:30"}


@pytest.fixture
def client(as_: As, page: Page) -> Client:
    services.page_update(page=page, changes={"time_zone": "Europe/Berlin", "languages": ["en", "de"]}, by=BY)
    return as_("incident_manager")


def _text(answer: Any) -> str:
    return str(answer.content.decode())


def _filled(content: str) -> dict[str, str]:
    return {
        name: html.unescape(value)
        for name, value in re.findall(r'name="(\w+)"(?: id="\w+")? value="([^"]*)"', content)
        if name in ("once", "was", "name", "start", "end")
    }


def test_what_is_over_is_written_down_and_counts(client: Client, component: Component):
    sent = {**PAST, f"part-{component.uid}": "major_outage", "in-de-name": "Ausfall"}
    assert client.post(f"{LIST}past/", sent).status_code == 302
    found = Incident.objects.get()
    assert (found.status, found.backfilled, found.notify) == ("resolved", True, False)
    assert found.started_at == datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert found.translations == {"de": {"name": "Ausfall"}}
    claim = StatusClaim.objects.get(source_uid=found.uid)
    assert (claim.status, claim.ended) == ("major_outage", found.started_at + timedelta(minutes=90))
    assert (Event.objects.get(kind="incident.opened").after or {})["deliver"] is False


@each(
    ("sent", "told"),
    [
        ({"name": ""}, "name-wrong"),
        ({"start": ""}, "start-wrong"),
        ({"end": "2026-01-05T09:00"}, "end-wrong"),
        ({"end": "2190-01-05T09:00"}, "end-wrong"),
        ({"part-aaaaaaaaaaaa": "major_outage"}, "components-wrong"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(client: Client, sent: dict[str, str], told: str):
    answer = client.post(f"{LIST}past/", {**PAST, **sent})
    assert answer.status_code == 422
    assert f'id="{told}"' in _text(answer)
    assert not Incident.objects.exists()


def test_an_incident_is_changed(client: Client, incident: Incident, component: Component):
    edit = f"{LIST}{incident.uid}/edit/"
    filled = _filled(_text(client.get(edit)))
    sent = {**filled, "name": "Errors of the API", "impact": "critical", "in-de-name": "Fehler"}
    started = incident.started_at
    assert client.post(edit, sent).status_code == 302
    incident.refresh_from_db()
    # A form says no seconds, so what it leaves alone stays to the second.
    assert (incident.name, incident.impact, incident.started_at) == ("Errors of the API", "critical", started)
    assert (incident.notify, incident.affected.count()) == (False, 0)
    assert incident.translations == {"de": {"name": "Fehler"}}
    assert client.post(edit, {**sent, "once": "other"}).status_code == 409


def test_a_translated_text_that_the_form_does_not_show_stays(client: Client, incident: Incident):
    incidents.incident_update(
        incident=incident, changes={"translations": {"de": {"name": "Alt", "body": "Wir schauen."}}}, by=BY
    )
    edit = f"{LIST}{incident.uid}/edit/"
    sent = {**_filled(_text(client.get(edit))), "in-de-name": "Neu"}
    assert client.post(edit, sent).status_code == 302
    incident.refresh_from_db()
    assert incident.translations == {"de": {"name": "Neu", "body": "Wir schauen."}}


def test_a_mistake_is_taken_off_after_one_more_question(
    client: Client, incident: Incident, component: Component
):
    path = f"{LIST}{incident.uid}/delete/"
    assert "no longer counts" in _text(client.get(path))
    assert Incident.living.exists()
    assert client.post(path).status_code == 302
    component.refresh_from_db()
    assert (Incident.living.exists(), component.status) == (False, "operational")
    assert client.post(path).status_code == 404


def test_a_draft_of_a_check_is_published_from_the_list(client: Client, as_: As, page: Page):
    made = incidents.incident_open(page=page, name="Down", draft=True, origin="check", by=BY)
    shown = _text(client.get(f"{LIST}?state=drafts"))
    assert "from a check" in shown
    path = f"{LIST}{made.uid}/publish/"
    assert f'action="{path}"' in shown
    assert path not in _text(as_("reader").get(LIST))
    assert client.post(path).status_code == 302
    made.refresh_from_db()
    assert not made.draft
