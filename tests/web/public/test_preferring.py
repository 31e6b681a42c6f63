"""A visitor's language and time zone, and the mark of what nobody translated."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from config.edge.keys import key_of
from incidents import services as incidents
from incidents.models import Incident
from statuspage import links, services
from statuspage.models import Component, Page
from tests.web.public.conftest import BY

Make = Callable[..., Component]
AT = datetime(2026, 3, 1, 0, 30, tzinfo=UTC)


@pytest.fixture
def incident(page: Page, component: Make) -> Incident:
    """Opened with words in German, updated in English alone."""
    services.page_update(page=page, changes={"languages": ["en", "de", "zh-hans"]}, by=BY)
    opened = incidents.incident_open(
        page=page,
        name="Slow answers",
        body="We look into it.",
        components={component("API"): "major_outage"},
        translations={"de": {"name": "Langsame Antworten", "body": "Wir sehen nach."}},
        by=BY,
    )
    incidents.incident_post_update(incident=opened, body="Found.", status="identified", by=BY)
    return opened


def read(client: Client, path: str, **headers: str) -> str:
    return client.get(path, headers=headers).content.decode()


def test_it_marks_each_text_that_was_not_translated(client: Client, incident: Incident):
    for path in ("/", f"/incidents/{incident.uid}"):
        german = read(client, f"{path}?lang=de")
        assert "Langsame Antworten" in german
        assert german.count("Nur auf Englisch") == 1
        assert '<div class="text" lang="en"><p>Found.</p>' in german
        assert "Only in" not in read(client, path)


def test_it_marks_once_what_is_not_translated_at_all(client: Client, incident: Incident):
    assert read(client, "/?lang=zh-hans").count("仅有英语") == 1
    assert read(client, "/history?lang=zh-hans").count("仅有英语") == 1
    assert "仅有英语" in read(client, "/history.atom?lang=zh-hans")
    assert "Nur auf Englisch" in read(client, "/history.atom?lang=de")
    assert "Only in" not in read(client, "/history.atom")


def test_it_names_itself_in_every_language(client: Client, incident: Incident):
    german, home = read(client, "/?lang=de"), links.page_url(incident.page)
    for code in ("en", "de", "zh-hans"):
        assert f'hreflang="{code}" href="{home}/?lang={code}">' in german
    assert f'hreflang="x-default" href="{home}/">' in german
    assert f'<link rel="canonical" href="{home}/?lang=de">' in german
    assert f'<link rel="canonical" href="{home}/">' in read(client, "/")


def test_it_carries_on_what_was_chosen_and_nothing_else(client: Client, incident: Incident):
    chosen = read(client, "/?lang=de&zone=Asia/Tokyo&x=1")
    assert 'href="/history?lang=de&amp;zone=Asia/Tokyo"' in chosen
    assert f'href="/incidents/{incident.uid}?lang=de&amp;zone=Asia/Tokyo"' in chosen
    assert 'href="/history.atom?lang=de"' in chosen
    for path in ("/", "/?lang=fr&zone=Mars/Olympus"):
        assert 'href="/history"' in read(client, path)
    assert 'href="/history.atom?lang=de"' in read(client, "/", accept_language="de")
    assert 'href="/history?lang=de"' in read(client, "/subscribe?lang=de")
    month = read(client, "/history?month=2026-03&zone=Asia/Tokyo")
    assert 'name="month" value="2026-03"' in month
    assert 'href="?month=2026-03&amp;lang=de&amp;zone=Asia/Tokyo"' in month


def test_it_tells_times_and_days_where_the_visitor_is(client: Client, page: Page):
    services.page_update(page=page, changes={"time_zone": "America/New_York"}, by=BY)
    told = incidents.incident_open(
        page=page,
        name="Short",
        body="Over.",
        backfilled=True,
        started_at=AT,
        resolved_at=AT.replace(hour=2),
        by=BY,
    )
    path = f"/incidents/{told.uid}"
    assert "28 February 2026, 19:30 EST" in read(client, path)
    assert "1 March 2026, 09:30 JST" in read(client, f"{path}?zone=Asia/Tokyo")
    assert "Short" in read(client, "/history?month=2026-02")
    assert "Short" in read(client, "/history?month=2026-03&zone=Asia/Tokyo")
    assert "Short" not in read(client, "/history?month=2026-02&zone=Asia/Tokyo")


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("zone=Asia/Tokyo&lang=ja", "lang=ja&zone=Asia%2FTokyo"),
        ("zone=Mars/Olympus", ""),
        ("zone=../../etc/passwd", ""),
        ("zone=Asia", ""),
    ],
)
def test_it_is_kept_apart_by_the_zones_that_there_are(query: str, kept: str):
    key = key_of({"HTTP_HOST": "testserver", "PATH_INFO": "/history", "QUERY_STRING": query})
    assert key is not None
    assert key.query == kept
