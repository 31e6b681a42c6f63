"""Templates of incidents: written, listed, changed and dropped in the dashboard."""

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents import services as incidents
from incidents.models import IncidentTemplate
from statuspage import services
from statuspage.models import Component, Event, Page
from tests.monitoring.making import make_check
from tests.rows import each
from tests.web.dashboard.conftest import BY, As

LIST = "/dashboard/pages/status/incidents/templates/"
SENT = {"template_name": "Slow", "name": "{{component}} is slow", "status": "identified", "notify": "on"}


@pytest.fixture
def client(as_: As, page: Page) -> Client:
    return as_("incident_manager")


@pytest.fixture
def template(page: Page, component: Component) -> IncidentTemplate:
    return incidents.template_create(
        page=page, name="Slow", title="Slow", components={component: "partial_outage"}, by=BY
    )


def _text(answer: Any) -> str:
    return str(answer.content.decode())


def _was(content: str) -> str:
    found = re.search(r'name="was" value="([^"]*)"', content)
    assert found is not None
    return html.unescape(found[1])


def test_it_is_written_listed_changed_and_dropped(client: Client, component: Component):
    assert "No template yet" in _text(client.get(LIST))
    part = {f"part-{component.uid}": "degraded_performance"}
    assert client.post(f"{LIST}new/", {**SENT, **part}).status_code == 302
    made = IncidentTemplate.objects.get()
    assert (made.title, made.status, made.notify) == ("{{component}} is slow", "identified", True)
    assert made.component_statuses == {component.uid: "degraded_performance"}
    assert "REST API" in _text(client.get(LIST))
    one = f"{LIST}{made.uid}/"
    was = _was(_text(client.get(one)))
    assert client.post(one, {**SENT, "was": was, "name": "Late"}).status_code == 302
    made.refresh_from_db()
    assert (made.title, made.notify, made.components.count()) == ("Late", True, 0)
    assert "Delete it" in _text(client.get(f"{one}delete/"))
    assert client.post(f"{one}delete/").status_code == 302
    assert not IncidentTemplate.objects.exists()
    kinds = Event.objects.filter(kind__startswith="template.").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["template.created", "template.updated", "template.deleted"]


@each(
    ("sent", "told"),
    [
        ({"template_name": ""}, "template_name-wrong"),
        ({"template_name": "Taken"}, "template_name-wrong"),
        ({"name": " "}, "name-wrong"),
        ({"status": "gone"}, "status-wrong"),
        ({"part-aaaaaaaaaaaa": "major_outage"}, "components-wrong"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(client: Client, page: Page, sent: dict[str, str], told: str):
    incidents.template_create(page=page, name="Taken", title="x", by=BY)
    answer = client.post(f"{LIST}new/", {**SENT, **sent})
    assert answer.status_code == 422
    assert f'id="{told}"' in _text(answer)


def test_a_change_is_held_when_a_colleague_was_faster(client: Client, template: IncidentTemplate):
    one = f"{LIST}{template.uid}/"
    was = _was(_text(client.get(one)))
    incidents.template_update(template=template, changes={"body": "Theirs"}, by=BY)
    answer = client.post(one, {**SENT, "was": was, "name": "Mine"})
    assert answer.status_code == 409
    assert "Theirs</textarea>" in _text(answer)
    assert 'value="Mine"' in _text(answer)


def test_a_component_without_a_status_stays_in_it(client: Client, page: Page, component: Component):
    made = incidents.template_create(page=page, name="Slow", title="Slow", components=[component], by=BY)
    assert client.post(f"{LIST}{made.uid}/", SENT).status_code == 302
    assert list(made.components.all()) == [component]


def test_dropping_it_says_which_checks_lose_it(
    client: Client, page: Page, component: Component, template: IncidentTemplate
):
    make_check(page, component=component, effect="incident", template=template)
    assert "1 check opens its incidents from it" in _text(client.get(f"{LIST}{template.uid}/delete/"))


def test_one_of_another_page_is_not_found(client: Client, other_page: Page):
    foreign = incidents.template_create(page=other_page, name="Foreign", title="x", by=BY)
    for path in (f"{LIST}{foreign.uid}/", f"{LIST}{foreign.uid}/delete/"):
        assert client.get(path).status_code == 404
        assert client.post(path, SENT).status_code == 404


def test_a_reader_sees_them_and_no_way_to_change_them(as_: As, template: IncidentTemplate):
    content = _text(as_("reader").get(LIST))
    assert "Slow" in content
    assert f"{template.uid}/" not in content.replace(f'data-key="{template.uid}"', "")
    assert "New template" not in content


def test_lists_of_any_length_take_as_many_queries(client: Client, page: Page, component: Component):
    counts = []
    for rows in (1, 4):
        for number in range(rows):
            part = services.component_create(page=page, name=f"{rows} {number}", by=BY)
            incidents.template_create(
                page=page,
                name=f"{rows} {number}",
                title="x",
                components={component: "major_outage", part: "major_outage"},
                by=BY,
            )
        with CaptureQueriesContext(connection) as asked:
            assert client.get(LIST).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 15
    incidents.template_create(page=page, name="Attic", title="y", status="monitoring", by=BY)
    everything = ["1 0", "4 0", "4 1", "4 2", "4 3", "Attic"]
    for query, names in (
        ("", everything),
        ("sort=-name", everything[::-1]),
        ("status=monitoring", ["Attic"]),
        ("q=ATT", ["Attic"]),
        ("q=nothing", []),
    ):
        content = _text(client.get(f"{LIST}?{query}"))
        assert re.findall(r'<th scope="row"><a [^>]*>([^<]*)<', content) == names, query
    assert "The filter hides 6 rows." in _text(client.get(f"{LIST}?q=nothing"))
