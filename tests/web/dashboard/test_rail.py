"""The rail: where one may go from here, and what waits there."""

import re

from incidents.models import Incident
from statuspage.models import Organization, Page
from tests.web.dashboard.conftest import As
from web.dashboard.sections import SECTIONS

LIST = "/dashboard/pages/status/incidents/"


def _rail(content: bytes) -> str:
    found = re.search(r"<nav class=\"rail\".*?</nav>\s*<main", content.decode(), re.DOTALL)
    assert found is not None
    return found.group()


def test_it_leads_where_each_person_may_go(as_: As, page: Page):
    for person, seen in (
        ("reader", {"Incidents", "Deliveries"}),
        ("page_configuration", {"Incidents", "Deliveries", "Who may see it"}),
        ("owner", {"Incidents", "Deliveries", "Who may see it", "Team"}),
    ):
        rail = _rail(as_(person).get(LIST).content)
        for label in ("Incidents", "Deliveries", "Who may see it", "Team"):
            assert (f"</svg>{label}" in rail) is (label in seen), f"{person}: {label}"


def test_it_marks_where_one_is_and_what_is_open(
    as_: As, page: Page, incident: Incident, maintenance: Incident
):
    rail = _rail(as_("reader").get("/dashboard/pages/status/maintenance/").content)
    assert '/maintenance/" aria-current="page"' in rail
    assert '<b class="count partial">1<span class="unseen"> open</span></b>' in rail
    assert "running" not in rail, "it has not begun"


def test_it_offers_the_pages_that_one_reaches_and_no_other(
    as_: As, page: Page, organization: Organization, other_page: Page
):
    client = as_("admin")
    assert "switch-page" not in _rail(client.get(LIST).content), "there is one page only"
    Page.objects.create(organization=organization, name="Second status", slug="second")
    rail = _rail(client.get(LIST).content)
    assert "switch-page" in rail
    assert "/dashboard/pages/second/" in rail
    assert "Elsewhere status" not in rail


def test_a_screen_below_leads_back(as_: As, page: Page, incident: Incident):
    content = as_("reader").get(f"{LIST}{incident.uid}/").content.decode()
    crumbs = content.partition('class="crumbs"')[2].partition("</nav>")[0]
    assert f'<a href="{LIST}">Incidents</a>' in crumbs
    assert "<h1>Errors</h1>" in content


def test_each_key_leads_to_one_place():
    keys = [section.key for section in SECTIONS if section.key]
    assert len(keys) == len(set(keys)), sorted(keys)
