"""Incidents in the dashboard, from the first word to the last."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents import services as incidents
from incidents.models import Incident
from statuspage import services
from statuspage.models import Component, Event, Page
from tests.rows import each
from tests.web.dashboard.conftest import BY, As
from tests.webhooks.making import make_visitor

LIST = "/dashboard/pages/status/incidents/"
NEW = f"{LIST}new/"


def _text(answer: Any) -> str:
    return str(answer.content.decode())


def test_it_opens_updates_and_resolves(as_: As, page: Page, component: Component):
    client = as_("incident_manager")
    part = f"part-{component.uid}"
    sent = {"name": "Errors <b>", "body": "We **look**.", "status": "investigating", "notify": "on"}
    answer = client.post(NEW, {**sent, part: "partial_outage"})
    found = Incident.objects.get()
    one = f"{LIST}{found.uid}/"
    assert (answer.status_code, answer["Location"]) == (302, one)
    component.refresh_from_db()
    assert (found.status, found.notify, component.status) == ("investigating", True, "partial_outage")
    assert Event.objects.get(kind="incident.opened").actor_label == "Incident_manager"
    shown = _text(client.get(one))
    assert "<strong>look</strong>" in shown
    assert "Errors &lt;b&gt;" in shown
    assert (
        client.post(one, {"body": "Found.", "status": "identified", part: "degraded_performance"}).status_code
        == 302
    )
    component.refresh_from_db()
    latest = found.updates.latest("pk")
    assert (latest.status, latest.deliver, component.status) == ("identified", False, "degraded_performance")
    assert client.post(one, {"status": "identified", "do": "resolve", "notify": "on"}).status_code == 302
    found.refresh_from_db()
    component.refresh_from_db()
    assert (found.status, component.status) == ("resolved", "operational")


@each(
    ("sent", "told"),
    [
        ({"name": "", "status": "investigating"}, "name-wrong"),
        ({"name": "x" * 256, "status": "investigating"}, "name-wrong"),
        ({"name": "Errors", "status": "completed"}, "status-wrong"),
        ({"name": "Errors", "body": "x" * 25_001, "status": "investigating"}, "body-wrong"),
        (
            {"name": "Errors", "status": "investigating", "part-aaaaaaaaaaaa": "major_outage"},
            "components-wrong",
        ),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    as_: As, page: Page, component: Component, sent: dict[str, str], told: str
):
    answer = as_("incident_manager").post(NEW, {**sent, f"part-{component.uid}": "major_outage"})
    assert answer.status_code == 422
    content = _text(answer)
    assert f'id="{told}"' in content
    assert f'aria-describedby="{told}"' in content or f"{told}" in content
    assert '<option value="major_outage" selected>' in content
    assert not Incident.objects.exists()


def test_a_look_first_keeps_nothing_and_counts_who_would_be_told(as_: As, page: Page, component: Component):
    second = services.component_create(page=page, name="Website", by=BY)
    for number in range(3):
        visitor = make_visitor(page, scope="components", address=f"{number}@customer.example")
        visitor.components.set([component if number else second])
    sent = {
        "name": "Errors",
        "body": "<script>alert(1)</script>*Slow*",
        "status": "investigating",
        "do": "look",
    }
    content = _text(as_("incident_manager").post(NEW, {**sent, f"part-{component.uid}": "major_outage"}))
    assert "2 visitors would be told · E-mail 2" in " ".join(content.split())
    assert "<em>Slow</em>" in content
    assert "<script>alert" not in content
    assert not Incident.objects.exists()


def test_a_template_fills_in_the_form(as_: As, page: Page, component: Component):
    template = incidents.template_create(
        page=page,
        name="Slow",
        title="{{component}} is slow",
        body="{{page}} answers late. {{when}}",
        status="identified",
        components={component: "degraded_performance"},
        notify=False,
        by=BY,
    )
    client = as_("incident_manager")
    content = _text(client.get(f"{NEW}?template={template.uid}"))
    assert 'value="REST API is slow"' in content
    assert "Acme status answers late. {{when}}" in content
    assert '<option value="degraded_performance" selected>' in content
    assert 'value="identified" checked' in content
    assert 'name="notify" checked' not in content
    sent = {"name": "Slow", "body": "Late.", "status": "identified", "template": template.uid}
    assert client.post(NEW, sent).status_code == 302
    found = Incident.objects.get()
    # What the person took out of the form stays out.
    assert (found.template, found.affected.count(), found.notify) == (template, 0, False)
    assert client.get(f"{NEW}?template=aaaaaaaaaaaa").status_code == 404


def test_a_draft_is_shown_when_it_is_published(as_: As, page: Page):
    client = as_("incident_manager")
    client.post(NEW, {"name": "Errors", "status": "investigating", "do": "draft"})
    found = Incident.objects.get()
    assert found.draft
    assert "Draft" in _text(client.get(LIST))
    assert client.post(f"{LIST}{found.uid}/publish/").status_code == 302
    assert Incident.objects.get(draft=False) == found
    again = client.post(f"{LIST}{found.uid}/publish/", follow=True)
    assert 'class="done error"' in _text(again)


def test_a_reader_sees_no_way_to_act(as_: As, incident: Incident):
    for word, acts in (("reader", False), ("maintenance_manager", False), ("incident_manager", True)):
        client = as_(word)
        assert ("Open an incident" in _text(client.get(LIST))) is acts
        assert ("Post the update" in _text(client.get(f"{LIST}{incident.uid}/"))) is acts


def test_nothing_of_another_page_is_found(as_: As, other_page: Page, component: Component):
    foreign = incidents.incident_open(page=other_page, name="Foreign", body="x", by=BY)
    client = as_("owner")
    assert client.get(f"{LIST}{foreign.uid}/").status_code == 404
    assert client.post(f"{LIST}{foreign.uid}/", {"status": "resolved"}).status_code == 404


def test_lists_of_any_length_take_as_many_queries(as_: As, page: Page, component: Component):
    client = as_("incident_manager")
    counts = []
    for rows in (1, 4):
        for number in range(rows):
            made = incidents.incident_open(
                page=page, name=f"{number}", components={component: "major_outage"}, by=BY
            )
            incidents.incident_open(page=page, name=f"open {number}", components=[component], by=BY)
            incidents.incident_resolve(incident=made, by=BY)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(LIST).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 17


def test_a_form_of_any_length_takes_as_many_queries(as_: As, page: Page, incident: Incident):
    client = as_("incident_manager")
    counts = []
    for rows in range(2):
        for number in range(rows * 6):
            services.component_create(page=page, name=f"Part {number}", by=BY)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(NEW).status_code == 200
            assert client.get(f"{LIST}{incident.uid}/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 40
