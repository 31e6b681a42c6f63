"""Heartbeats: pings that come, and pings that do not."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from monitoring.models import Check, HeartbeatState, Ping, Pulse
from monitoring.probes.heartbeat_target import schedule_next
from monitoring.services.effects import actor_of
from monitoring.services.flips import check_flip, check_lock
from monitoring.services.pulse import pulse_beat
from monitoring.vocabulary import CheckKind, CheckState, FlipReason, PingKind
from statuspage import journal

PULSE = "heartbeats"
PULSE_EVERY = timedelta(seconds=15)
ASLEEP_AFTER = timedelta(seconds=90)
REPRIEVE = timedelta(seconds=60)
MAX_BODY = 100_000
_DAY = timedelta(days=1)
_SIGNALS = (PingKind.SUCCESS, PingKind.FAIL, PingKind.START)


def expected_at(check: Check, last_ping_at: datetime) -> datetime | None:
    """When the next ping is due after the last one; None if its schedule never comes round again."""
    if check.schedule:
        return schedule_next(check.schedule, check.schedule_time_zone, last_ping_at)
    return last_ping_at + timedelta(seconds=check.period_seconds or 0)


def late_at_of(check: Check, last_ping_at: datetime) -> datetime | None:
    """When the grace after the next expected ping runs out."""
    expected = expected_at(check, last_ping_at)
    return None if expected is None else expected + timedelta(seconds=check.grace_seconds or 0)


def ping_record(
    *,
    check: Check,
    kind: str = PingKind.SUCCESS.value,
    at: datetime | None = None,
    exit_status: int | None = None,
    scheme: str = "http",
    method: str = "",
    address: str = "",
    user_agent: str = "",
    rid: uuid.UUID | None = None,
    body: bytes | None = None,
    now: datetime | None = None,
) -> Ping | None:
    """Take a ping: success, start, fail, log or ign. A success with an exit status above 0 is a failure.

    A success brings the heartbeat up, a failure brings it down at once, a start begins the grace anew, and
    the others are only written down. These three resume a paused heartbeat, unless it wants to be resumed by
    hand: then they are written down as ignored. None for a check that is deleted or no heartbeat.
    """
    with journal.transaction(now) as now:
        row = check_lock(check.pk)
        if row is None or row.kind != CheckKind.HEARTBEAT:
            return None
        at = min(at or now, now)
        if row.state == CheckState.PAUSED and row.manual_resume and kind != PingKind.LOG:
            kind = PingKind.IGNORED.value
        if kind == PingKind.SUCCESS and exit_status:
            kind = PingKind.FAIL.value
        state = HeartbeatState.objects.select_for_update().get(check_row=row)
        duration = _duration(state, kind, at, rid)
        state.ping_count += 1
        ping = Ping.objects.create(
            check_row=row,
            n=state.ping_count,
            kind=kind,
            at=at,
            scheme=scheme[:8],
            address=address[:45],
            method=method[:10],
            user_agent=user_agent[:200],
            rid=rid,
            exit_status=exit_status,
            duration_ms=duration,
            body=body[:MAX_BODY] if body else None,
        )
        if row.state == CheckState.PAUSED and kind in _SIGNALS:
            _resume(row, now)
        # What arrives out of order is written down, and moves no time back.
        at = max(at, state.last_ping_at or at)
        if kind in (PingKind.SUCCESS, PingKind.FAIL):
            state.last_ping_at = at
            state.last_duration_ms = duration
            state.last_start_at = state.last_start_rid = None
        elif kind == PingKind.START:
            state.last_start_at, state.last_start_rid = at, rid
        _move(row, state, kind, exit_status=exit_status, at=at, now=now)
        state.save()
        return ping


def heartbeats_tick(*, now: datetime | None = None, limit: int = 500) -> int:
    """Bring down the heartbeats whose grace has run out; gives how many went down.

    After a time in which nobody ticked nobody may have listened to pings either, so what would be late then
    gets a minute to be pinged.
    """
    now = now or timezone.now()
    slept = _slept(now)
    living = HeartbeatState.objects.filter(check_row__page__deleted_at__isnull=True)
    if slept:
        living.filter(late_at__lt=now + REPRIEVE).update(late_at=now + REPRIEVE)
        return 0
    late = living.filter(late_at__lte=now)
    ids = list(late.order_by("late_at").values_list("check_row_id", flat=True)[:limit])
    return sum(_bring_down(check_id, now) for check_id in ids)


def _bring_down(check_id: int, now: datetime) -> bool:
    with journal.transaction(now) as now:
        check = check_lock(check_id)
        # Claimed once: whoever clears the time brings it down, and a ping that came first has moved it.
        claimed = HeartbeatState.objects.filter(check_row_id=check_id, late_at__lte=now).update(late_at=None)
        if not claimed or check is None or check.state in (CheckState.DOWN, CheckState.PAUSED):
            return False
        check_flip(
            check,
            new=CheckState.DOWN.value,
            reason=FlipReason.TIMEOUT.value,
            code="timeout",
            error=_("no ping in time"),
            since=now,
            now=now,
        )
        return True


def _resume(check: Check, now: datetime) -> None:
    check.state, check.state_since = CheckState.NEW, now
    check.save(update_fields=["state", "state_since", "updated_at"])
    journal.record(
        kind="check.resumed",
        by=actor_of(check),
        at=now,
        page=check.page,
        subject_kind="check",
        subject_uid=check.uid,
        subject_label=str(check),
        before={"state": CheckState.PAUSED.value},
        after={"state": CheckState.NEW.value},
    )


def _move(
    check: Check, state: HeartbeatState, kind: str, *, exit_status: int | None, at: datetime, now: datetime
) -> None:
    """State and deadline after a ping; `check` and `state` are locked."""
    if check.state == CheckState.PAUSED:
        return
    if kind == PingKind.SUCCESS:
        state.late_at = late_at_of(check, at)
        if check.state != CheckState.UP:
            check_flip(check, new=CheckState.UP.value, since=at, now=now)
    elif kind == PingKind.FAIL:
        state.late_at = None
        if check.state != CheckState.DOWN:
            error = _("exit status %d") % exit_status if exit_status else _("the job reported a failure")
            check_flip(
                check,
                new=CheckState.DOWN.value,
                reason=FlipReason.FAIL.value,
                code="fail",
                error=error,
                since=at,
                now=now,
            )
    elif kind == PingKind.START and check.state != CheckState.DOWN:
        state.late_at = at + timedelta(seconds=check.grace_seconds or 0)


def _duration(state: HeartbeatState, kind: str, at: datetime, rid: uuid.UUID | None) -> int | None:
    if kind not in (PingKind.SUCCESS, PingKind.FAIL) or state.last_start_at is None:
        return None
    if rid != state.last_start_rid:
        return None
    took = at - state.last_start_at
    return int(took.total_seconds() * 1000) if timedelta() <= took <= _DAY else None


def _slept(now: datetime) -> bool:
    """Whether the last tick is longer ago than a working system lets pass; notes this one now and then."""
    last = Pulse.objects.filter(name=PULSE).values_list("at", flat=True).first()
    if last is None or now - last >= PULSE_EVERY:
        pulse_beat(name=PULSE, now=now)
    return last is not None and now - last > ASLEEP_AFTER
