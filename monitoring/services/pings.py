"""Pings of heartbeats, one at a time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from monitoring.filters import signal_kind
from monitoring.heartbeat_times import LONGEST_RUN, heartbeat_take, lasted_ms
from monitoring.models import Check, HeartbeatState, Ping
from monitoring.services.flips import check_flip
from monitoring.signals import BODY_BYTES, PINGS_KEPT, Signal
from monitoring.vocabulary import CheckKind, CheckState, FlipReason, PingKind
from statuspage import journal

_ENDS = (PingKind.SUCCESS, PingKind.FAIL)
_TELLING = (PingKind.START, *_ENDS)
_MOVED = ("ping_count", "last_ping_at", "last_start_at", "last_start_rid", "last_duration_ms", "late_at")


def ping_record(
    *, check: Check, signal: Signal, at: datetime | None = None, now: datetime | None = None
) -> Ping | None:
    """Take a ping. `at` is when it came, if that was before `now`.

    A success brings the heartbeat up and a failure brings it down at once, also a paused one, which is
    thereby resumed. A start begins the grace anew; what is only logged or ignored changes no state. None for
    a check that is deleted, or no heartbeat.
    """
    with journal.transaction(now) as now:
        row = _lock(check.pk)
        if row is None:
            return None
        state = row.heartbeat
        at = min(at or now, now)
        kind = signal_kind(row, signal)
        duration = run_lasted(row, state, kind=kind, rid=signal.rid, at=at)
        stored = heartbeat_take(row, state, kind=kind, rid=signal.rid, at=at)
        state.ping_count += 1
        ping = ping_of(row, signal, n=state.ping_count, kind=kind, at=at, duration_ms=duration)
        ping.save(force_insert=True)
        state.save(update_fields=_MOVED)
        if stored != row.state:
            _flip(row, signal, stored, at=at, now=now)
        return ping


def run_lasted(
    check: Check, state: HeartbeatState, *, kind: PingKind, rid: UUID | None, at: datetime
) -> int | None:
    """How long the run took that this ping ends, in milliseconds; None if it ends none. At most one query.

    Runs may overlap, so a start is looked for by its run id alone; one whose end has been told is over.
    `state` is as it was before the ping.
    """
    if kind not in _ENDS:
        return None
    if state.last_start_at is not None and state.last_start_rid == rid:
        return lasted_ms(state.last_start_at, at)
    told = Ping.objects.filter(
        check_row=check,
        n__gt=state.ping_count - PINGS_KEPT,
        rid=rid,
        kind__in=_TELLING,
        at__gte=at - LONGEST_RUN,
    )
    last = told.order_by("-n").values_list("kind", "at").first()
    return lasted_ms(last[1], at) if last is not None and last[0] == PingKind.START else None


def ping_of(
    check: Check, signal: Signal, *, n: int, kind: PingKind, at: datetime, duration_ms: int | None
) -> Ping:
    """The row of a ping, not saved. What is too long is cut."""
    return Ping(
        check_row=check,
        n=n,
        kind=kind.value,
        at=at,
        scheme=_kept(signal.scheme, 8),
        address=_kept(signal.address, 45),
        method=_kept(signal.method, 10),
        user_agent=_kept(signal.user_agent, 200),
        rid=signal.rid,
        exit_status=signal.exit_status,
        duration_ms=duration_ms,
        body=signal.body[:BODY_BYTES] or None,
    )


def _lock(check_id: int) -> Check | None:
    # The check first, as everybody does who locks both.
    locked = Check.living.select_for_update(of=("self", "heartbeat"), no_key=True)
    found = locked.select_related("heartbeat")
    living = found.filter(
        pk=check_id,
        kind=CheckKind.HEARTBEAT,
        page__deleted_at__isnull=True,
        # PostgreSQL locks only what an inner join brings.
        heartbeat__ping_count__gte=0,
    )
    return living.order_by("pk").first()


def _flip(check: Check, signal: Signal, stored: str, *, at: datetime, now: datetime) -> None:
    if stored == CheckState.UP:
        check_flip(check, new=stored, since=at, at=at, now=now)
        return
    code = signal.exit_status
    check_flip(
        check,
        new=stored,
        reason=FlipReason.FAIL.value,
        code="fail",
        error=_("exit status %d") % code if code else _("the job reported a failure"),
        since=at,
        at=at,
        now=now,
    )


def _kept(text: str, length: int) -> str:
    # PostgreSQL stores no NUL, and neither database a lone surrogate.
    return text[:length].replace("\x00", "").encode(errors="replace").decode()
