"""How long runs took: starts, ends, run ids."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from monitoring.models import HeartbeatState, Ping
from tests.monitoring.making import NOW, make_heartbeat
from tests.monitoring.making import ping as ping_or_none
from tests.rows import each

pytestmark = pytest.mark.django_db

A, B = UUID(int=1), UUID(int=2)
HOURS = 3600.0

START, SUCCESS, FAIL, LOG = "start", "success", "fail", "log"


def ping(*args: Any, **given: Any) -> Ping:
    """A ping that is taken."""
    taken = ping_or_none(*args, **given)
    assert taken is not None
    return taken


@each(
    ("signals", "duration", "last", "pending"),
    [
        # What came, with its second and run id; the duration of the last one and of the heartbeat's
        # last run; the start that waits.
        ([(0, START, None), (7, SUCCESS, None)], 7, 7, None),
        ([(0, START, A), (7, SUCCESS, A)], 7, 7, None),
        ([(0, START, A), (7, FAIL, A)], 7, 7, None),
        ([(0, START, None), (0.9999, SUCCESS, None)], 0.999, 0.999, None),
        ([(0, SUCCESS, None)], None, None, None),
        ([(0, START, A), (7, SUCCESS, None)], None, None, None),
        ([(0, START, None), (7, SUCCESS, A)], None, None, 0),
        ([(0, START, A), (7, SUCCESS, B)], None, None, 0),
        ([(0, START, A), (7, FAIL, B)], None, None, None),
        ([(0, START, A), (7, FAIL, None)], None, None, None),
        ([(0, START, A), (5, LOG, A), (7, SUCCESS, A)], 7, 7, None),
        ([(0, START, A), (5, SUCCESS, A), (7, SUCCESS, A)], None, None, None),
        ([(0, START, A), (3, START, A), (7, SUCCESS, A)], 4, 4, None),
        # Runs that overlap: the heartbeat waits for the newest, each end finds its own beginning.
        ([(0, START, A), (3, START, B), (7, SUCCESS, B)], 4, 4, None),
        ([(0, START, A), (3, START, B), (7, SUCCESS, A)], 7, None, 3),
        ([(0, START, A), (3, START, B), (7, SUCCESS, A), (9, SUCCESS, B)], 6, 6, None),
        ([(0, START, A), (3, START, B), (7, SUCCESS, B), (9, SUCCESS, A)], 9, None, None),
        ([(0, START, A), (3, START, B), (7, FAIL, A), (9, SUCCESS, B)], 6, None, None),
        ([(0, START, None), (3, START, B), (7, SUCCESS, None)], 7, None, None),
        ([(0, START, A), (3, SUCCESS, None), (7, SUCCESS, A)], 7, None, None),
        # No longer than three days.
        ([(0, START, A), (72 * HOURS, SUCCESS, A)], 72 * HOURS, 72 * HOURS, None),
        ([(0, START, A), (72 * HOURS + 1, SUCCESS, A)], None, None, None),
        ([(0, START, A), (1, START, B), (72 * HOURS + 0.5, SUCCESS, A)], None, None, 1),
    ],
)
def test_a_run_lasts_from_its_start_to_its_end(page, signals, duration, last, pending):
    check = make_heartbeat(page, target={"period_seconds": 31536000, "grace_seconds": 31536000})
    told = [
        ping(check, NOW + timedelta(seconds=second), kind, rid=rid).duration_ms
        for second, kind, rid in signals
    ]
    state = HeartbeatState.objects.get()

    def ms(value):
        return None if value is None else int(value * 1000)

    assert (told[-1], state.last_duration_ms) == (ms(duration), ms(last))
    assert state.last_start_at == (None if pending is None else NOW + timedelta(seconds=pending))


def test_what_does_not_end_a_run_has_no_duration(page):
    check = make_heartbeat(page)
    for second, kind in enumerate(("start", "log", "start")):
        assert ping(check, NOW + timedelta(seconds=second), kind).duration_ms is None


def test_runs_are_those_of_the_same_heartbeat(page):
    one, other = make_heartbeat(page), make_heartbeat(page)
    ping(one, NOW, "start", rid=A)
    assert ping(other, NOW + timedelta(seconds=5), rid=A).duration_ms is None


def test_a_start_that_is_no_longer_kept_is_not_found(page, monkeypatch):
    monkeypatch.setattr("monitoring.services.pings.PINGS_KEPT", 3)
    check = make_heartbeat(page)
    ping(check, NOW, "start", rid=A)
    ping(check, NOW, "start", rid=B)
    for n in range(3):
        ping(check, NOW + timedelta(seconds=n), "log")
    assert ping(check, NOW + timedelta(seconds=9), rid=A).duration_ms is None
    assert Ping.objects.count() == 6
