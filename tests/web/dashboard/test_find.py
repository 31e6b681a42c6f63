"""Searching: whatever has a name, of what one reaches, and nothing else."""

import html
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents import services as incidents
from incidents.models import Incident
from statuspage import services
from statuspage.models import Component, Membership, Organization, Page, User
from tests.monitoring.making import make_check
from tests.web.dashboard.conftest import BY, As
from tests.webhooks.making import make_visitor

FIND = "/dashboard/pages/status/find/"


def _hits(answer: Any) -> dict[str, list[str]]:
    return {one.label: [hit.name for hit in one.hits] for one in answer.context["found"]}


def test_it_finds_what_has_a_name_and_leads_there(
    as_: As, page: Page, component: Component, maintenance: Incident
):
    make_check(page, name="REST health")
    incidents.incident_open(page=page, name="The REST API is slow", body="x", by=BY)
    incidents.incident_open(page=page, name="A REST draft", draft=True, by=BY)
    make_visitor(page, "forrest@visitors.example")
    services.page_create(organization=page.organization, name="REST of us", slug="rest", by=BY)
    client = as_("owner")
    assert _hits(client.get(FIND, {"q": " rest "})) == {
        "Pages": ["REST of us"],
        "Components": ["REST API"],
        "Checks": ["REST health"],
        "Incidents": ["A REST draft", "The REST API is slow"],
        "Subscribers": ["forrest@visitors.example"],
    }
    assert _hits(client.get(FIND, {"q": "look"})) == {"Go to": ["Look"]}
    assert _hits(client.get(FIND, {"q": "New disks"})) == {"Maintenance": ["New disks"]}
    for nothing in ("", " ", "\0", "no such thing"):
        answer = client.get(FIND, {"q": nothing})
        assert (answer.status_code, _hits(answer)) == (200, {}), nothing
    for found in client.get(FIND, {"q": "rest"}).context["found"]:
        for hit in found.hits:
            assert client.get(hit.url).status_code == 200, hit
    options = html.unescape(client.get(f"{FIND}suggestions/", {"q": "rest"}).content.decode())
    assert f'data-url="/dashboard/pages/status/components/{component.uid}/"' in options
    assert "6 results" in options


def test_it_finds_nothing_of_what_one_does_not_reach(
    as_: As,
    page: Page,
    other_page: Page,
    component: Component,
    organization: Organization,
    outsider: User,
):
    closed = services.page_create(organization=organization, name="Second REST", slug="second", by=BY)
    for elsewhere in (closed, other_page):
        services.component_create(page=elsewhere, name="REST elsewhere", by=BY)
        make_check(elsewhere, name="REST elsewhere")
        incidents.incident_open(page=elsewhere, name="REST elsewhere", body="x", by=BY)
        make_visitor(elsewhere, "rest@elsewhere.example")
    reader = as_("reader")
    assert _hits(reader.get(FIND, {"q": "rest"})) == {"Components": ["REST API"]}
    assert _hits(reader.get(FIND, {"q": "team"})) == {}
    owner = _hits(as_("owner").get(FIND, {"q": "rest"}))
    assert owner["Components"] == ["REST API", "REST elsewhere"]
    assert owner["Pages"] == ["Second REST"]
    assert "Subscribers" not in owner
    assert as_("outsider").get(FIND, {"q": "rest"}).status_code == 404
    Membership.objects.create(organization=organization, user=outsider, role="member")
    assert as_("outsider").get(f"{FIND}suggestions/", {"q": "rest"}).status_code == 404


def test_it_asks_as_often_however_much_there_is(as_: As, page: Page):
    client = as_("owner")
    counts, found = [], set()
    for size in (2, 30):
        for number in range(size):
            services.component_create(page=page, name=f"Thing {size} {number}", by=BY)
            make_check(page, name=f"Thing {size} {number}")
            incidents.incident_open(page=page, name=f"Thing {size} {number}", by=BY)
            make_visitor(page, f"thing{size}-{number}@visitors.example")
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(f"{FIND}suggestions/", {"q": "thing"})
        counts.append(len(asked))
        found = {len(one.hits) for one in answer.context["found"]}
    assert counts[0] == counts[1] <= 12
    assert found == {5}
    assert "/checks/?q=thing" in client.get(FIND, {"q": "thing"}).content.decode()
