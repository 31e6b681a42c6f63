"""The calendar of maintenance, read by a library that others use (RFC 5545)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar
from pytest_django.fixtures import DjangoAssertNumQueries

from incidents import services as incidents
from incidents.models import Incident
from statuspage import services
from statuspage.models import Component, Page
from statuspage.publishing import publication_of
from tests.web.public.conftest import BY

Make = Callable[..., Component]
PATH = "/maintenance.ics"


@pytest.fixture
def plan(page: Page, now: datetime) -> Callable[..., Incident]:
    """Schedules maintenance, three days from now."""

    def make(name: str = "Move", **fields: Any) -> Incident:
        start = fields.pop("start", now + timedelta(days=3)).replace(microsecond=0)
        return incidents.maintenance_schedule(
            page=page,
            name=name,
            body=fields.pop("body", "We **move**; back soon."),
            scheduled_for=start,
            scheduled_until=start + timedelta(hours=2),
            by=BY,
            **fields,
        )

    return make


def events_of(client: Client, path: str = PATH) -> list[Any]:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_it_is_a_calendar_that_refreshes(client: Client, page: Page):
    response = client.get(PATH)
    calendar: Any = Calendar.from_ical(response.content)
    assert calendar["version"] == "2.0"
    assert calendar["x-wr-calname"] == "Acme status: maintenance"
    assert calendar["refresh-interval"].dt == timedelta(minutes=15)
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT15M\r\n" in response.content
    assert b"X-PUBLISHED-TTL:PT15M\r\n" in response.content
    publication = publication_of(response)
    assert publication is not None
    assert publication.page_uid == page.uid


def test_it_tells_when_and_what_in_universal_time(
    client: Client, page: Page, component: Make, plan: Callable[..., Incident]
):
    services.page_update(page=page, changes={"time_zone": "Asia/Tokyo"}, by=BY)
    hidden = component("Canary", visible=False)
    planned = plan("Move; now, really", components=[component("Website"), hidden])
    [event] = events_of(client)
    assert event["uid"] == f"{planned.uid}@127.0.0.1"
    assert event["dtstart"].dt == planned.scheduled_for
    assert event["dtstart"].to_ical().endswith(b"Z")
    assert event["dtend"].dt == planned.scheduled_until
    assert event["summary"] == "Move; now, really"
    assert event["status"] == "CONFIRMED"
    assert event["url"].endswith(f"/maintenances/{planned.uid}")
    assert "We move; back soon." in event["description"]
    assert "Affects: Website\n" in event["description"]
    assert "Canary" not in event["description"]
    assert "location" not in event


def test_its_entries_rise_with_updates(client: Client, plan: Callable[..., Incident]):
    planned = plan()
    [before] = events_of(client)
    hour = timedelta(hours=1)
    start, end = planned.scheduled_for, planned.scheduled_until
    assert start is not None and end is not None  # noqa: PT018
    incidents.maintenance_update(
        maintenance=planned, changes={"scheduled_for": start + hour, "scheduled_until": end + hour}, by=BY
    )
    Incident.objects.filter(pk=planned.pk).update(updated_at=planned.updated_at + timedelta(seconds=90))
    [after] = events_of(client)
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after["last-modified"].dt > before["last-modified"].dt
    assert after["dtstamp"].dt == after["last-modified"].dt
    assert after["dtstart"].dt == start + hour


def test_it_keeps_what_was_called_off_for_ninety_days(
    client: Client, plan: Callable[..., Incident], now: datetime
):
    planned = plan()
    incidents.maintenance_cancel(maintenance=planned, by=BY)
    [event] = events_of(client)
    assert event["status"] == "CANCELLED"
    assert event["uid"].startswith(planned.uid)
    assert "move" not in event["description"]
    assert planned.uid not in event["url"]
    Incident.objects.filter(pk=planned.pk).update(deleted_at=now - timedelta(days=91))
    assert events_of(client) == []


def test_it_reaches_ninety_days_back(client: Client, plan: Callable[..., Incident], now: datetime):
    for days in (100, 30):
        past = now - timedelta(days=days)
        gone = plan(f"Past {days}", start=past, now=past - timedelta(days=1))
        incidents.maintenance_complete(maintenance=gone, by=BY)
    mistake = plan("Mistake", start=now - timedelta(hours=3), now=now - timedelta(days=1))
    incidents.maintenance_complete(maintenance=mistake, by=BY)
    incidents.maintenance_cancel(maintenance=mistake, by=BY)
    plan("Soon")
    plan("Rumour", draft=True)
    assert [event["summary"] for event in events_of(client)] == ["Past 30", "Soon"]


def test_it_is_made_of_the_same_bytes_until_something_changes(client: Client, plan: Callable[..., Incident]):
    plan()
    assert client.get(PATH).content == client.get(PATH).content


def test_it_asks_no_more_for_many(
    client: Client, plan: Callable[..., Incident], django_assert_num_queries: DjangoAssertNumQueries
):
    plan()
    with CaptureQueriesContext(connection) as few:
        events_of(client)
    for number in range(4):
        plan(f"Move {number}")
    with django_assert_num_queries(len(few)):
        assert len(events_of(client)) == 5


def test_it_answers_below_the_slug_and_not_without_feeds(client: Client, page: Page, other_page: Page):
    assert events_of(client, "/pages/elsewhere/maintenance.ics") == []
    services.page_update(page=page, changes={"allow_feeds": False}, by=BY)
    assert client.get(PATH).status_code == 404
    Page.objects.filter(pk=other_page.pk).update(visibility="restricted")
    assert client.get("/pages/elsewhere/maintenance.ics").status_code == 404
