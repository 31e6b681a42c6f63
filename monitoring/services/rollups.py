"""Hours and days of results, kept for ever."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from monitoring.models import CheckResult, CheckRollup
from monitoring.vocabulary import RollupPeriod

LATENESS = timedelta(minutes=3)
"""How long after its end a period may still get results: the longest lease, and some."""

LENGTH = {RollupPeriod.HOUR: timedelta(hours=1), RollupPeriod.DAY: timedelta(days=1)}
MAX_PERIODS = 48
CHECKS_AT_ONCE = 100

_MEASURES = [
    "runs",
    "ups",
    "latency_min_ms",
    "latency_mean_ms",
    "latency_max_ms",
    "latency_p50_ms",
    "latency_p95_ms",
    "latency_p99_ms",
]


def rollups_build(*, now: datetime | None = None) -> int:
    """Build the hours, then the days (of UTC), that have ended since the last time; gives how many rows.

    May run twice or be killed at any point: a period is built from its raw results as a whole, and its rows
    replace those that are there.
    """
    now = now or timezone.now()
    return sum(_build(period, now) for period in (RollupPeriod.HOUR, RollupPeriod.DAY))


def rollups_follow(*, slots: Iterable[datetime], now: datetime | None = None) -> int:
    """Build again what results of long ago belong to, if it was built without them; gives how many rows."""
    now = now or timezone.now()
    built = 0
    for period, length in LENGTH.items():
        starts = {_floor(slot, period) for slot in slots}
        past = sorted(start for start in starts if start + length + LATENESS <= now)
        if past and (until := rolled_up_until(period)) is not None:
            built += sum(_build_one(period, start) for start in past if start < until)
    return built


def rolled_up_until(period: RollupPeriod) -> datetime | None:
    """The end of the last period that was built; None before the first."""
    last: datetime | None = CheckRollup.objects.filter(period=period).aggregate(last=Max("start"))["last"]
    return None if last is None else last + LENGTH[period]


def percentile(ordered: Sequence[float], share: float) -> float | None:
    """The nearest-rank percentile of sorted values; None of none."""
    if not ordered:
        return None
    rank = -(-share * len(ordered) // 1)
    return ordered[max(0, int(rank) - 1)]


def _build(period: RollupPeriod, now: datetime) -> int:
    length = LENGTH[period]
    built = 0
    start = rolled_up_until(period)
    for _step in range(MAX_PERIODS):
        start = _next_with_results(period, start)
        if start is None or start + length + LATENESS > now:
            break
        if period == RollupPeriod.DAY and _hours_are_missing(start + length):
            break
        built += _build_one(period, start)
        start += length
    return built


def _next_with_results(period: RollupPeriod, start: datetime | None) -> datetime | None:
    results = CheckResult.objects.order_by("slot")
    if start is not None:
        results = results.filter(slot__gte=start)
    slot = results.values_list("slot", flat=True).first()
    return None if slot is None else _floor(slot, period)


def _hours_are_missing(end: datetime) -> bool:
    """Days never get ahead of hours: what lies between the two marks would be counted twice."""
    pending = _next_with_results(RollupPeriod.HOUR, rolled_up_until(RollupPeriod.HOUR))
    return pending is not None and pending < end


def _build_one(period: RollupPeriod, start: datetime) -> int:
    end = start + LENGTH[period]
    window = CheckResult.objects.filter(slot__gte=start, slot__lt=end)
    check_ids = sorted(set(window.values_list("check_row_id", flat=True).distinct()))
    rollups: list[CheckRollup] = []
    for at in range(0, len(check_ids), CHECKS_AT_ONCE):
        some = check_ids[at : at + CHECKS_AT_ONCE]
        rows = window.filter(check_row_id__in=some).values_list("check_row_id", "region", "ok", "latency_ms")
        rollups += _rollups(period, start, rows.iterator(5000))
    # All rows of a period or none: the last row tells how far it was built.
    with transaction.atomic():
        CheckRollup.objects.bulk_create(
            rollups,
            update_conflicts=True,
            unique_fields=["check_row", "period", "start", "region"],
            update_fields=_MEASURES,
        )
    return len(rollups)


def _rollups(
    period: RollupPeriod, start: datetime, rows: Iterable[tuple[int, str, bool, float | None]]
) -> list[CheckRollup]:
    runs: dict[tuple[int, str], int] = defaultdict(int)
    ups: dict[tuple[int, str], int] = defaultdict(int)
    latencies: dict[tuple[int, str], list[float]] = defaultdict(list)
    for check_id, region, ok, latency in rows:
        runs[check_id, region] += 1
        ups[check_id, region] += ok
        if ok and latency is not None:
            latencies[check_id, region].append(latency)
    return [
        _rollup(period, start, key, runs[key], ups[key], sorted(latencies.get(key, ())))
        for key in sorted(runs)
    ]


def _rollup(
    period: RollupPeriod, start: datetime, key: tuple[int, str], runs: int, ups: int, ordered: list[float]
) -> CheckRollup:
    return CheckRollup(
        check_row_id=key[0],
        region=key[1],
        period=period,
        start=start,
        runs=runs,
        ups=ups,
        latency_min_ms=ordered[0] if ordered else None,
        latency_mean_ms=sum(ordered) / len(ordered) if ordered else None,
        latency_max_ms=ordered[-1] if ordered else None,
        latency_p50_ms=percentile(ordered, 0.50),
        latency_p95_ms=percentile(ordered, 0.95),
        latency_p99_ms=percentile(ordered, 0.99),
    )


def _floor(moment: datetime, period: RollupPeriod) -> datetime:
    moment = moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return moment.replace(hour=0) if period == RollupPeriod.DAY else moment
