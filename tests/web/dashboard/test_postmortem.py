"""A postmortem begins with the timeline, is previewed, published, taken back."""

import html
import re
from typing import Any

import pytest
from django.test import Client

from incidents import services as incidents
from incidents.models import Incident, Postmortem
from statuspage.models import Event
from tests.web.dashboard.conftest import BY, As


@pytest.fixture
def client(as_: As) -> Client:
    return as_("incident_manager")


@pytest.fixture
def path(incident: Incident) -> str:
    incidents.incident_resolve(incident=incident, body="It is **over**.", by=BY)
    return f"/dashboard/pages/status/incidents/{incident.uid}/postmortem/"


def _text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def test_it_is_written_published_and_taken_back(client: Client, path: str):
    begun = _text(client.get(path))
    assert "## Timeline" in begun
    assert re.search(
        r"- \*\*[^*]+\*\* Investigating: We look\.\n- \*\*[^*]+\*\* Resolved: It is \*\*over", begun
    )
    assert not Postmortem.objects.exists()
    assert client.post(path, {"body": "The *disk*.", "do": "save"}).status_code == 302
    kept = Postmortem.objects.get()
    assert (kept.draft, kept.published_at) == ("The *disk*.", None)
    assert client.post(path, {"body": "The **disk**.", "do": "publish", "notify": "on"}).status_code == 302
    kept.refresh_from_db()
    assert (kept.html, kept.notify) == ("<p>The <strong>disk</strong>.</p>", True)
    told = Event.objects.get(kind="incident.postmortem_published").after or {}
    assert told["deliver"] is True
    assert client.post(path, {"do": "withdraw"}).status_code == 302
    kept.refresh_from_db()
    assert (kept.html, kept.draft) == ("", "The **disk**.")


def test_a_look_keeps_nothing_and_runs_nothing(client: Client, path: str):
    sent = {"body": "<script>alert(1)</script> **so**", "do": "look"}
    content = client.post(path, sent, headers={"X-Candor-Look": "1"}).content.decode()
    assert "<strong>so</strong>" in content
    assert "<script" not in content
    assert not Postmortem.objects.exists()


def test_what_goes_on_is_not_published(client: Client, incident: Incident):
    answer = client.post(
        f"/dashboard/pages/status/incidents/{incident.uid}/postmortem/", {"body": "x", "do": "publish"}
    )
    assert answer.status_code == 422
    assert "once the incident is over" in _text(answer)
    assert not Postmortem.objects.exists()


def test_one_that_a_colleague_changed_is_held(client: Client, path: str, incident: Incident):
    was = re.search(r'name="was" value="([^"]*)"', client.get(path).content.decode())
    assert was is not None
    incidents.postmortem_save_draft(incident=incident, body="Theirs", by=BY)
    sent = {"was": html.unescape(was[1]), "body": "Mine", "do": "publish"}
    answer = client.post(path, sent)
    assert answer.status_code == 409
    assert "Mine</textarea>" in _text(answer)
    assert Postmortem.objects.get().draft == "Theirs"
