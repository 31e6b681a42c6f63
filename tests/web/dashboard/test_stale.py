"""A form that was made before a colleague acted undoes nothing of it, and loses nothing that was typed."""

import html
import re
from typing import Any

import pytest
from django.test import Client

from incidents import services as incidents
from incidents.models import Incident
from statuspage import services
from statuspage.models import Component, Membership, Page, PageRole, User
from tests.web.dashboard.conftest import BY, As

ROOT = "/dashboard/pages/status/"
MOVED = "since this form was made"


def _text(answer: Any) -> str:
    return str(answer.content.decode())


def _made(content: str) -> dict[str, str]:
    """The hidden fields of a form that was written out."""
    return {
        name: html.unescape(value)
        for name, value in re.findall(r'type="hidden" name="(once|was)" value="([^"]*)"', content)
    }


@pytest.fixture
def client(as_: As) -> Client:
    return as_("owner")


@pytest.fixture
def one(incident: Incident) -> str:
    return f"{ROOT}incidents/{incident.uid}/"


@pytest.mark.parametrize("does", ["update", "resolve"])
def test_an_update_is_held_when_the_incident_has_moved_on(
    client: Client, one: str, incident: Incident, does: str
):
    made = _made(_text(client.get(one)))
    incidents.incident_post_update(incident=incident, status="identified", body="The disk.", by=BY)
    sent = {"body": "Still looking.", "status": "investigating", "do": does}
    answer = client.post(one, {**made, **sent})
    content = _text(answer)
    assert answer.status_code == 409
    assert MOVED in content
    assert "Still looking.</textarea>" in content
    # What was not touched follows the incident.
    assert 'value="identified" checked' in content
    incident.refresh_from_db()
    assert (incident.status, incident.updates.count()) == ("identified", 2)
    again = {**_made(content), **sent, "status": "identified"}
    assert client.post(one, again).status_code == 302
    assert incident.updates.count() == 3


def test_a_resolved_incident_stays_resolved(client: Client, one: str, incident: Incident):
    made = _made(_text(client.get(one)))
    incidents.incident_resolve(incident=incident, by=BY)
    answer = client.post(one, {**made, "body": "We look.", "status": "monitoring", "do": "update"})
    assert answer.status_code == 409
    # What was chosen stays chosen; what was not touched would not.
    assert 'value="monitoring" checked' in _text(answer)
    incident.refresh_from_db()
    assert incident.status == "resolved"


def test_a_component_that_a_colleague_moved_stays(
    client: Client, one: str, incident: Incident, component: Component
):
    made = _made(_text(client.get(one)))
    incidents.incident_post_update(
        incident=incident, body="Worse.", components={component: "major_outage"}, by=BY
    )
    part = f"part-{component.uid}"
    answer = client.post(one, {**made, "status": "investigating", part: "operational"})
    assert answer.status_code == 409
    assert '<option value="operational" selected>' in _text(answer)
    assert incident.affected.get().status == "major_outage"


def test_a_status_that_was_not_touched_is_not_sent(client: Client, one: str, incident: Incident):
    made = _made(_text(client.get(one)))
    answer = client.post(one, {**made, "body": "", "status": "investigating"})
    assert answer.status_code == 422
    assert "Say something, or change the status." in _text(answer)


def test_an_update_of_a_maintenance_is_held(client: Client, maintenance: Incident):
    one = f"{ROOT}maintenance/{maintenance.uid}/"
    made = _made(_text(client.get(one)))
    incidents.maintenance_start(maintenance=maintenance, by=BY)
    incidents.maintenance_complete(maintenance=maintenance, by=BY)
    for does in ("update", "start", "complete"):
        answer = client.post(one, {**made, "body": "Soon.", "status": "scheduled", "do": does})
        assert answer.status_code == 409
        assert "Soon.</textarea>" in _text(answer)
    maintenance.refresh_from_db()
    assert maintenance.status == "completed"


def test_a_change_of_a_maintenance_keeps_what_a_colleague_changed(client: Client, maintenance: Incident):
    edit = f"{ROOT}maintenance/{maintenance.uid}/edit/"
    first = _text(client.get(edit))
    made = _made(first)
    times = dict(re.findall(r'name="(start|end)" id="\w+" value="([^"]*)"', first))
    incidents.maintenance_update(maintenance=maintenance, changes={"name": "All disks"}, by=BY)
    sent = {"name": "New disks", **times, "remind": "3600"}
    answer = client.post(edit, {**made, **sent})
    content = _text(answer)
    assert answer.status_code == 409
    assert MOVED in content
    assert 'value="All disks"' in content
    assert '<option value="3600" selected>' in content
    again = {**_made(content), **sent, "name": "All disks"}
    assert client.post(edit, again).status_code == 302
    maintenance.refresh_from_db()
    assert (maintenance.name, maintenance.remind_before_seconds) == ("All disks", 3600)


def test_a_page_that_was_closed_stays_closed(client: Client, page: Page):
    path = f"{ROOT}viewers/"
    made = _made(_text(client.get(path)))
    services.page_update(page=page, changes={"visibility": "restricted"}, by=BY)
    sent = {"visibility": "public", "ip_restrictions": "192.0.2.0/24"}
    answer = client.post(path, {**made, **sent})
    content = _text(answer)
    assert answer.status_code == 409
    assert 'value="restricted" checked' in content
    assert "192.0.2.0/24</textarea>" in content
    page.refresh_from_db()
    assert (page.visibility, page.ip_restrictions) == ("restricted", "")


def test_a_role_that_was_taken_away_stays_away(client: Client, page: Page, teammate: User):
    member = Membership.objects.get(user=teammate)
    services.page_roles_set(membership=member, page=page, roles=["incident_manager"], by=BY)
    path = f"{ROOT}team/{teammate.uid}/"
    made = _made(_text(client.get(path)))
    services.page_roles_set(membership=member, page=page, roles=[], by=BY)
    answer = client.post(path, {**made, "role": "member", f"page-{page.uid}": ["reads", "incident_manager"]})
    assert answer.status_code == 409
    assert 'value="incident_manager" checked' not in _text(answer)
    assert not PageRole.objects.get(membership=member).incident_manager


@pytest.mark.parametrize("was", ["", "no json", "[1]", '{"status": 7}', "{" * 5_000])
def test_a_form_without_a_readable_past_is_taken_or_held(client: Client, one: str, was: str):
    answer = client.post(one, {"was": was, "body": "We look.", "status": "investigating"})
    assert answer.status_code in (302, 409)
