"""The tick reads first; reminders of open incidents come at their hours and never after the end."""

import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents import services
from incidents.models import Incident
from incidents.services import tick, updates
from statuspage.models import Event, Page
from tests.incidents.making import BY, NOW, kinds, make_page, minutes, open_incident, plan


@pytest.fixture
def page(db: None) -> Page:
    return make_page()


def reminders(incident: Incident) -> list[float]:
    """Minutes after the start at which the team was reminded."""
    events = Event.objects.filter(subject_uid=incident.uid, kind="incident.reminder").order_by("pk")
    return [(event.at - NOW) / timedelta(minutes=1) for event in events]


def test_l06_reminders_come_at_their_hours(page: Page) -> None:
    expected = {None: [180, 360, 720, 1440], "[1,2]": [60, 120], "12": [720, 1440], "[]": []}
    opened = {intervals: open_incident(page, reminder_intervals=intervals) for intervals in expected}
    for minute in range(0, 2000, 5):
        services.incidents_tick(now=minutes(minute))
    assert {intervals: reminders(incident) for intervals, incident in opened.items()} == expected
    assert [incident.updates.count() for incident in opened.values()] == [1, 1, 1, 1]


def test_l06_none_comes_after_the_end(page: Page) -> None:
    incident = open_incident(page)
    services.incidents_tick(now=minutes(181))
    services.incident_resolve(incident=incident, by=BY, now=minutes(200))
    assert incident.next_reminder_at is None
    services.incidents_tick(now=minutes(2000))
    assert reminders(incident) == [181]
    event = Event.objects.get(kind="incident.reminder")
    assert event.after is not None
    assert event.after["deliver"] is False


def test_a_late_tick_reminds_once(page: Page) -> None:
    incident = open_incident(page)
    services.incidents_tick(now=minutes(800))
    services.incidents_tick(now=minutes(801))
    assert reminders(incident) == [800]


def test_other_intervals_move_the_next_reminder(page: Page) -> None:
    incident = open_incident(page)
    services.incident_update(incident=incident, changes={"reminder_intervals": [5]}, by=BY, now=minutes(10))
    assert incident.next_reminder_at == minutes(300)
    services.incident_update(incident=incident, changes={"reminder_intervals": []}, by=BY, now=minutes(11))
    assert incident.next_reminder_at is None


def test_an_idle_tick_only_reads(page: Page) -> None:
    plan(page, 600, 660, recurrence="FREQ=WEEKLY", remind_before_seconds=None)
    for _ in range(5):
        open_incident(page)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert services.incidents_tick(now=minutes(1)) == 0
    assert [query["sql"].split()[0] for query in queries] == ["SELECT", "SELECT"]


def test_what_fails_keeps_nothing_else_waiting(
    page: Page, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = plan(page, name="bad"), plan(page, name="good")
    real = updates.entry_add

    def failing(incident: Incident, **given: object) -> object:
        if incident.pk == bad.pk:
            raise RuntimeError("poison")
        return real(incident, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(tick, "entry_add", failing)
    with caplog.at_level(logging.ERROR):
        assert services.incidents_tick(now=minutes(60)) == 1
    assert "poison" in caplog.text
    bad.refresh_from_db()
    assert (bad.status, bad.next_transition_at) == ("scheduled", minutes(61))
    assert kinds(good)[-1] == "maintenance.started"
    monkeypatch.setattr(tick, "entry_add", real)
    assert services.incidents_tick(now=minutes(62)) == 1
    bad.refresh_from_db()
    assert bad.started_at == minutes(60)
