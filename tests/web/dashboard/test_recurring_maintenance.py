"""Maintenance that comes again: said by a form, previewed, changed alone or onward, seen in a calendar."""

import html
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from incidents import services as incidents
from incidents.models import Incident, MaintenanceSeries
from statuspage.models import Component, Page
from tests.rows import each
from tests.web.dashboard.conftest import BY, As
from web.dashboard.maintenance.calendar import weeks_of
from web.dashboard.maintenance.repeating import repeat_of, repeat_read

ROOT = "/dashboard/pages/status/maintenance/"
LIVE = {"X-Candor-Look": "1"}
TUESDAY = datetime(2100, 6, 8, 22, tzinfo=UTC)
SENT = {"name": "Disks", "start": "2100-06-08T22:00", "end": "2100-06-08T23:00", "remind": "0", "every": "1"}


@pytest.fixture
def client(as_: As, page: Page) -> Client:
    return as_("maintenance_manager")


def _text(answer: Any) -> str:
    return html.unescape(" ".join(answer.content.decode().split()))


RULES = [
    ({"repeat": ""}, None),
    ({"repeat": "daily", "every": "2"}, "FREQ=DAILY;INTERVAL=2"),
    ({"repeat": "weekly", "days": ["TU", "FR"]}, "FREQ=WEEKLY;BYDAY=TU,FR"),
    ({"repeat": "weekly", "ends": "count", "count": "4"}, "FREQ=WEEKLY;BYDAY=TU;COUNT=4"),
    ({"repeat": "monthday"}, "FREQ=MONTHLY;BYMONTHDAY=8"),
    ({"repeat": "weekday"}, "FREQ=MONTHLY;BYDAY=2TU"),
    ({"repeat": "lastday", "ends": "until", "until": "2101-01-31"}, "FREQ=MONTHLY;BYDAY=-1TU;UNTIL=21010131"),
]


@each(("said", "rule"), RULES)
def test_a_form_says_a_rule_and_a_rule_the_form(page: Page, said: dict[str, Any], rule: str | None):
    values = {**repeat_of(None), **said}
    assert repeat_read(values, TUESDAY, page) == rule
    assert repeat_read(repeat_of(rule), TUESDAY, page) == rule


@pytest.mark.parametrize(
    "rule", ["FREQ=YEARLY", "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1", "FREQ=WEEKLY;UNTIL=21000101T000000Z"]
)
def test_what_it_cannot_say_stays_a_rule(page: Page, rule: str):
    assert repeat_of(rule)["repeat"] == "own"
    assert repeat_read(repeat_of(rule), TUESDAY, page) == rule


def test_the_next_five_are_shown_and_what_is_in_the_way(client: Client, page: Page, component: Component):
    at = TUESDAY + timedelta(days=7, minutes=30)
    incidents.maintenance_schedule(
        page=page,
        name="Cables",
        scheduled_for=at,
        scheduled_until=at + timedelta(hours=1),
        components=[component],
        by=BY,
    )
    incidents.incident_open(page=page, name="Errors", components={component: "major_outage"}, by=BY)
    sent = {**SENT, "do": "look", "component": component.uid}
    once = _text(client.post(f"{ROOT}new/", sent, headers=LIVE))
    assert "Errors" in once
    assert "Cables" not in once
    again = _text(client.post(f"{ROOT}new/", {**sent, "repeat": "weekly"}, headers=LIVE))
    assert "Cables" in again
    assert [day in again for day in ("8 June 2100", "6 July 2100", "13 July 2100")] == [True, True, False]
    wrong = _text(client.post(f"{ROOT}new/", {**sent, "repeat": "weekly", "days": "MO"}, headers=LIVE))
    assert "The first start must be one that the rule gives." in wrong
    assert Incident.objects.count() == 2


def test_it_is_scheduled_and_changed_alone_or_with_all_that_follow(client: Client, component: Component):
    start = (timezone.now() + timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
    times = {"start": f"{start:%Y-%m-%dT%H:%M}", "end": f"{start + timedelta(hours=1):%Y-%m-%dT%H:%M}"}
    sent = {**SENT, **times, "repeat": "daily", "component": component.uid}
    assert client.post(f"{ROOT}new/", sent).status_code == 302
    first, second = Incident.objects.order_by("scheduled_for")
    edit = f"{ROOT}{first.uid}/edit/"
    assert "This one and all that follow" in _text(client.get(edit))
    assert client.post(edit, {**sent, "name": "Only", "scope": "only"}).status_code == 302
    second.refresh_from_db()
    assert second.name == "Disks"
    assert client.post(edit, {**sent, "name": "All", "scope": "following", "every": "2"}).status_code == 302
    series = MaintenanceSeries.objects.get()
    assert (series.rrule, series.blueprint["name"]) == ("FREQ=DAILY;INTERVAL=2", "All")
    coming = Incident.living.exclude(pk=first.pk).get()
    assert (coming.name, coming.scheduled_for) == ("All", start + timedelta(days=2))
    assert client.post(edit, {**sent, "repeat": "", "scope": "following"}).status_code == 302
    series.refresh_from_db()
    assert series.deleted_at is not None
    assert Incident.living.get() == Incident.objects.get(pk=first.pk)


def test_a_rule_that_cannot_be_stands_beside_its_field(client: Client):
    answer = client.post(f"{ROOT}new/", {**SENT, "repeat": "daily", "every": "9999"})
    assert answer.status_code == 422
    assert 'id="repeat-wrong"' in _text(answer)


def test_the_calendar_shows_what_is_announced_and_what_comes_again(
    client: Client, page: Page, component: Component
):
    incidents.maintenance_schedule(
        page=page,
        name="Disks",
        scheduled_for=TUESDAY,
        scheduled_until=TUESDAY + timedelta(hours=4),
        components=[component],
        recurrence="FREQ=WEEKLY;BYDAY=TU",
        by=BY,
    )
    with CaptureQueriesContext(connection) as asked:
        content = _text(client.get(f"{ROOT}calendar/?month=2100-06"))
    assert len(asked) <= 15
    # On its two days; then the weeks after, without an address.
    one = Incident.objects.get(scheduled_for=TUESDAY)
    assert content.count(f"/{one.uid}/") == 2
    assert content.count("comes again, not announced yet") == 3
    assert re.findall(r'<th scope="col" abbr="(\w+)"', content)[0] == "Sunday"


@pytest.mark.parametrize(("language", "first"), [("en", date(2100, 5, 30)), ("de", date(2100, 5, 31))])
def test_a_week_begins_as_its_language_begins_it(language: str, first: date):
    with translation.override(language):
        assert weeks_of(date(2100, 6, 1), date(2100, 6, 8))[0][0].day == first


@each("month", ["", "nonsense", "0001-01", "9999-12", "1990-01", "2199-12"])
def test_any_month_can_be_asked_for(client: Client, month: str):
    assert client.get(f"{ROOT}calendar/", {"month": month}).status_code == 200
