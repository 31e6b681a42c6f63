"""Heartbeats whose pings do not come."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from monitoring.models import HeartbeatState, Pulse
from monitoring.services.flips import check_flip, check_lock
from monitoring.services.pulse import pulse_beat
from monitoring.vocabulary import CheckState, FlipReason
from statuspage import journal

logger = logging.getLogger(__name__)

PULSE = "heartbeats"
PULSE_EVERY = timedelta(seconds=15)
ASLEEP_AFTER = timedelta(seconds=90)
REPRIEVE = timedelta(seconds=60)


def heartbeats_tick(*, now: datetime | None = None, limit: int = 500) -> int:
    """Bring down the heartbeats whose grace has run out, as of that moment; gives how many went down.

    A paused one goes down as well when a run that began meanwhile has not ended within the grace.
    After a time in which nobody ticked nobody may have listened to pings either, so what would be late then
    gets a minute to be pinged.
    """
    now = now or timezone.now()
    slept = _slept(now)
    living = HeartbeatState.objects.filter(check_row__page__deleted_at__isnull=True)
    if slept:
        _reprieve(living.filter(late_at__lt=now + REPRIEVE), now)
        return 0
    late = living.filter(late_at__lte=now)
    ids = list(late.order_by("late_at").values_list("check_row_id", flat=True)[:limit])
    return sum(_attempt(check_id, now) for check_id in ids)


def _reprieve(states: QuerySet[HeartbeatState], now: datetime) -> None:
    with transaction.atomic():
        # In the order of keys, as pings lock several.
        locked = states.select_for_update(of=("self",), no_key=True).order_by("pk")
        keys = list(locked.values_list("pk", flat=True))
        HeartbeatState.objects.filter(pk__in=keys).update(late_at=now + REPRIEVE)


def _attempt(check_id: int, now: datetime) -> bool:
    """One that cannot be brought down keeps no other from it."""
    try:
        return _bring_down(check_id, now)
    except OperationalError:
        # The database is away or locked: nothing was done, and the next tick is near.
        raise
    except Exception:
        logger.exception("Heartbeat %s is late and could not be brought down", check_id)
        return False


def _bring_down(check_id: int, now: datetime) -> bool:
    with journal.transaction(now) as now:
        check = check_lock(check_id)
        states = HeartbeatState.objects.select_for_update(no_key=True)
        late = states.filter(check_row_id=check_id, late_at__lte=now)
        late_at = late.values_list("late_at", flat=True).first()
        # Claimed once: whoever clears the time brings it down, and a ping that came first has moved it.
        if late_at is None or not late.update(late_at=None) or check is None:
            return False
        if check.state == CheckState.DOWN:
            return False
        check_flip(
            check,
            new=CheckState.DOWN.value,
            reason=FlipReason.TIMEOUT.value,
            code="timeout",
            error=_("no ping in time"),
            since=late_at,
            at=late_at,
            now=now,
        )
        return True


def _slept(now: datetime) -> bool:
    """Whether the last tick is longer ago than a working system lets pass; notes this one now and then."""
    last = Pulse.objects.filter(name=PULSE).values_list("at", flat=True).first()
    if last is None or now - last >= PULSE_EVERY:
        pulse_beat(name=PULSE, now=now)
    return last is not None and now - last > ASLEEP_AFTER
