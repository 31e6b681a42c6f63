"""The history as a calendar and what is found in it: true, bounded, and for no eyes but its reader's."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents import services as incidents
from incidents.models import Incident
from statuspage import services
from statuspage.models import Component, Page
from statuspage.publishing import publication_of
from tests.restricted import World, read_by_all
from tests.web.public.conftest import BY

Make = Callable[..., Component]
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
PAYLOAD = '"><img src=x onerror=alert(1)>'


def text_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return unescape(response.content.decode())


@pytest.fixture
def told(page: Page) -> Incident:
    with time_machine.travel(NOW, tick=False):
        services.page_update(page=page, changes={"languages": ["en", "de"]}, by=BY)
        begun = datetime(2026, 3, 10, 9, tzinfo=UTC)
        shop = services.component_create(page=page, name="Großhandel", slug="shop", by=BY, now=begun)
        services.component_create(page=page, name="Canary", slug="canary", visible=False, by=BY, now=begun)
        for word, at in (("major_outage", 23), ("operational", 25)):
            services.claim_set(
                component=shop,
                source="manual",
                source_uid="",
                status=word,
                by=BY,
                now=datetime(2026, 9, 14, tzinfo=UTC) + timedelta(hours=at),
            )
        incident = incidents.incident_open(
            page=page,
            name="Disks are FULL",
            body=f"We look at 100% of them, a_b and {PAYLOAD}. " + "Filler words. " * 40 + "Then the needle.",
            components={shop: "partial_outage"},
            by=BY,
            translations={"de": {"name": "Platten voll", "body": "Eine **Störung** der Öfen."}},
        )
        incidents.incident_post_update(incident=incident, body="Ünder way.", status="identified", by=BY)
    Incident.objects.filter(pk=incident.pk).update(started_at=datetime(2026, 9, 14, 23, 30, tzinfo=UTC))
    return incident


def test_a_calendar_shows_the_days_of_the_visitor_s_zone(client: Client, page: Page, told: Incident):
    with time_machine.travel(NOW, tick=False):
        path = "/history?view=calendar"
        text = text_of(client, path)
        assert re.findall(r"<caption>([^<]+)", text) == [
            "September 2026",
            "October 2026",
            "November 2026",
        ]
        assert 'aria-label="14 September 2026: Major outage, 1 report"' in text
        assert 'aria-label="15 September 2026: Major outage"' in text
        assert 'aria-label="21 November 2026: Operational"' in text or "21 November 2026: " in text
        assert "22 November 2026" not in text
        there = text_of(client, f"{path}&zone=Asia/Tokyo")
        assert 'aria-label="14 September 2026: Operational"' in there
        assert 'aria-label="15 September 2026: Major outage, 1 report"' in there
        day = text_of(client, f"{path}&on=2026-09-14")
        assert day.count("Disks are FULL") == 1
        assert 'href="/components/shop?view=day&on=2026-09-14"' in day
        assert "Major outage 1 h" in day
        assert "Disks" not in text_of(client, f"{path}&on=2026-09-13")
        assert text_of(client, f"{path}&component=shop").count(', 1 report" title') == 1
        assert 'rel="prev" href="/history?view=calendar&month=2026-06"' in text
        assert 'rel="next"' not in text
        oldest = text_of(client, f"{path}&month=2026-03")
        assert 'rel="prev"' not in oldest
        assert 'aria-label="9 March 2026' not in oldest
        assert 'aria-label="10 March 2026: Operational"' in oldest
        for query, kept in (
            ("", True),
            ("&month=2026-09", True),
            ("&month=2026-06", True),
            ("&month=2026-11", False),
            ("&month=1999-01", False),
            ("&month=2026-13", False),
            ("&month=%00", False),
            ("&on=2026-09-14", True),
            ("&on=2026-02-30", False),
            ("&on=2026-11-22", False),
            ("&component=shop", True),
            ("&component=canary", False),
            ("&component=nope", False),
        ):
            response = client.get(path + query)
            if query.startswith("&month=2026-13") or "%00" in query:
                assert response.status_code in (200, 404)
                continue
            assert response.status_code == 200, query
            assert (publication_of(response) is not None) == kept, query
            assert b"Canary" not in response.content
        assert "Disks" in text_of(client, "/history?month=2026-09&component=shop")
        assert publication_of(client.get("/history")) is not None


def test_words_are_found_wherever_they_stand(client: Client, page: Page, told: Incident):
    for q, passage in (
        ("disks", "<mark>Disks</mark> are FULL"),
        ("full DISKS", "are <mark>FULL</mark>"),
        ("needle", "Then the <mark>needle</mark>."),
        ("ünder", "<mark>Ünder</mark> way."),
        ("STÖRUNG", '<p class="text" lang="de">Eine <mark>Störung</mark> der Öfen.'),
        ("platten", "<mark>Platten</mark> voll"),
        ("großhandel", "<mark>Großhandel</mark>"),
        ("100%", "<mark>100%</mark>"),
        ("a_b", "<mark>a_b</mark>"),
        ("((", ""),
        ("%", "<mark>%</mark>"),
        ("\x00\x07", ""),
        ("needle haystack", ""),
        ("canary", ""),
        ("a.b", ""),
        ("draft", ""),
    ):
        response = client.get("/history", {"q": q})
        assert response.status_code == 200
        text = unescape(response.content.decode())
        assert passage in text, q
        assert ("<mark>" in text) == bool(passage), q
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Robots-Tag"] == "noindex"
        assert publication_of(response) is None
    raw = client.get("/history", {"q": PAYLOAD}).content.decode()
    assert "<img src=x" not in raw
    assert '<meta name="robots" content="noindex">' in raw
    assert client.get("/history", {"q": "x" * 5000, "page": "9" * 30, "month": "x"}).status_code == 200
    incidents.postmortem_save_draft(incident=told, body="A secret draft.", by=BY)
    assert "<mark>" not in text_of(client, "/history?q=secret")


def test_results_come_in_pages_at_a_constant_price_and_not_without_end(
    client: Client, page: Page, told: Incident
):
    with CaptureQueriesContext(connection) as few:
        client.get("/history?q=filler")
    for number in range(25):
        one = incidents.incident_open(page=page, name=f"Filler {number}", body="x", by=BY)
        incidents.incident_resolve(incident=one, body="y", by=BY)
    with CaptureQueriesContext(connection) as many:
        text = text_of(client, "/history?q=filler&lang=en")
    assert len(many) <= len(few)
    assert text.count("<article>") == 20
    assert 'rel="next" href="?q=filler&page=2&lang=en"' in text
    assert text_of(client, "/history?q=filler&page=2").count("<article>") == 6
    with CaptureQueriesContext(connection) as asked:
        client.get("/history?view=calendar")
    assert len(asked) <= 14
    with time_machine.travel(NOW, tick=False):
        statuses = [client.get("/history?q=zebra").status_code for _ in range(31)]
        assert (statuses[0], statuses[-1]) == (200, 429)
        told_so = client.get("/history?q=filler")
    assert int(told_so["Retry-After"]) <= 61
    assert b"Too many searches" in told_so.content
    assert client.get("/history").status_code == 200


def test_nobody_finds_what_is_not_theirs(restricted: World, db: None):
    """Not even whether an unseen component is touched."""
    world = read_by_all(restricted)
    asked = 0
    for reader in ("ann", "nil"):
        for thing in world.unseen(reader):
            # Each from a network of its own, so that no limit answers.
            asked += 1
            response = world.browsers[reader].get(
                "/history", {"q": thing.word}, REMOTE_ADDR=f"10.1.{asked}.1"
            )
            assert response.status_code == 200
            text = unescape(response.content.decode()).lower()
            assert "<mark>" not in text, (reader, thing.key)
            assert thing.uid not in text, (reader, thing.key)
    own = world.things["over_own"]
    assert "<mark>" in text_of(world.browsers["ann"], f"/history?q={own.word}")
