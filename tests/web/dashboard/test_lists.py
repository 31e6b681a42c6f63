"""Lists: what the address says of filters, order and part, and what is told of the rest."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from incidents import services as incidents
from statuspage import services
from statuspage.models import Component, Page
from tests.rows import each
from tests.web.dashboard.conftest import BY, As

LIST = "/dashboard/pages/status/incidents/"


@pytest.fixture
def reader(as_: As, page: Page, component: Component) -> Client:
    """Somebody before four incidents: two over, one open, one a draft."""
    start = timezone.now() - timedelta(hours=5)
    website = services.component_create(page=page, name="Website", by=BY)
    for number, name in enumerate(("beta", "Alpha", "gamma", "Draft of one")):
        made = incidents.incident_open(
            page=page,
            name=name,
            body="Disks & wires" if name == "gamma" else "x",
            components={website if name == "gamma" else component: "major_outage"},
            draft=name.startswith("Draft"),
            by=BY,
            now=start + timedelta(hours=number),
        )
        if number < 2:
            incidents.incident_resolve(incident=made, by=BY)
    return as_("reader")


def _names(client: Client, query: str = "") -> list[str]:
    return re.findall(r'<th scope="row"><a [^>]*>([^<]*)<', client.get(f"{LIST}?{query}").content.decode())


def test_its_own_order_has_first_what_needs_somebody(reader: Client):
    assert _names(reader) == ["Draft of one", "gamma", "Alpha", "beta"]


@each(
    ("query", "names"),
    [
        ("state=open", ["gamma"]),
        ("state=drafts", ["Draft of one"]),
        ("state=past", ["Alpha", "beta"]),
        ("q=wires", ["gamma"]),
        ("q=%20GAMMA%20", ["gamma"]),
        ("q=x%00y&state=past", []),
        ("impact=critical&state=past", ["Alpha", "beta"]),
        ("sort=name", ["Alpha", "beta", "Draft of one", "gamma"]),
        ("sort=-name", ["gamma", "Draft of one", "beta", "Alpha"]),
        ("sort=ended", ["beta", "Alpha", "gamma", "Draft of one"]),
        ("state=past&sort=started", ["beta", "Alpha"]),
        (
            "state=nonsense&sort=password&page=x&component=aaaaaaaaaaaa",
            ["Draft of one", "gamma", "Alpha", "beta"],
        ),
        ("page=99999999999999", ["Draft of one", "gamma", "Alpha", "beta"]),
    ],
)
def test_it_shows_what_the_address_says(reader: Client, query: str, names: list[str]):
    assert _names(reader, query) == names


def test_it_tells_how_many_a_filter_hides_and_how_to_see_them(reader: Client):
    content = reader.get(f"{LIST}?state=past&sort=name").content.decode()
    assert "1–2 of 2 · 2 hidden by the filter" in " ".join(content.split())
    empty = reader.get(f"{LIST}?q=nothing-like-it&sort=name").content.decode()
    assert "The filter hides 4 rows." in empty
    assert '<a class="button quiet" href="?sort=name">' in empty


def test_a_head_leads_to_both_orders_and_back(reader: Client):
    def head(query: str) -> tuple[str, str]:
        content = reader.get(f"{LIST}?{query}").content.decode()
        found = re.search(r'<th scope="col"( aria-sort="(\w+)")?><a href="([^"]*)">Started', content)
        assert found is not None
        return found.group(2) or "", found.group(3)

    assert head("state=past") == ("", "?state=past&amp;sort=-started")
    assert head("state=past&sort=-started") == ("descending", "?state=past&amp;sort=started")
    assert head("state=past&sort=started") == ("ascending", "?state=past")


def test_parts_keep_the_filter_and_the_order(reader: Client, page: Page):
    for number in range(30):
        incidents.incident_open(page=page, name=f"more {number:02}", by=BY)
    content = reader.get(f"{LIST}?state=open&sort=name").content.decode()
    assert 'href="?state=open&amp;sort=name&amp;page=2" rel="next"' in content
    content = reader.get(f"{LIST}?state=open&sort=name&page=2").content.decode()
    assert "26–31 of 31" in content
    assert 'href="?state=open&amp;sort=name" rel="prev"' in content
    assert 'rel="next"' not in content


def test_a_filter_costs_one_query_more_and_rows_none(reader: Client, page: Page):
    counts = []
    for query in ("", "state=open", "state=open"):
        with CaptureQueriesContext(connection) as asked:
            reader.get(f"{LIST}?{query}")
        counts.append(len(asked))
        incidents.incident_open(page=page, name="more", by=BY)
    assert counts[1] == counts[0] + 1 == counts[2]
