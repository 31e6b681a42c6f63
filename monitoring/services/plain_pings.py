"""Pings that change nothing but times and counts, which is most of them.

Taking such a ping through models and querysets costs ten times what the database takes for it, so these are
read and written here in plain SQL. What a ping means is decided by the same functions as everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, OperationalError, connection

from monitoring.filters import signal_kind
from monitoring.heartbeat_times import heartbeat_take, lasted_ms
from monitoring.models import Check, HeartbeatState, Ping
from monitoring.services.pings import ping_of, ping_record
from monitoring.signals import PINGS_KEPT, Signal
from monitoring.vocabulary import CheckState, PingKind
from statuspage import journal


def ping_take(*, code: UUID, signal: Signal, now: datetime | None = None) -> bool:
    """Take a ping of the heartbeat with this code, with everything that follows from it (see `ping_record`).

    Three statements where it moves no state. False if nothing can be pinged by the code. Whom the database
    chose as the victim of a deadlock tries a second time, since nothing of the first one is left.
    """
    try:
        return _take(code, signal, now)
    except OperationalError as error:
        # Inside a transaction of the caller's nothing can be tried again.
        if not _was_victim(error) or connection.in_atomic_block:
            raise
        return _take(code, signal, now)


def _take(code: UUID, signal: Signal, now: datetime | None) -> bool:
    with journal.transaction(now) as now:
        found = _lock(code)
        if found is None:
            return False
        check, state, open_run = found
        kind = signal_kind(check, signal)
        if _is_plain(check, state, signal, kind, open_run):
            _write(check, state, signal, kind, now)
            return True
    return ping_record(check=check, signal=signal, now=now) is not None


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
_DEADLOCK = "40P01"
_COLUMNS = ", ".join([f"c.{name}" for name in _OF_CHECK] + [f"h.{name}" for name in _OF_STATE])
_LAST_TOLD = f"""
    SELECT p.kind FROM monitoring_ping p
    WHERE p.check_row_id = h.check_row_id AND p.rid IS NULL AND p.kind IN ('start', 'success', 'fail')
    AND p.n > h.ping_count - {PINGS_KEPT} ORDER BY p.n DESC LIMIT 1
"""  # noqa: S608
_LOCK = f"""
    SELECT {_COLUMNS}, ({_LAST_TOLD}),
        (SELECT p.n FROM monitoring_ping p WHERE p.check_row_id = c.id ORDER BY p.n DESC LIMIT 1)
    FROM monitoring_check c
    JOIN monitoring_heartbeatstate h ON h.check_row_id = c.id
    JOIN statuspage_page g ON g.id = c.page_id
    WHERE c.code = %s AND c.kind = 'heartbeat' AND c.deleted_at IS NULL AND g.deleted_at IS NULL
"""  # noqa: S608
_ASK = f"SELECT ({_LAST_TOLD}) FROM monitoring_heartbeatstate h WHERE h.check_row_id = %s"  # noqa: S608
_INSERT = f"INSERT INTO monitoring_ping ({', '.join(_OF_PING)}) VALUES ({', '.join(['%s'] * len(_OF_PING))})"  # noqa: S608
_UPDATE = (
    f"UPDATE monitoring_heartbeatstate SET {', '.join(f'{name} = %s' for name in _OF_STATE[1:])} "  # noqa: S608
    "WHERE check_row_id = %s"
)


def _lock(code: UUID) -> tuple[Check, HeartbeatState, bool | None] | None:
    """The heartbeat, and whether the last ping without a run id was a start; None where that is not known."""
    statement = _LOCK
    if connection.features.has_select_for_no_key_update:
        # The check first, as everybody does who locks both.
        statement += " FOR NO KEY UPDATE OF c, h"
    with connection.cursor() as cursor:
        cursor.execute(statement, [_stored(code)])
        row = cursor.fetchone()
    if row is None:
        return None
    middle = len(_OF_CHECK)
    check = Check.from_db(DEFAULT_DB_ALIAS, _OF_CHECK, row[:middle])
    state = HeartbeatState.from_db(DEFAULT_DB_ALIAS, _OF_STATE, [_read(value) for value in row[middle:-2]])
    state.last_start_rid = _uuid(state.last_start_rid)
    kind, newest = row[-2:]
    # Who has waited for the lock is given both rows anew by PostgreSQL, but the pings from before.
    return check, state, kind == PingKind.START if (newest or 0) == state.ping_count else None


def _is_plain(
    check: Check, state: HeartbeatState, signal: Signal, kind: PingKind, open_run: bool | None
) -> bool:
    if kind not in (PingKind.SUCCESS, PingKind.FAIL):
        return True
    if check.state != (CheckState.UP if kind == PingKind.SUCCESS else CheckState.DOWN):
        return False
    if state.last_start_at is not None and state.last_start_rid == signal.rid:
        return True
    # Otherwise perhaps it ends a run that another one has overtaken.
    if signal.rid is not None:
        return False
    return not (_has_open_run(check) if open_run is None else open_run)


def _has_open_run(check: Check) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [check.pk])
        (kind,) = cursor.fetchone()
    return bool(kind == PingKind.START)


def _write(check: Check, state: HeartbeatState, signal: Signal, kind: PingKind, now: datetime) -> None:
    ends = kind in (PingKind.SUCCESS, PingKind.FAIL)
    ran = ends and state.last_start_rid == signal.rid
    duration = lasted_ms(state.last_start_at, now) if ran else None
    heartbeat_take(check, state, kind=kind, rid=signal.rid, at=now)
    state.ping_count += 1
    ping = ping_of(check, signal, n=state.ping_count, kind=kind, at=now, duration_ms=duration)
    values = _values(ping, _OF_PING)
    moved = _values(state, [*_OF_STATE[1:], _OF_STATE[0]])
    with connection.cursor() as cursor:
        if _takes_two_statements():
            # In one message: the way there and back takes longer than the work.
            cursor.execute(f"{_INSERT}; {_UPDATE}", [*values, *moved])
        else:
            cursor.execute(_INSERT, values)
            cursor.execute(_UPDATE, moved)


def _takes_two_statements() -> bool:
    # A driver that leaves binding to PostgreSQL sends one at a time.
    return connection.vendor == "postgresql" and not getattr(
        connection.features, "uses_server_side_binding", False
    )


def _was_victim(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlstate", None) == _DEADLOCK


def _values(row: Ping | HeartbeatState, names: Sequence[str]) -> list[Any]:
    return [_stored(getattr(row, name)) for name in names]


def _uuid(value: Any) -> UUID | None:
    return UUID(value) if isinstance(value, str) else value


def _read(value: Any) -> Any:
    # SQLite's times are in UTC and do not say so.
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value


def _stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value
