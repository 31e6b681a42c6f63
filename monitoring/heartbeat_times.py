"""The arithmetic of heartbeats: when a ping is due, when it is late, and what is told of it meanwhile.

Nothing here reads or writes the database. Section 8 of the Healthchecks contract is the source of the rules.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfoNotFoundError

from monitoring.models import Check, HeartbeatState
from monitoring.schedules import ScheduleRefused, schedule_next
from monitoring.vocabulary import CheckState, PingKind

logger = logging.getLogger(__name__)

GRACE = "grace"
STARTED = "started"
LONGEST_RUN = timedelta(hours=72)
"""What began longer ago is not taken as the beginning of what ends now."""
_KEPT = 10_000

_unreadable: set[tuple[str, str]] = set()
"""Schedules and zones of which the log says already that they cannot be read."""


def expected_at(check: Check, last_ping_at: datetime) -> datetime | None:
    """When the next ping is due after the last one; None if its schedule never comes round again.

    A schedule was judged when it was set. One that has become unreadable since must cost no ping.
    """
    if check.schedule:
        try:
            return schedule_next(check.schedule, check.schedule_time_zone, last_ping_at)
        except (ScheduleRefused, ZoneInfoNotFoundError):
            _note_unreadable(check)
            return None
    return last_ping_at + timedelta(seconds=check.period_seconds or 0)


def grace_start(check: Check, state: HeartbeatState, *, stored: str | None = None) -> datetime | None:
    """When the grace begins: with the next expected ping, or with a start that waits for its end.

    Only what is up expects a ping, and what is down fears no end: None for those, and where neither is.
    `stored` is the state that counts, where that is not the check's present one.
    """
    return _grace_start(check, state, check.state if stored is None else stored)


def late_at_of(check: Check, state: HeartbeatState) -> datetime | None:
    """When the grace runs out and the heartbeat goes down, to be stored; None when it cannot."""
    return _late_at(check, state, check.state)


def reported_status(check: Check, state: HeartbeatState, *, now: datetime, with_started: bool) -> str:
    """`new`, `up`, `grace`, `down` or `paused`, and if asked for `started`.

    A moment belongs to what begins with it. A heartbeat is told to be down as soon as its grace has run out,
    before that is stored. A later stored end of the grace counts instead: the reprieve after our own sleep.
    """
    if state.last_start_at is not None:
        if now >= _ends(state.last_start_at, check, state):
            return CheckState.DOWN.value
        if with_started:
            return STARTED
    if check.state != CheckState.UP or state.last_ping_at is None:
        return check.state
    expected = expected_at(check, state.last_ping_at)
    if expected is None or now < expected:
        return CheckState.UP.value
    return GRACE if now < _ends(expected, check, state) else CheckState.DOWN.value


def heartbeat_take(check: Check, state: HeartbeatState, *, kind: str, rid: UUID | None, at: datetime) -> str:
    """Move a heartbeat's times for a ping that came `at`; gives the stored state that follows from it.

    Changes `state` without saving it, the number of pings excepted. What arrives out of order moves no time
    back.
    """
    stored = check.state
    at = max(at, state.last_ping_at or at)
    if kind == PingKind.START:
        state.last_start_at, state.last_start_rid = at, rid
    elif kind in (PingKind.SUCCESS, PingKind.FAIL):
        stored = (CheckState.UP if kind == PingKind.SUCCESS else CheckState.DOWN).value
        state.last_ping_at = at
        ends = state.last_start_at is not None and state.last_start_rid == rid
        state.last_duration_ms = lasted_ms(state.last_start_at, at) if ends else None
        if ends or rid is None or kind == PingKind.FAIL:
            state.last_start_at = state.last_start_rid = None
    else:
        return stored
    state.late_at = _late_at(check, state, stored)
    return stored


def lasted_ms(start: datetime | None, end: datetime) -> int | None:
    """Whole milliseconds of a run; None without a start, or with one that is too long ago."""
    if start is None or not timedelta() <= end - start <= LONGEST_RUN:
        return None
    return (end - start) // timedelta(milliseconds=1)


def _grace_start(check: Check, state: HeartbeatState, stored: str) -> datetime | None:
    begins: list[datetime] = []
    if stored == CheckState.UP and state.last_ping_at is not None:
        expected = expected_at(check, state.last_ping_at)
        if expected is not None:
            begins.append(expected)
    if stored != CheckState.DOWN and state.last_start_at is not None:
        begins.append(state.last_start_at)
    return min(begins, default=None)


def _late_at(check: Check, state: HeartbeatState, stored: str) -> datetime | None:
    begins = _grace_start(check, state, stored)
    return None if begins is None else begins + _grace(check)


def _ends(begins: datetime, check: Check, state: HeartbeatState) -> datetime:
    ends = begins + _grace(check)
    return max(ends, state.late_at or ends)


def _note_unreadable(check: Check) -> None:
    schedule = (check.schedule, check.schedule_time_zone)
    if schedule in _unreadable:
        return
    if len(_unreadable) >= _KEPT:
        _unreadable.clear()
    _unreadable.add(schedule)
    logger.warning("The schedule of heartbeat %s can no longer be read", check.uid)


def _grace(check: Check) -> timedelta:
    return timedelta(seconds=check.grace_seconds or 0)
