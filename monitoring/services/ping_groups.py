"""Many pings in one transaction, with three statements for all of them.

Most pings change nothing but times and counts. Taking such a ping through models and querysets costs several
times what the database takes for it, so these are read and written here in plain SQL; what a ping means is
decided by the same functions as for a single one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import Enum, auto
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection

from monitoring.filters import signal_kind
from monitoring.heartbeat_times import heartbeat_take, lasted_ms
from monitoring.models import Check, HeartbeatState, Ping
from monitoring.services.pings import ping_of
from monitoring.services.retention import PINGS_KEPT
from monitoring.signals import Signal
from monitoring.vocabulary import CheckState, PingKind
from statuspage import journal


class Outcome(Enum):
    """What became of one ping of a group."""

    TAKEN = auto()
    UNKNOWN = auto()
    """No heartbeat has this code, or it is deleted."""
    ALONE = auto()
    """It moves the heartbeat's state, or ends one of several runs: `ping_record` has to take it."""


def pings_record(*, given: Sequence[tuple[UUID, Signal]], now: datetime | None = None) -> list[Outcome]:
    """Take those of the pings, each with the code of its heartbeat, that change no stored state.

    Gives one outcome for each, in order. After a ping that has to be taken alone come all later ones of its
    heartbeat, so that none overtakes it.
    """
    with journal.transaction(now) as now:
        beats = _lock(list({code for code, _signal in given}))
        pings: list[Ping] = []
        outcomes = []
        for code, signal in given:
            beat = beats.get(code)
            ping = None if beat is None else beat.take(signal, now)
            if ping is not None:
                pings.append(ping)
                outcomes.append(Outcome.TAKEN)
            else:
                outcomes.append(Outcome.UNKNOWN if beat is None else Outcome.ALONE)
        if pings:
            _write(pings, [beat.state for beat in beats.values() if beat.taken])
        return outcomes


class _Beat:
    """One locked heartbeat of a group."""

    def __init__(self, check: Check, state: HeartbeatState, *, has_open_start: bool) -> None:
        self.check = check
        self.state = state
        self.taken = False
        self._has_open_start = has_open_start
        self._alone = False

    def take(self, signal: Signal, now: datetime) -> Ping | None:
        """The row of a ping that changes no stored state, else None."""
        kind = signal_kind(self.check, signal)
        ends = kind in (PingKind.SUCCESS, PingKind.FAIL)
        duration = None
        if ends:
            stored = CheckState.UP if kind == PingKind.SUCCESS else CheckState.DOWN
            self._alone = self._alone or self.check.state != stored
            if self.state.last_start_at is not None and self.state.last_start_rid == signal.rid:
                duration = lasted_ms(self.state.last_start_at, now)
            elif signal.rid is not None or self._has_open_start:
                # Perhaps it ends a run that another one has overtaken.
                self._alone = True
        if self._alone:
            return None
        if signal.rid is None and (ends or kind == PingKind.START):
            self._has_open_start = not ends
        heartbeat_take(self.check, self.state, kind=kind, rid=signal.rid, at=now)
        self.state.ping_count += 1
        self.taken = True
        return ping_of(self.check, signal, n=self.state.ping_count, kind=kind, at=now, duration_ms=duration)


_READ = {
    "id",
    "state",
    "manual_resume",
    "methods",
    "start_kw",
    "success_kw",
    "failure_kw",
    "filter_subject",
    "filter_body",
    "filter_http_body",
    "filter_default_fail",
    "schedule",
    "schedule_time_zone",
    "period_seconds",
    "grace_seconds",
}
# `from_db` wants the order of the model.
_OF_CHECK = [field.attname for field in Check._meta.concrete_fields if field.attname in _READ]
_OF_STATE = [field.attname for field in HeartbeatState._meta.concrete_fields]
_OF_PING = [field.attname for field in Ping._meta.concrete_fields if not field.primary_key]
_COLUMNS = ", ".join([f"c.{name}" for name in _OF_CHECK] + [f"h.{name}" for name in _OF_STATE])
# In the order of keys, the check before its state, like everybody who locks several or both.
_LOCK = f"""
    SELECT c.code, {_COLUMNS},
        (
            SELECT p.kind FROM monitoring_ping p
            WHERE p.check_row_id = c.id AND p.rid IS NULL AND p.kind IN ('start', 'success', 'fail')
            AND p.n > h.ping_count - {PINGS_KEPT} ORDER BY p.n DESC LIMIT 1
        )
    FROM monitoring_check c
    JOIN monitoring_heartbeatstate h ON h.check_row_id = c.id
    JOIN statuspage_page g ON g.id = c.page_id
    WHERE c.code IN ({{codes}}) AND c.kind = 'heartbeat' AND c.deleted_at IS NULL AND g.deleted_at IS NULL
    ORDER BY c.id
"""  # noqa: S608
_INSERT = f"INSERT INTO monitoring_ping ({', '.join(_OF_PING)}) VALUES "  # noqa: S608
_UPDATE = (
    f"UPDATE monitoring_heartbeatstate SET {', '.join(f'{name} = %s' for name in _OF_STATE[1:])} "  # noqa: S608
    "WHERE check_row_id = %s"
)
_ROW = f"({', '.join(['%s'] * len(_OF_PING))})"


def _lock(codes: list[UUID]) -> dict[UUID, _Beat]:
    if not codes:
        return {}
    statement = _LOCK.format(codes=", ".join(["%s"] * len(codes)))
    if connection.features.has_select_for_no_key_update:
        statement += " FOR NO KEY UPDATE OF c, h"
    with connection.cursor() as cursor:
        cursor.execute(statement, [_stored(code) for code in codes])
        rows = cursor.fetchall()
    return {_uuid(row[0]): _beat(row) for row in rows}


def _beat(row: Sequence[Any]) -> _Beat:
    middle = 1 + len(_OF_CHECK)
    check = Check.from_db(DEFAULT_DB_ALIAS, _OF_CHECK, row[1:middle])
    state = HeartbeatState.from_db(DEFAULT_DB_ALIAS, _OF_STATE, [_read(value) for value in row[middle:-1]])
    if state.last_start_rid is not None:
        state.last_start_rid = _uuid(state.last_start_rid)
    return _Beat(check, state, has_open_start=row[-1] == PingKind.START)


def _write(pings: Sequence[Ping], states: Sequence[HeartbeatState]) -> None:
    insert = _INSERT + ", ".join([_ROW] * len(pings))
    values = [_stored(getattr(ping, name)) for ping in pings for name in _OF_PING]
    moved = [[_stored(getattr(state, name)) for name in (*_OF_STATE[1:], _OF_STATE[0])] for state in states]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # All in one message: the way there and back takes longer than the work.
            cursor.execute("; ".join([insert, *[_UPDATE] * len(moved)]), [*values, *chain(*moved)])
        else:
            cursor.execute(insert, values)
            cursor.executemany(_UPDATE, moved)


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _read(value: Any) -> Any:
    # SQLite's times are in UTC and do not say so.
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value


def _stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value
