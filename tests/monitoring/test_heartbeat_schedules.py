"""When the next ping of a schedule is due, by the clocks of its zone, and what is told until then."""

from datetime import datetime, timedelta

import pytest

from monitoring.heartbeat_times import grace_start, late_at_of, reported_status
from monitoring.models import Check, HeartbeatState

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
GRACE = timedelta(minutes=10)
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("schedule", "zone", "pinged", "due"),
    [
        # Strictly after the last ping.
        ("*/15 * * * *", "UTC", "2026-05-01T12:14:59.999999", "2026-05-01T12:15"),
        ("*/15 * * * *", "UTC", "2026-05-01T12:15", "2026-05-01T12:30"),
        ("*/15 * * * *", "UTC", "2026-05-01T12:15:00.000001", "2026-05-01T12:30"),
        ("*:0/15", "UTC", "2026-05-01T12:15", "2026-05-01T12:30"),
        ("0 0 * * *", "Asia/Kathmandu", "2026-05-01T12:00", "2026-05-01T18:15"),
        # Clocks of Berlin went from 2:00 to 3:00 on 29 March, those of New York on 8 March.
        ("0 3 * * *", BERLIN, "2026-03-28T02:05", "2026-03-29T01:00"),
        ("30 2 * * *", BERLIN, "2026-03-28T01:31", "2026-03-29T01:00"),
        ("30 2 * * *", BERLIN, "2026-03-29T01:01", "2026-03-30T00:30"),
        ("0 * * * *", BERLIN, "2026-03-29T00:01", "2026-03-29T01:00"),
        ("30 2 * * *", NEW_YORK, "2026-03-07T07:31", "2026-03-08T07:00"),
        ("02:30", BERLIN, "2026-03-28T01:31", "2026-03-30T00:30"),
        ("Sun 02:30", BERLIN, "2026-03-28T01:31", "2026-04-05T00:30"),
        # They go from 3:00 to 2:00 on 25 October, and from 2:00 to 1:00 on 1 November.
        ("0 3 * * *", BERLIN, "2026-10-24T01:05", "2026-10-25T02:00"),
        ("30 2 * * *", BERLIN, "2026-10-24T00:31", "2026-10-25T00:30"),
        ("30 2 * * *", BERLIN, "2026-10-25T00:31", "2026-10-26T01:30"),
        ("30 2 * * *", BERLIN, "2026-10-25T01:10", "2026-10-26T01:30"),
        ("0 * * * *", BERLIN, "2026-10-25T00:01", "2026-10-25T01:00"),
        ("30 1 * * *", NEW_YORK, "2026-11-01T05:31", "2026-11-02T06:30"),
        ("0 * * * *", NEW_YORK, "2026-11-01T05:01", "2026-11-01T06:00"),
        ("02:30", BERLIN, "2026-10-25T01:10", "2026-10-26T01:30"),
        # Half an hour at a time.
        ("0 4 * * *", "Australia/Lord_Howe", "2026-10-02T17:31", "2026-10-03T17:00"),
        # A zone of its own, and several lines.
        ("02:30 UTC", BERLIN, "2026-03-28T02:31", "2026-03-29T02:30"),
        ("09:00 America/New_York", BERLIN, "2026-03-07T15:00", "2026-03-08T13:00"),
        ("09:00 America/New_York\n09:00 Europe/Berlin", "UTC", "2026-03-20T08:30", "2026-03-20T13:00"),
        ("09:00 America/New_York\n09:00 Europe/Berlin", "UTC", "2026-03-20T13:30", "2026-03-21T08:00"),
    ],
)
def test_the_next_ping_is_due_when_the_clocks_of_its_zone_say_F08(schedule, zone, pinged, due):
    check, state = _up(schedule, zone, pinged)
    expected = _moment(due)
    assert grace_start(check, state) == expected
    state.late_at = late_at_of(check, state)
    assert state.late_at == expected + GRACE
    told = [
        reported_status(check, state, now=moment, with_started=False)
        for moment in (expected - TICK, expected, expected + GRACE - TICK, expected + GRACE)
    ]
    assert told == ["up", "grace", "grace", "down"]


def test_what_never_comes_round_again_stays_up():
    check, state = _up("2020-01-01 00:00", BERLIN, "2026-05-01T12:00")
    assert (grace_start(check, state), late_at_of(check, state)) == (None, None)
    later = _moment("2199-01-01T00:00")
    assert reported_status(check, state, now=later, with_started=True) == "up"
    # A run is waited for all the same.
    state.last_start_at = _moment("2026-05-01T13:00")
    assert late_at_of(check, state) == state.last_start_at + GRACE
    assert reported_status(check, state, now=later, with_started=False) == "down"


def test_an_unreadable_schedule_is_logged_once(monkeypatch, caplog):
    monkeypatch.setattr("monitoring.heartbeat_times._unreadable", set())
    for schedule in ("every day", "every night", "every day"):
        check, state = _up(schedule, BERLIN, "2026-05-01T12:00")
        for _time in range(3):
            assert (grace_start(check, state), late_at_of(check, state)) == (None, None)
    assert len(caplog.records) == 2


def test_the_grace_begins_by_the_state_that_is_asked_for():
    check, state = _up("*/15 * * * *", "UTC", "2026-05-01T12:00")
    assert grace_start(check, state, stored="down") is None
    assert grace_start(check, state, stored="up") == _moment("2026-05-01T12:15")


def _up(schedule: str, zone: str, pinged: str) -> tuple[Check, HeartbeatState]:
    check = Check(
        kind="heartbeat",
        state="up",
        schedule=schedule,
        schedule_time_zone=zone,
        grace_seconds=int(GRACE.total_seconds()),
    )
    return check, HeartbeatState(last_ping_at=_moment(pinged))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")
