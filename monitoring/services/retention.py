"""How long raw rows stay."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from monitoring.models import CheckResult, HeartbeatState, Ping
from monitoring.services.rollups import rolled_up_until
from monitoring.signals import PINGS_KEPT
from monitoring.vocabulary import RollupPeriod

BATCH = 2000
SECONDS = 60.0


def results_retain(*, now: datetime | None = None, seconds: float = SECONDS) -> int:
    """Delete results older than CANDOR_RESULT_DAYS and all but the last thousand pings of each heartbeat.

    In small transactions, so that nobody waits for it, and for a bounded time: what is left is left to the
    next run. Results that are not in their roll-ups yet stay. Gives how many rows went.
    """
    now = now or timezone.now()
    ends = time.monotonic() + seconds
    return _results(now, ends) + _pings(ends)


def _results(now: datetime, ends: float) -> int:
    cutoff = now - timedelta(days=settings.CANDOR_RESULT_DAYS)
    for period in (RollupPeriod.HOUR, RollupPeriod.DAY):
        built = rolled_up_until(period)
        if built is None:
            return 0
        cutoff = min(cutoff, built)
    old = CheckResult.objects.filter(slot__lt=cutoff).order_by("slot")
    gone = 0
    while time.monotonic() < ends:
        ids = list(old.values_list("pk", flat=True)[:BATCH])
        if not ids:
            break
        gone += CheckResult.objects.filter(pk__in=ids).delete()[0]
    return gone


def _pings(ends: float) -> int:
    gone = 0
    crowded = HeartbeatState.objects.filter(ping_count__gt=PINGS_KEPT)
    for check_id, count in crowded.values_list("check_row_id", "ping_count").iterator(500):
        while time.monotonic() < ends:
            old = Ping.objects.filter(check_row_id=check_id, n__lte=count - PINGS_KEPT)
            ids = list(old.order_by("n").values_list("pk", flat=True)[:BATCH])
            if not ids:
                break
            gone += Ping.objects.filter(pk__in=ids).delete()[0]
    return gone
