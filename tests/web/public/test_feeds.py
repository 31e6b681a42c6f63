"""Feeds, as those who read Statuspage's know them (its contract, section 8)."""

from calendar import timegm
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import feedparser
import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from incidents import services as incidents
from incidents.models import Incident
from statuspage import services
from statuspage.models import Component, Page
from tests.web.public.conftest import BY

Make = Callable[..., Component]
BOTH = pytest.mark.parametrize("path", ["/history.atom", "/history.rss"])
AT = datetime.fromisoformat("2026-06-18T18:09:00+00:00")


@pytest.fixture
def incident(page: Page, component: Make) -> Incident:
    with time_machine.travel(AT, tick=False):
        website = component("Website")
        secret = component("Secret", visible=False)
        opened = incidents.incident_open(
            page=page,
            name="Slow & <odd>",
            body="We *look*.\n\nAnd look.",
            components={website: "partial_outage", secret: "major_outage"},
            by=BY,
            now=AT,
        )
        incidents.incident_resolve(
            incident=opened, body="<ul><li>Over</li></ul>", body_format="html", by=BY, now=after(minutes=30)
        )
    return opened


@BOTH
def test_an_entry_tells_each_update_with_its_time_and_status(client: Client, incident: Incident, path: str):
    with time_machine.travel(after(days=1)):
        feed = read(client, path)
    assert feed.feed.title == "Acme status - Incident History"
    [entry] = feed.entries
    assert (entry.title, entry.link) == ("Slow & <odd>", f"http://127.0.0.1:8000/incidents/{incident.uid}")
    assert entry.description == (
        "<p><small>Jun 18, 18:39 UTC</small><br /><strong>Resolved</strong> - </p>"
        "<ul><li>Over</li></ul>"
        "<p><small>Jun 18, 18:09 UTC</small><br /><strong>Investigating</strong> - We <em>look</em>.</p>\n"
        "<p>And look.</p>"
        "<p>Affects Website</p>"
    )
    assert timegm(entry.published_parsed) == AT.timestamp()


def test_atom_has_lasting_ids(client: Client, page: Page, incident: Incident):
    feed = read(client, "/history.atom")
    assert feed.feed.id == "tag:127.0.0.1,2005:/history"
    [entry] = feed.entries
    assert entry.id == f"tag:127.0.0.1,2005:Incident/{incident.number}"
    assert entry.content[0].type == "text/html"
    assert feed.feed.author == "Acme status"
    relations = {link.rel: link.href for link in feed.feed.links}
    assert relations == {
        "alternate": "http://127.0.0.1:8000",
        "self": "http://127.0.0.1:8000/history.atom",
    }
    assert timegm(entry.updated_parsed) == after(minutes=30).timestamp()


def test_pages_that_share_a_host_share_no_ids(client: Client, incident: Incident, other_page: Page):
    incidents.incident_open(page=other_page, name="Other", body="x", by=BY)
    other = read(client, "/pages/elsewhere/history.atom")
    assert other.feed.id == f"tag:127.0.0.1,2005:Page/{other_page.uid}/history"
    assert other.entries[0].id == f"tag:127.0.0.1,2005:Page/{other_page.uid}/Incident/1"


def test_rss_has_the_address_as_id_and_the_end_of_maintenance(client: Client, page: Page, incident: Incident):
    planned = _plan(page, start=AT + timedelta(days=400))
    maintenance, entry = read(client, "/history.rss").entries
    assert entry.id == entry.link == f"http://127.0.0.1:8000/incidents/{incident.uid}"
    assert f'<guid isPermaLink="true">{entry.link}</guid>'.encode() in client.get("/history.rss").content
    assert (maintenance.title, maintenance.link.endswith(f"/maintenances/{planned.uid}")) == ("Move", True)
    assert "maintenanceenddate" not in entry
    assert feedparser.datetimes._parse_date(maintenance.maintenanceenddate) == (
        (planned.scheduled_until or AT).utctimetuple()
    )


@BOTH
def test_planned_maintenance_says_when(client: Client, page: Page, path: str):
    _plan(page, start=AT)
    [entry] = read(client, path).entries
    assert "updated" not in entry or entry.published_parsed <= entry.updated_parsed
    assert entry.description.startswith("<p>Thu 18 June 2026, 18:09 to 19:09 UTC</p>")


@BOTH
def test_other_years_are_said(client: Client, incident: Incident, path: str):
    with time_machine.travel(after(days=300)):
        assert "<small>Jun 18, 2026, 18:09 UTC</small>" in read(client, path).entries[0].description


@BOTH
def test_its_words_follow_the_language(client: Client, page: Page, incident: Incident, path: str):
    Page.objects.filter(pk=page.pk).update(languages=["en", "de"])
    with time_machine.travel(after(days=1)):
        feed = read(client, f"{path}?lang=de")
    assert feed.feed.title == "Acme status - Verlauf der Störungen"
    assert feed.feed.language == "de"
    assert "<small>18. Jun, 18:09 Uhr UTC</small>" in feed.entries[0].description


@BOTH
def test_a_page_without_incidents_has_a_feed_that_stays_the_same(client: Client, page: Page, path: str):
    first = client.get(path).content
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert client.get(path).content == first
    assert feedparser.parse(first).entries == []


@BOTH
def test_there_is_none_where_feeds_are_switched_off(client: Client, page: Page, path: str):
    services.page_update(page=page, changes={"allow_feeds": False}, by=BY)
    assert client.get(path).status_code == 404


def after(**span: float) -> datetime:
    return AT + timedelta(**span)


def read(client: Client, path: str) -> Any:
    feed = feedparser.parse(client.get(path).content)
    assert not feed.bozo
    return feed


def _plan(page: Page, *, start: datetime) -> Incident:
    return incidents.maintenance_schedule(
        page=page,
        name="Move",
        body="We move.",
        scheduled_for=start,
        scheduled_until=start + timedelta(hours=1),
        by=BY,
        now=start - timedelta(days=2),
    )


@BOTH
def test_scripts_of_other_sites_may_read_it(client: Client, page: Page, path: str):
    assert client.get(path)["Access-Control-Allow-Origin"] == "*"
