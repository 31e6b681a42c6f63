"""The overview: what is wrong, who is told, what comes and what happened last."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents import services as incidents
from incidents.models import Incident
from monitoring.models import Check
from statuspage import services
from statuspage.models import Component, Page
from tests.web.dashboard.conftest import BY, As
from tests.webhooks.making import make_delivery, make_endpoint, make_event

PATH = "/dashboard/pages/status/"


def _text(answer: Any) -> str:
    return " ".join(str(answer.content.decode()).split())


def test_an_empty_page_leads_to_its_first_steps(as_: As, page: Page):
    content = _text(as_("page_configuration").get(PATH))
    assert "Nothing is on the page yet" in content
    assert f'<a href="{PATH}components/new/">' in content
    assert f'<a href="{PATH}checks/">' in content
    assert "First steps" not in _text(as_("reader").get(PATH))
    component = services.component_create(page=page, name="API", by=BY)
    Check.objects.create(page=page, kind="http", name="Front", component=component, state="up")
    content = _text(as_("admin").get(PATH))
    assert "First steps" not in content
    assert "All systems operational" in content
    assert "Nothing is open." in content


def test_it_says_what_is_wrong_and_what_comes(
    as_: As, page: Page, component: Component, incident: Incident, maintenance: Incident
):
    incidents.incident_open(page=page, name="Not shown yet", draft=True, by=BY)
    Check.objects.create(page=page, kind="http", name="Front page", component=component, state="down")
    Check.objects.create(page=page, kind="http", name="Fine", state="up")
    make_delivery(make_endpoint(page), make_event(page), state="parked", next_attempt_at=None)
    answer = as_("owner").get(PATH)
    content = _text(answer)
    assert "Partial outage" in content
    for name in ("REST API", "Errors", "Not shown yet", "Front page", "New disks", "An incident was opened"):
        assert name in content, name
    assert "Fine</a>" not in content
    assert answer.context["sent"]["parked"] == 1
    assert [number for _look, _word, number in answer.context["states"]] == [1, 1]
    reader = _text(as_("reader").get(PATH))
    assert "An incident was opened" not in reader
    assert "Post an update" not in reader


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
