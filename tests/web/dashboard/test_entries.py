"""What was said is changed and taken back, in timelines of incidents and of maintenance."""

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from incidents import services as incidents
from incidents.models import Incident, IncidentUpdate
from statuspage import services
from statuspage.models import Component, Page
from tests.web.dashboard.conftest import BY, As
from tests.webhooks.making import make_visitor

ROOT = "/dashboard/pages/status/"


@pytest.fixture
def client(as_: As) -> Client:
    return as_("owner")


@pytest.fixture
def entry(incident: Incident) -> IncidentUpdate:
    return incidents.incident_post_update(
        incident=incident, status="identified", body="Found **it**.", notify=True, by=BY
    )


def _text(answer: Any) -> str:
    return str(answer.content.decode())


def _fields(content: str) -> dict[str, str]:
    return {
        name: html.unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', content)
        if name != "csrfmiddlewaretoken"
    }


def _undo(client: Client, path: str) -> Any:
    """Press the button that the last act came with."""
    content = _text(client.get(path))
    form = re.search(r'class="done undoable.*?action="([^"]*)">(.*?)</form>', content, re.DOTALL)
    assert form is not None
    return client.post(form[1], _fields(form[2]))


def test_it_is_changed_without_telling_anybody(client: Client, page: Page, entry: IncidentUpdate):
    services.page_update(page=page, changes={"languages": ["en", "de"]}, by=BY)
    one = f"{ROOT}incidents/{entry.incident.uid}/updates/{entry.uid}/"
    shown = _text(client.get(one))
    at = re.search(r'name="at" id="at" value="([^"]*)"', shown)
    assert at is not None
    sent = {**_fields(shown), "body": "Known.", "status": "monitoring", "at": at[1], "in-de-body": "Bekannt."}
    before = entry.displayed_at
    assert client.post(one, sent).status_code == 302
    entry.refresh_from_db()
    assert (entry.html, entry.status, entry.displayed_at) == ("<p>Known.</p>", "monitoring", before)
    assert entry.translations == {"de": {"body": "Bekannt."}}
    assert Incident.objects.get().status == "monitoring"
    assert client.post(one, {**sent, "once": "other", "was": '{"body": "old"}'}).status_code == 409


@pytest.mark.parametrize(
    ("sent", "told"), [({"at": "soon"}, "at-wrong"), ({"status": "scheduled"}, "status-wrong")]
)
def test_what_is_wrong_stands_beside_its_field(
    client: Client, entry: IncidentUpdate, sent: dict[str, str], told: str
):
    one = f"{ROOT}incidents/{entry.incident.uid}/updates/{entry.uid}/"
    answer = client.post(one, {"body": "x", "status": "identified", "at": "2026-01-01T10:00", **sent})
    assert answer.status_code == 422
    assert f'id="{told}"' in _text(answer)


def test_it_is_taken_back_and_put_back(client: Client, page: Page, incident: Incident, entry: IncidentUpdate):
    make_visitor(page)
    story = f"{ROOT}incidents/{incident.uid}/"
    assert client.post(f"{story}updates/{entry.uid}/delete/").status_code == 302
    incident.refresh_from_db()
    assert (incident.status, incident.updates.count()) == ("investigating", 1)
    assert _undo(client, story).status_code == 302
    incident.refresh_from_db()
    again = incident.updates.latest("pk")
    assert (incident.status, again.body, again.deliver) == ("identified", "Found **it**.", True)
    assert again.displayed_at == entry.displayed_at
    told = [(event.after or {})["deliver"] for event in page.events.filter(subject_uid=incident.uid)]
    # Of the opening and of the update at their time, and never again.
    assert told == [True, True, False, False, False]


def test_the_first_one_stays(client: Client, incident: Incident):
    story = f"{ROOT}incidents/{incident.uid}/"
    opening = incident.updates.get()
    assert "The first update cannot be deleted" in _text(
        client.post(f"{story}updates/{opening.uid}/delete/", follow=True)
    )
    assert f"{opening.uid}/delete/" not in _text(client.get(story))


def test_of_a_maintenance_too(client: Client, maintenance: Incident):
    said = incidents.maintenance_post_update(maintenance=maintenance, body="Still on.", by=BY)
    story = f"{ROOT}maintenance/{maintenance.uid}/"
    assert client.get(f"{story}updates/{said.uid}/").status_code == 200
    assert client.post(f"{story}updates/{said.uid}/delete/").status_code == 302
    assert maintenance.updates.count() == 1
    assert _undo(client, story).status_code == 302
    assert maintenance.updates.latest("pk").body == "Still on."


def test_what_leaves_no_room_for_it_is_refused(client: Client, maintenance: Incident):
    incidents.maintenance_start(maintenance=maintenance, by=BY)
    incidents.maintenance_complete(maintenance=maintenance, by=BY)
    path = f"{ROOT}maintenance/{maintenance.uid}/updates/restore/"
    later = timezone.now().isoformat()
    for sent in ({"at": later, "status": "scheduled"}, {"at": "x"}, {"at": later, "translations": "{" * 9}):
        assert 'class="done error"' in _text(client.post(path, {"body": "x", **sent}, follow=True))
    assert maintenance.updates.count() == 3


def test_nothing_of_another_page_or_story_is_found(client: Client, other_page: Page, entry: IncidentUpdate):
    foreign = incidents.incident_open(page=other_page, name="Foreign", body="x", by=BY)
    mine = incidents.incident_open(page=entry.incident.page, name="Mine", body="x", by=BY)
    for story, uid in ((foreign, foreign.updates.get().uid), (mine, entry.uid)):
        one = f"{ROOT}incidents/{story.uid}/updates/{uid}/"
        assert client.get(one).status_code == 404
        assert client.post(f"{one}delete/").status_code == 404


def test_what_an_incident_touches_is_chosen_as_it_stands(
    client: Client, incident: Incident, component: Component
):
    story = f"{ROOT}incidents/{incident.uid}/"
    shown = _text(client.get(story))
    assert '<option value="partial_outage" selected>' in shown
    part = {f"part-{component.uid}": "partial_outage"}
    silent = client.post(story, {**_fields(shown), **part, "status": "investigating", "notify": "on"})
    assert "Say something, or change the status." in _text(silent)
    sent = {**_fields(_text(silent)), **part, "status": "investigating", "do": "resolve"}
    assert client.post(story, sent).status_code == 302
    component.refresh_from_db()
    assert component.status == "operational"
