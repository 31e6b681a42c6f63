"""A component in ninety days, a week and a day: what is drawn, what it comes from, and that it is true."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from incidents import services as incidents
from monitoring import services as monitoring
from monitoring.models import CheckResult, CheckRollup
from statuspage import services
from statuspage.models import Component, Page
from statuspage.publishing import publication_of
from tests.web.public.conftest import BY

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
BEGUN = datetime(2026, 3, 10, 9, tzinfo=UTC)
# The clocks of Berlin went back on 25 October at 1:00 UTC, and forward on 29 March.
LONG, SHORT = "2026-10-25", "2026-03-29"
VIEWS = (
    "",
    "?view=week",
    "?view=week&from=2026-10-19&zone=Europe/Berlin",
    "?view=day",
    f"?view=day&on={LONG}&zone=Europe/Berlin",
    f"?view=day&on={SHORT}&zone=Europe/Berlin",
    "?view=day&on=2026-11-20&zone=Pacific/Auckland&lang=ar",
    "?zone=America/Los_Angeles",
)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def api_component(page: Page) -> Component:
    made = services.component_create(page=page, name="API", slug="api", by=BY, now=BEGUN)
    for status, start, minutes in (
        ("partial_outage", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 75),
        ("under_maintenance", datetime(2026, 11, 18, 2, tzinfo=UTC), 60),
        ("unknown", datetime(2026, 11, 19, 2, tzinfo=UTC), 90),
        ("major_outage", datetime(2026, 11, 20, 9, 7, tzinfo=UTC), 31),
    ):
        for word, at in ((status, start), ("operational", start + timedelta(minutes=minutes))):
            services.claim_set(
                component=made, source="manual", source_uid="", status=word, by=BY, now=at, message="A disk."
            )
    return made


def text_of(client: Client, query: str = "", status: int = 200) -> str:
    response = client.get(f"/components/api{query}")
    assert response.status_code == status, query
    return unescape(response.content.decode())


def test_its_numbers_are_those_of_the_api(
    client: Client, page: Page, api_component: Component, api: APIClient
):
    services.page_update(page=page, changes={"languages": ["en", "ar"]}, by=BY)
    for query in VIEWS:
        text = text_of(client, query)
        shown = text[text.index('class="sum"') :]
        start, end = re.findall(r'<time datetime="([^"]+)"', shown)[:2]
        path = f"/api/v1/pages/{page.uid}/components/{api_component.uid}/uptime/"
        told = api.get(path, {"from": start, "to": end}).json()
        assert re.findall(r'<data value="([\d.]+)"', text) == [str(float(told["uptime"]))], query
        said = [period for period in told["periods"] if period["status"] not in ("operational", "unknown")]
        listed = text[text.index('class="periods"') :].partition("</section>")[0]
        assert listed.count("A disk.") >= len(said), query
        assert [one["from"] for one in said] or "outage" not in listed.lower(), query


def test_a_day_has_the_hours_of_its_zone_to_the_minute(client: Client, api_component: Component):
    long = text_of(client, f"?view=day&on={LONG}&zone=Europe/Berlin")
    assert "This day has 25 hours" in long
    assert "02:30 CEST</time> – <time" in long
    assert "02:45 CET</time>" in long
    assert "1 h 15 min · counts 30 % as down" in long
    assert "Down: 22 min of 1 day 1 h measured." in long or "Down: 23 min of 1 day 1 h measured." in long
    short = text_of(client, f"?view=day&on={SHORT}&zone=Europe/Berlin")
    assert "This day has 23 hours" in short
    day = text_of(client, "?view=day&on=2026-11-20")
    assert "09:07 – 09:38: Major outage (31 min)" in day
    week = text_of(client, "?view=week&from=2026-10-19&zone=Europe/Berlin")
    assert week.count('<svg class="hours"') == 7
    rows = re.findall(r'<svg class="hours".*?</svg>', week)
    assert [row.count("<title>") for row in rows] == [24] * 6 + [25]
    # What is not known is never green.
    gap = text_of(client, "?view=day&on=2026-11-19")
    assert "02:00 – 03:30: No data (1 h 30 min)" in gap
    assert "1 h 30 min · left out" in gap
    assert "1 h · left out" in text_of(client, "?view=day&on=2026-11-18")


def test_whatever_is_asked_for_it_falls_back_within_the_data(client: Client, api_component: Component):
    """What anybody can make up is not kept either."""
    quarter, week, day = "Last 90 days", "15 to 21 November 2026", "<h2>21 November 2026</h2>"
    first = "<h2>10 March 2026</h2>"
    for query, told, kept in (
        ("", quarter, True),
        ("?view=month", quarter, False),
        ("?view=%00", quarter, False),
        ("?from=2026-11-16", quarter, False),
        ("?view=week", week, True),
        ("?view=week&from=2026-11-15", week, True),
        ("?view=week&from=2026-11-16", "16 to 22 November 2026", True),
        ("?view=week&from=2026-11-22", week, False),
        ("?view=week&from=2026-02-30", week, False),
        ("?view=week&from=0001-01-01", week, False),
        ("?view=week&from=9999-12-31", week, False),
        ("?view=week&from=2026-01-01", "10 to 16 March 2026", False),
        ("?view=day", day, True),
        ("?view=day&on=2026-11-20", "<h2>20 November 2026</h2>", True),
        ("?view=day&on=2026-11-20&from=2026-11-16", "<h2>20 November 2026</h2>", False),
        ("?view=day&on=2027-01-01", day, False),
        ("?view=day&on=2026-03-09", first, False),
        ("?view=day&on=" + "9" * 400, day, False),
        ("?view=day&on=%D9%A2026-11-20", day, False),
    ):
        response = client.get(f"/components/api{query}")
        assert response.status_code == 200, query
        text = response.content.decode()
        assert told in text, query
        assert (publication_of(response) is not None) == kept, query
        assert 'rel="canonical" href="http://127.0.0.1:8000/components/api"' in text
    assert 'rel="prev"' not in text_of(client, "?view=day&on=2026-03-10")
    assert 'rel="next"' not in text_of(client, "?view=day")
    assert 'rel="next" href="?view=day">' in text_of(client, "?view=day&on=2026-11-20")
    services.component_create(page=api_component.page, name="New", slug="new", status=None, by=BY)
    empty = client.get("/components/new?view=day")
    assert b"No data yet" in empty.content
    assert b'href="?view=' not in empty.content


def test_it_names_no_cause_that_is_nobodys_business(client: Client, page: Page, api_component: Component):
    told = incidents.incident_open(
        page=page, name="Slow <b>disk</b>", body="x", components={api_component: "partial_outage"}, by=BY
    )
    with time_machine.travel(NOW + timedelta(minutes=30), tick=False):
        text = client.get("/components/api?view=day").content.decode()
        assert f'href="/incidents/{told.uid}"' in text
        assert "Slow &lt;b&gt;disk&lt;/b&gt;" in text
        incidents.incident_delete(incident=told, by=BY)
        assert "Slow" not in text_of(client, "?view=day")


def test_it_draws_and_tells_response_times_of_the_same_days(
    client: Client, page: Page, api_component: Component
):
    target = {"host": "db.internal.example", "port": 5432}
    check = monitoring.check_create(
        page=page, kind="tcp", target=target, name="Shop", component=api_component, showcase="both", by=BY
    )
    secret = monitoring.check_create(page=page, kind="tcp", target=target, component=api_component, by=BY)
    CheckResult.objects.bulk_create(
        CheckResult(
            check_row=one,
            slot=NOW - timedelta(minutes=20 * ago),
            ok=ago != 9,
            latency_ms=None if ago == 9 else (100.0 if ago % 10 else 900.0),
        )
        for ago in range(1, 150)
        for one in (check, secret)
    )
    CheckRollup.objects.create(
        check_row=check,
        period="day",
        start=datetime(2026, 10, 1, tzinfo=UTC),
        runs=10,
        ups=9,
        latency_p50_ms=70,
        latency_p95_ms=8000,
    )
    counts = set()
    for query, points in (("", 1), ("?view=week", 1), ("?view=day", 36), ("?view=day&on=2026-10-05", 0)):
        with CaptureQueriesContext(connection) as asked:
            text = text_of(client, query)
        counts.add(len(asked))
        assert text.count('<svg class="chart"') == (points > 0), query
        assert "internal" not in text
        if points:
            assert "median <b>100 ms</b>" in text, query
            assert text.count('<th scope="row">') >= points
    assert "70 ms" in text_of(client)
    assert "8000 ms" in text_of(client)
    assert "8000 ms" not in text_of(client, "?view=week")
    assert "1 of " in text_of(client, "?view=day")
    assert max(counts) <= 16
