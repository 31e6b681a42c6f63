"""Uptime and latency of checks, from roll-ups and what is younger than they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone

from monitoring.models import Check, CheckRegion, CheckResult, CheckRollup, Flip
from monitoring.services.rollups import percentile, rolled_up_until
from monitoring.vocabulary import CheckKind, CheckState, RollupPeriod, Showcase
from statuspage.models import Component

WINDOWS: dict[str, timedelta] = {
    "24h": timedelta(hours=24),
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
    "90d": timedelta(days=90),
}
_HOURLY = ("24h", "7d")


@dataclass(frozen=True, slots=True)
class LatencyPoint:
    """One bucket of a chart; latencies in milliseconds, None where nothing answered."""

    at: datetime
    runs: int
    ups: int
    mean_ms: float | None
    p95_ms: float | None


def check_uptimes(
    checks: Sequence[Check], *, now: datetime | None = None
) -> dict[int, dict[str, float | None]]:
    """By check key and window, the percentage of runs that were good; None without runs.

    Windows begin at a full hour (24 h, 7 d) or day of UTC (30 d, 90 d). Heartbeats have no runs: theirs is
    the time that they were not down, from their flips. A constant number of queries.
    """
    now = now or timezone.now()
    probed = [check.pk for check in checks if check.kind != CheckKind.HEARTBEAT]
    found: dict[int, dict[str, float | None]] = {check.pk: dict.fromkeys(WINDOWS) for check in checks}
    if probed:
        for check_id, windows in _probed_uptimes(probed, now).items():
            found[check_id].update(windows)
    beating = [check for check in checks if check.kind == CheckKind.HEARTBEAT]
    if beating:
        for check_id, windows in _heartbeat_uptimes(beating, now).items():
            found[check_id].update(windows)
    return found


def latency_latest(components: Iterable[Component]) -> dict[int, float | None]:
    """By component key, the response time of the newest good result of its checks; None without one.

    A component with showcased response times answers from those checks alone. One query.
    """
    ids = [component.pk for component in components]
    rows = (
        CheckRegion.objects.filter(
            check_row__component_id__in=ids, check_row__deleted_at__isnull=True, last_latency_ms__isnull=False
        )
        .exclude(check_row__state=CheckState.PAUSED)
        .values_list("check_row__component_id", "check_row__showcase", "last_slot", "last_latency_ms")
    )
    found: dict[int, float | None] = dict.fromkeys(ids)
    best: dict[int, tuple[bool, datetime]] = {}
    for component_id, showcase, slot, latency in rows:
        if slot is None:
            continue
        rank = (showcase in (Showcase.LATENCY, Showcase.BOTH), slot)
        if component_id not in best or rank > best[component_id]:
            best[component_id] = rank
            found[component_id] = latency
    return found


def latency_series(check: Check, *, span: str = "day", now: datetime | None = None) -> list[LatencyPoint]:
    """Points of a chart, oldest first: a day by quarter hours, a week by hours, a month by six hours.

    Buckets in which nothing ran are left out. One query for a day, two for the others.
    """
    now = now or timezone.now()
    if span == "day":
        return _from_results(check, now - timedelta(days=1), timedelta(minutes=15), now)
    length, bucket = {
        "week": (timedelta(days=7), timedelta(hours=1)),
        "month": (timedelta(days=30), timedelta(hours=6)),
    }[span]
    return _from_hours(check, floor_of(now - length, bucket), bucket, now)


def floor_of(moment: datetime, bucket: timedelta) -> datetime:
    """The beginning of the bucket in which a moment lies; buckets are counted from 1970 on."""
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return moment - (moment - epoch) % bucket


def showcased_latency(components: Iterable[Component]) -> dict[int, list[Check]]:
    """By component key, the living checks whose response times its page shows."""
    found: dict[int, list[Check]] = defaultdict(list)
    checks = Check.living.filter(
        component__in=list(components), showcase__in=(Showcase.LATENCY, Showcase.BOTH)
    ).order_by("name", "pk")
    for check in checks:
        if check.component_id is not None:
            found[check.component_id].append(check)
    return dict(found)


def _probed_uptimes(ids: Sequence[int], now: datetime) -> dict[int, dict[str, float | None]]:
    hour, day = floor_of(now, timedelta(hours=1)), floor_of(now, timedelta(days=1))
    starts = {name: (hour if name in _HOURLY else day) - length for name, length in WINDOWS.items()}
    built_days = rolled_up_until(RollupPeriod.DAY) or starts["90d"]
    built_hours = rolled_up_until(RollupPeriod.HOUR) or starts["90d"]
    rollups = CheckRollup.objects.filter(check_row_id__in=ids)
    parts = (
        _summed(rollups.filter(period=RollupPeriod.DAY), {name: starts[name] for name in ("30d", "90d")}),
        _summed(
            rollups.filter(period=RollupPeriod.HOUR),
            {name: starts[name] if name in _HOURLY else max(starts[name], built_days) for name in WINDOWS},
        ),
        _counted(ids, {name: max(start, built_hours) for name, start in starts.items()}, now),
    )
    counts: dict[int, dict[str, list[int]]] = defaultdict(lambda: {name: [0, 0] for name in WINDOWS})
    for rows in parts:
        for row in rows:
            for name in WINDOWS:
                counts[row["check_row_id"]][name][0] += row.get(f"runs_{name}") or 0
                counts[row["check_row_id"]][name][1] += row.get(f"ups_{name}") or 0
    return {
        check_id: {name: (100 * ups / runs if runs else None) for name, (runs, ups) in windows.items()}
        for check_id, windows in counts.items()
    }


def _summed(rollups: QuerySet[CheckRollup], starts: dict[str, datetime]) -> Iterable[Any]:
    sums = {
        f"{measure}_{name}": Sum(measure, filter=Q(start__gte=start))
        for name, start in starts.items()
        for measure in ("runs", "ups")
    }
    return rollups.filter(start__gte=min(starts.values())).values("check_row_id").annotate(**sums).order_by()


def _counted(ids: Sequence[int], starts: dict[str, datetime], now: datetime) -> Iterable[Any]:
    counts: dict[str, Count] = {}
    for name, start in starts.items():
        counts[f"runs_{name}"] = Count("pk", filter=Q(slot__gte=start))
        counts[f"ups_{name}"] = Count("pk", filter=Q(slot__gte=start, ok=True))
    results = CheckResult.objects.filter(check_row_id__in=ids, slot__gte=min(starts.values()), slot__lte=now)
    return results.values("check_row_id").annotate(**counts).order_by()


def _heartbeat_uptimes(checks: Sequence[Check], now: datetime) -> dict[int, dict[str, float | None]]:
    start = now - max(WINDOWS.values())
    ids = [check.pk for check in checks]
    flips: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    before = Flip.objects.filter(check_row=OuterRef("pk"), at__lt=start).order_by("-at", "-pk")
    began = Check.objects.filter(pk__in=ids).values_list("pk", Subquery(before.values("new")[:1])).order_by()
    for check_id, state in began:
        if state is not None:
            flips[check_id].append((start, state))
    rows = Flip.objects.filter(check_row__in=ids, at__gte=start).order_by("at", "pk")
    for check_id, at, new in rows.values_list("check_row_id", "at", "new"):
        flips[check_id].append((at, new))
    return {
        check.pk: {
            name: _share_not_down(flips[check.pk], now - length, now) for name, length in WINDOWS.items()
        }
        for check in checks
    }


def _share_not_down(flips: list[tuple[datetime, str]], start: datetime, end: datetime) -> float | None:
    """The percentage of the time since the first flip (in the window) that was not spent down.

    Nothing is known of the time that was spent paused, or waiting for a first ping.
    """
    measured = down = 0.0
    for index, (at, new) in enumerate(flips):
        if new in (CheckState.NEW, CheckState.PAUSED):
            continue
        until = flips[index + 1][0] if index + 1 < len(flips) else end
        seconds = max(0.0, (min(until, end) - max(at, start)).total_seconds())
        measured += seconds
        down += seconds * (new == CheckState.DOWN)
    return 100 * (1 - down / measured) if measured else None


def _from_results(check: Check, start: datetime, bucket: timedelta, now: datetime) -> list[LatencyPoint]:
    start = floor_of(start, bucket)
    counts: dict[datetime, list[int]] = defaultdict(lambda: [0, 0])
    latencies: dict[datetime, list[float]] = defaultdict(list)
    rows = CheckResult.objects.filter(check_row=check, slot__gte=start, slot__lte=now)
    for slot, ok, latency in rows.values_list("slot", "ok", "latency_ms").iterator(5000):
        at = floor_of(slot, bucket)
        _add(counts[at], True, 1, int(ok))
        if ok and latency is not None:
            latencies[at].append(latency)
    return [_point(at, counts[at], sorted(latencies.get(at, ()))) for at in sorted(counts)]


def _from_hours(check: Check, start: datetime, bucket: timedelta, now: datetime) -> list[LatencyPoint]:
    rows = CheckRollup.objects.filter(
        check_row=check, period=RollupPeriod.HOUR, start__gte=start, start__lte=now
    )
    buckets: dict[datetime, list[tuple[int, int, float | None, float | None]]] = defaultdict(list)
    built = start
    for at, runs, ups, mean, p95 in rows.values_list(
        "start", "runs", "ups", "latency_mean_ms", "latency_p95_ms"
    ):
        buckets[floor_of(at, bucket)].append((runs, ups, mean, p95))
        built = max(built, at + timedelta(hours=1))
    for point in _from_results(check, built, timedelta(hours=1), now):
        buckets[floor_of(point.at, bucket)].append((point.runs, point.ups, point.mean_ms, point.p95_ms))
    return [_merged(at, buckets[at]) for at in sorted(buckets)]


def _point(at: datetime, counts: list[int], ordered: list[float]) -> LatencyPoint:
    mean = sum(ordered) / len(ordered) if ordered else None
    return LatencyPoint(at, counts[0], counts[1], mean, percentile(ordered, 0.95))


def _merged(at: datetime, parts: list[tuple[int, int, float | None, float | None]]) -> LatencyPoint:
    good = [(ups, mean, p95) for _runs, ups, mean, p95 in parts if mean is not None and ups]
    weight = sum(ups for ups, _mean, _p95 in good)
    return LatencyPoint(
        at,
        sum(runs for runs, *_rest in parts),
        sum(ups for _runs, ups, *_rest in parts),
        sum(ups * mean for ups, mean, _p95 in good) / weight if weight else None,
        max((p95 for _ups, _mean, p95 in good if p95 is not None), default=None),
    )


def _add(counts: list[int], inside: bool, runs: int, ups: int) -> None:
    if inside:
        counts[0] += runs
        counts[1] += ups
