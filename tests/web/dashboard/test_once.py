"""A form that is sent twice, by a double click or a reload, does once what it says."""

import re
from typing import Any

import pytest
from django.test import Client

from apikeys.models import IdempotencyRecord
from incidents.models import Incident
from statuspage.models import AudienceGroup, Component, Invitation, Page
from tests.web.dashboard.conftest import As

ROOT = "/dashboard/pages/status/"
NEW = f"{ROOT}incidents/new/"
SENT = {"name": "Errors", "body": "We look.", "status": "investigating"}


def _token(client: Client, path: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', client.get(path).content.decode())
    assert found, path
    return found[1]


def _twice(client: Client, form: str, path: str, sent: dict[str, Any]) -> list[tuple[int, str]]:
    token = _token(client, form)
    answers = [client.post(path, {**sent, "once": token}) for _again in range(2)]
    return [(answer.status_code, answer.headers.get("Location", "")) for answer in answers]


@pytest.mark.parametrize(
    ("form", "path", "sent"),
    [
        ("incidents/new/", "incidents/new/", SENT),
        (
            "maintenance/new/",
            "maintenance/new/",
            {"name": "Disks", "start": "2100-07-01T10:00", "end": "2100-07-01T12:00"},
        ),
        ("team/invite/", "team/invite/", {"email": "ana@acme.example", "role": "member"}),
        ("viewers/", "viewers/members/", {"email": "vera@customer.example"}),
        ("viewers/", "viewers/groups/", {"name": "Customers"}),
    ],
)
def test_it_opens_schedules_and_adds_once(as_: As, page: Page, form: str, path: str, sent: dict[str, str]):
    first, second = _twice(as_("owner"), f"{ROOT}{form}", f"{ROOT}{path}", sent)
    assert first == second
    assert first[0] == 302
    assert Incident.objects.count() <= 1
    assert AudienceGroup.objects.count() <= 1
    assert Invitation.objects.count() <= 1


def test_an_update_is_posted_once(as_: As, incident: Incident):
    one = f"{ROOT}incidents/{incident.uid}/"
    first, second = _twice(as_("owner"), one, one, {"body": "Found.", "status": "identified"})
    assert first == second == (302, one)
    assert incident.updates.count() == 2


def test_a_maintenance_is_told_on_and_cancelled_once(as_: As, maintenance: Incident):
    client = as_("owner")
    one = f"{ROOT}maintenance/{maintenance.uid}/"
    assert {status for status, _to in _twice(client, one, one, {"body": "Soon."})} == {302}
    assert maintenance.updates.count() == 2
    assert {status for status, _to in _twice(client, one, f"{one}cancel/", {})} == {302}


def test_a_draft_is_published_once_and_nobody_is_told_that_it_failed(as_: As, page: Page):
    client = as_("owner")
    client.post(NEW, {**SENT, "do": "draft"})
    one = f"{ROOT}incidents/{Incident.objects.get().uid}/"
    token = _token(client, one)
    client.post(f"{one}publish/", {"once": token})
    content = client.post(f"{one}publish/", {"once": token}, follow=True).content.decode()
    assert "done error" not in content
    assert "was sent already" in content


def test_what_was_refused_can_be_sent_again(as_: As, component: Component):
    client = as_("owner")
    token = _token(client, NEW)
    assert client.post(NEW, {**SENT, "name": "", "once": token}).status_code == 422
    assert not IdempotencyRecord.objects.exists()
    assert client.post(NEW, {**SENT, "once": token}).status_code == 302


def test_other_words_under_the_same_token_are_kept_and_asked_about(as_: As, page: Page):
    client = as_("owner")
    token = _token(client, NEW)
    client.post(NEW, {**SENT, "once": token})
    answer = client.post(NEW, {**SENT, "name": "Something else", "once": token})
    content = answer.content.decode()
    assert answer.status_code == 422
    assert "was sent already" in content
    assert 'value="Something else"' in content
    again = re.search(r'name="once" value="([^"]+)"', content)
    assert again
    assert again[1] != token
    assert client.post(NEW, {**SENT, "name": "Something else", "once": again[1]}).status_code == 302
    assert Incident.objects.count() == 2


def test_the_token_of_one_is_no_token_of_another(as_: As, page: Page):
    first = as_("owner")
    token = _token(first, NEW)
    for client in (first, as_("incident_manager")):
        assert client.post(NEW, {**SENT, "once": token}).status_code == 302
    assert Incident.objects.count() == 2
    assert first.post(NEW, {**SENT, "once": "x" * 500}).status_code == 302
