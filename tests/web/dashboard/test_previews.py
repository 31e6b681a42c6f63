"""What is being written, as visitors would read it: on the page, by mail, and how many of them."""

from typing import Any

import pytest
from django.test import Client

from incidents.models import Incident
from statuspage import services
from statuspage.models import Component, Event, Page
from tests.web.dashboard.conftest import BY, As
from tests.webhooks.making import make_visitor

NEW = "/dashboard/pages/status/incidents/new/"
LIVE = {"X-Candor-Look": "1"}


@pytest.fixture
def client(as_: As, page: Page) -> Client:
    return as_("incident_manager")


def _text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def _live(client: Client, **sent: str) -> str:
    given = {"name": "Errors", "body": "We **look**.", "status": "investigating", "do": "look", **sent}
    answer = client.post(NEW, given, headers=LIVE)
    assert answer.status_code == 200
    return _text(answer)


def test_it_shows_page_and_mail_and_keeps_nothing(client: Client, page: Page, component: Component):
    before = Event.objects.count()
    content = _live(client, **{f"part-{component.uid}": "partial_outage"})
    assert "<html" not in content
    assert content.count("<strong>look</strong>") == 2
    assert "[Acme status] Investigating: Errors" in content
    assert "Affects <b>REST API</b>" in content
    assert "Partial outage" in content
    assert not Incident.objects.exists()
    assert Event.objects.count() == before


def test_nothing_in_it_runs(client: Client):
    evil = "<script>alert(1)</script>[x](javascript:alert(1))<img src=x onerror=alert(1)>"
    content = _live(client, name=evil, body=evil)
    assert "<script>" not in content
    assert "<img" not in content
    assert 'href="javascript' not in content


def test_without_a_word_it_says_the_usual_sentence(client: Client):
    assert "We know the cause and are working on it." in _live(client, body=" ", status="identified")


@pytest.mark.parametrize("sent", [{"status": "nonsense"}, {"body": "x" * 25_001}])
def test_what_cannot_be_said_says_so(client: Client, sent: dict[str, str]):
    assert "Nothing is said yet." in _live(client, **sent)


def test_visitors_do_not_read_of_what_is_hidden_from_them(client: Client, page: Page):
    hidden = services.component_create(page=page, name="Backstage", visible=False, by=BY)
    assert "Backstage" not in _live(client, **{f"part-{hidden.uid}": "major_outage"})


def test_who_would_be_told_follows_the_components(client: Client, page: Page, component: Component):
    second = services.component_create(page=page, name="Website", by=BY)
    for number in range(3):
        visitor = make_visitor(page, scope="components", address=f"{number}@customer.example")
        visitor.components.set([component if number else second])
    part, other = f"part-{component.uid}", f"part-{second.uid}"
    assert "0 visitors would be told" in _live(client)
    assert "2 visitors would be told · E-mail 2" in _live(client, **{part: "major_outage"})
    assert "3 visitors" in _live(client, **{part: "major_outage", other: "operational"})


def test_only_those_who_may_open_may_look(as_: As, page: Page):
    assert as_("reader").post(NEW, {"do": "look"}, headers=LIVE).status_code == 403
    assert Event.objects.filter(kind__contains="refus").exists()
