"""The overview: what is wrong, who is told, what comes and what happened last."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from incidents import services as incidents
from incidents.models import Incident
from monitoring.models import Check
from statuspage import services
from statuspage.models import Component, Event, Page
from tests.web.dashboard.conftest import BY, As
from tests.webhooks.making import make_delivery, make_endpoint, make_visitor

PATH = "/dashboard/pages/status/"


def _text(answer: Any) -> str:
    return " ".join(str(answer.content.decode()).split())


def test_an_empty_page_leads_to_its_first_steps(as_: As, page: Page):
    content = _text(as_("page_configuration").get(PATH))
    assert "Nothing is on the page yet" in content
    assert "What should be watched?" in content
    assert "What should be watched?" not in _text(as_("reader").get(PATH))
    component = services.component_create(page=page, name="API", by=BY)
    Check.objects.create(page=page, kind="http", name="Front", component=component, state="up")
    content = _text(as_("admin").get(PATH))
    assert "Watch something more" in content
    assert "All systems operational" in content
    assert "Nothing is open." in content


def test_it_says_what_is_wrong_and_what_comes(
    as_: As, page: Page, component: Component, incident: Incident, maintenance: Incident
):
    draft = incidents.incident_open(page=page, name="Not shown yet", draft=True, by=BY)
    Check.objects.create(page=page, kind="http", name="Fine", state="up")
    Check.objects.create(page=page, kind="http", name="Front page", component=component, state="down")
    answer = as_("owner").get(PATH)
    content = _text(answer)
    assert "Partial outage" in content
    for name in ("REST API", "Errors", "Not shown yet", "Front page", "New disks", "An incident was opened"):
        assert name in content, name
    assert [row.name for row in answer.context["checks"]] == ["Front page", "Fine"]
    assert [(one.number, one.tab) for one in answer.context["tally"]] == [(1, "attention"), (1, "up")]
    publish = f'action="{PATH}incidents/{draft.uid}/publish/"'
    assert publish in content
    reader = _text(as_("reader").get(PATH))
    for acts in ("An incident was opened", "Post an update", publish):
        assert acts not in reader, acts


def test_it_says_who_was_told_who_is_told_next_and_what_does_not_arrive(
    as_: As, page: Page, incident: Incident
):
    event = Event.objects.get(kind="incident.opened")
    for number in range(3):
        reader = make_visitor(page, f"{number}@visitors.example")
        if number:
            make_delivery(reader, event, state="delivered", next_attempt_at=None)
    endpoint = make_endpoint(page, name="Pager", failing_since=timezone.now())
    make_delivery(endpoint, event, state="parked", next_attempt_at=None)
    make_endpoint(page, name="Well", last_error="once")
    answer = as_("reader").get(PATH)
    (one,) = answer.context["open"]
    assert (one.so_far, one.so_far_by) == (2, [("E-mail", 2)])
    assert (one.next, one.next_by) == (3, [("E-mail", 3)])
    sent = answer.context["sent"]
    assert (sent.delivered, sent.parked, sent.waiting) == (2, 1, 0)
    assert [row.name for row in sent.failing] == ["Pager"]
    assert "2 visitors were told" in _text(answer)


def test_a_page_of_any_size_takes_as_many_queries(as_: As, page: Page):
    client = as_("owner")
    counts = []
    for size in (4, 12):
        for number in range(size):
            made = services.component_create(page=page, name=f"C{size}-{number}", by=BY)
            Check.objects.create(page=page, kind="http", name=f"{number}", component=made, state="down")
            incidents.incident_open(page=page, name=f"I{number}", components={made: "major_outage"}, by=BY)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(PATH).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 40
