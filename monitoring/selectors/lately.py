"""What checks found lately, for many of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from monitoring.models import Check, CheckResult, Ping
from monitoring.vocabulary import CheckKind, PingKind

RUNS = 40
"""So many runs, or pings, are looked at."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run over all its regions: `ok` where all saw it well, the mean of their good latencies in ms.

    Of a heartbeat it is a ping, and `latency_ms` how long its job took, if that was told.
    """

    at: datetime
    ok: bool
    latency_ms: float | None


def runs_lately(checks: Sequence[Check], *, now: datetime | None = None) -> dict[int, list[Run]]:
    """By check key, the runs of the last `RUNS` intervals or the last `RUNS` pings, oldest first.

    At most two queries and `RUNS` rows for each check and region, however often and for how long it runs.
    """
    now = now or timezone.now()
    found: dict[int, list[Run]] = {check.pk: [] for check in checks}
    by_interval: dict[int, list[int]] = defaultdict(list)
    for check in checks:
        if check.interval_seconds is not None:
            by_interval[check.interval_seconds].append(check.pk)
    if by_interval:
        found |= _probed(by_interval, now)
    beating = [check.pk for check in checks if check.kind == CheckKind.HEARTBEAT]
    if beating:
        for pk, run in _pings(beating):
            found[pk].append(run)
    return found


def _probed(by_interval: dict[int, list[int]], now: datetime) -> dict[int, list[Run]]:
    recent = Q()
    for seconds, ids in by_interval.items():
        recent |= Q(check_row__in=ids, slot__gt=now - timedelta(seconds=seconds * RUNS))
    rows = CheckResult.objects.filter(recent).order_by()
    slots: dict[int, dict[datetime, list[tuple[bool, float | None]]]] = defaultdict(lambda: defaultdict(list))
    for pk, slot, ok, latency in rows.values_list("check_row_id", "slot", "ok", "latency_ms"):
        slots[pk][slot].append((ok, latency))
    return {pk: [_run(slot, of[slot]) for slot in sorted(of)] for pk, of in slots.items()}


def _run(slot: datetime, seen: list[tuple[bool, float | None]]) -> Run:
    good = [latency for ok, latency in seen if ok and latency is not None]
    return Run(slot, all(ok for ok, _latency in seen), sum(good) / len(good) if good else None)


def _pings(ids: list[int]) -> Any:
    pings = Ping.objects.filter(
        check_row__in=ids,
        n__gt=F("check_row__heartbeat__ping_count") - RUNS,
        kind__in=(PingKind.SUCCESS, PingKind.FAIL),
    ).order_by("check_row_id", "n")
    for pk, at, kind, lasted in pings.values_list("check_row_id", "at", "kind", "duration_ms"):
        yield pk, Run(at, kind == PingKind.SUCCESS, lasted)
