"""The components of a page in the dashboard: how they are and why, said in place and taken back."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents import services as incidents
from incidents.models import Incident
from monitoring.models import Check
from statuspage import services
from statuspage.models import Component, Event, Page
from tests.web.dashboard.conftest import BY, As

LIST = "/dashboard/pages/status/components/"


def _text(answer: Any) -> str:
    return " ".join(str(answer.content.decode()).split())


@pytest.fixture
def client(as_: As) -> Client:
    return as_("owner")


def _row(client: Client, uid: str, query: str = "") -> str:
    """What the list says of one component."""
    return _text(client.get(f"{LIST}{query}")).partition(f'id="at-{uid}"')[2].partition("</li>")[0]


def _undo(answer: Any) -> tuple[str, dict[str, str]]:
    """The way back that the screen after an act offers."""
    form = _text(answer).partition('class="done undoable')[2].partition("</form>")[0]
    fields = [part.partition('"') for part in form.split('<input type="hidden" name="')[1:]]
    told = {name: rest.partition('value="')[2].partition('"')[0] for name, _quote, rest in fields}
    told.pop("csrfmiddlewaretoken")
    return form.partition('action="')[2].partition('"')[0].replace("&amp;", "&"), told


def test_it_says_why_each_is_as_it_is(client: Client, page: Page, component: Component, incident: Incident):
    assert f'<a href="/dashboard/pages/status/incidents/{incident.uid}/">Errors</a>' in _row(
        client, component.uid
    )
    said = services.component_create(page=page, name="Mail", by=BY)
    incidents.component_declare_status(component=said, status="degraded_performance", message="Slow.", by=BY)
    assert "Degraded performance" in _row(client, said.uid)
    assert "<q>Slow.</q>" in _row(client, said.uid)
    watched = services.component_create(page=page, name="Shop", status=None, by=BY)
    assert "Unknown" in _row(client, watched.uid)
    check = Check.objects.create(page=page, kind="http", name="Front page", component=watched)
    services.claim_set(component=watched, source="check", source_uid=check.uid, status="major_outage", by=BY)
    assert "Check “Front page”" in _row(client, watched.uid)
    assert "Major outage" in _row(client, watched.uid)


def test_a_status_is_said_in_place_and_taken_back(client: Client, component: Component):
    path = f"{LIST}{component.uid}/status/"
    sent = {"status": "partial_outage", "message": "Uploads fail."}
    answer = client.post(f"{path}?q=rest", sent)
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?q=rest#at-{component.uid}")
    component.refresh_from_db()
    assert component.status == "partial_outage"
    url, fields = _undo(client.get(f"{LIST}?q=rest"))
    assert url.startswith(f"{path}undo/")
    assert "It is taken back. REST API shows: Operational." in _text(client.post(url, fields, follow=True))
    component.refresh_from_db()
    assert component.status == "operational"
    assert not component.periods.exclude(status="operational").exists()


def test_what_was_said_since_is_not_taken_back(client: Client, component: Component):
    client.post(f"{LIST}{component.uid}/status/", {"status": "partial_outage"})
    url, fields = _undo(client.get(LIST))
    incidents.component_declare_status(component=component, status="major_outage", by=BY)
    assert "Somebody else has said how it is since" in _text(client.post(url, fields, follow=True))
    assert "Give a day and a time" in _text(client.post(url, {"said": "yesterday"}, follow=True))
    component.refresh_from_db()
    assert component.status == "major_outage"


def test_what_an_incident_took_over_has_no_way_back(client: Client, component: Component, incident: Incident):
    answer = client.post(f"{LIST}{component.uid}/status/", {"status": "major_outage"}, follow=True)
    assert "“Errors” says so too now." in _text(answer)
    assert 'class="done undoable' not in _text(answer)
    assert incident.affected.get().status == "major_outage"


@pytest.mark.parametrize("status", ["", "unknown", "on fire"])
def test_no_status_says_nothing(client: Client, component: Component, status: str):
    answer = client.post(f"{LIST}{component.uid}/status/", {"status": status}, follow=True)
    assert "Choose a status." in _text(answer)
    component.refresh_from_db()
    assert component.status == "operational"


def test_whoever_manages_incidents_says_it_and_does_not_change_the_page(as_: As, component: Component):
    responder, reader = as_("incident_manager"), as_("reader")
    assert "data-order" not in _text(responder.get(LIST))
    assert "Add a component" not in _text(responder.get(LIST))
    assert responder.post(f"{LIST}{component.uid}/status/", {"status": "major_outage"}).status_code == 302
    assert 'class="say"' not in _text(reader.get(LIST))
    assert reader.post(f"{LIST}{component.uid}/status/", {"status": "operational"}).status_code == 403
    refused = Event.objects.get(kind="access.refused")
    assert refused.after is not None
    assert refused.after["path"] == f"{LIST}{component.uid}/status/"


def test_it_is_narrowed_by_words_and_state(client: Client, page: Page, component: Component):
    group = services.group_create(page=page, name="Shop", by=BY)
    cart = services.component_create(page=page, name="Cart", group=group, visible=False, by=BY)
    services.claim_set(component=component, source="manual", status="major_outage", by=BY)
    for query, names in (
        ("?q=SHOP", {"Cart"}),
        ("?q=rest", {"REST API"}),
        ("?state=hidden", {"Cart"}),
        ("?state=troubled", {"REST API"}),
        ("?state=nonsense", {"Cart", "REST API"}),
        ("?q=nothing", set()),
    ):
        content = _text(client.get(f"{LIST}{query}"))
        shown = {row.name for row in (cart, component) if f'id="at-{row.uid}"' in content}
        assert shown == names, query
        assert ("data-order" in content) is (query == "?state=nonsense")
    assert "Nothing matches" in _text(client.get(f"{LIST}?q=nothing"))


def test_an_empty_page_says_what_components_are_for(client: Client, as_: As, page: Page):
    assert "Add the first component" in _text(client.get(LIST))
    assert "Add the first component" not in _text(as_("reader").get(LIST))


def test_a_page_of_any_size_takes_as_many_queries(client: Client, page: Page):
    counts = []
    for size in (2, 4):
        for number in range(size):
            group = services.group_create(page=page, name=f"G{size}-{number}", by=BY)
            made = services.component_create(page=page, name=f"C{size}-{number}", group=group, by=BY)
            incidents.incident_open(page=page, name=f"I{number}", components={made: "major_outage"}, by=BY)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(LIST).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16
