"""What the response times of one check are made of, and how they differ by region."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from monitoring.models import Check, CheckResult, CheckRollup
from monitoring.selectors.uptime import floor_of
from monitoring.vocabulary import RollupPeriod

PHASES = ("dns", "connect", "tls", "first_byte")
SPANS: dict[str, tuple[timedelta, timedelta]] = {
    "day": (timedelta(days=1), timedelta(minutes=15)),
    "week": (timedelta(days=7), timedelta(hours=1)),
    "month": (timedelta(days=30), timedelta(hours=6)),
}
"""How far back each goes, and how long one bucket is."""


@dataclass(slots=True)
class LatencyPart:
    """One bucket of one region; `phases` are means of good runs in ms, and only of a day there are any."""

    at: datetime
    region: str
    runs: int
    ups: int
    mean_ms: float | None
    phases: dict[str, float]


def latency_parts(check: Check, *, span: str = "day", now: datetime | None = None) -> list[LatencyPart]:
    """The buckets of a span of `SPANS`, oldest first; those in which nothing ran are left out.

    A day is read from single results, more than that from hours and the results that are in none yet: one
    query, or two.
    """
    now = now or timezone.now()
    length, bucket = SPANS[span]
    start = floor_of(now - length, bucket)
    if span == "day":
        return _from_results(check, start, bucket, now)
    return _from_hours(check, start, bucket, now)


@dataclass(slots=True)
class _Sum:
    runs: int = 0
    ups: int = 0
    timed: int = 0
    total: float = 0.0

    def part(self, at: datetime, region: str, phases: dict[str, float]) -> LatencyPart:
        mean = self.total / self.timed if self.timed else None
        return LatencyPart(at, region, self.runs, self.ups, mean, phases)


def _from_results(check: Check, start: datetime, bucket: timedelta, now: datetime) -> list[LatencyPart]:
    sums: dict[tuple[datetime, str], _Sum] = defaultdict(_Sum)
    phases: dict[tuple[datetime, str], dict[str, float]] = defaultdict(lambda: dict.fromkeys(PHASES, 0.0))
    rows = CheckResult.objects.filter(check_row=check, slot__gte=start, slot__lte=now)
    fields = ("slot", "region", "ok", "latency_ms", *(f"{name}_ms" for name in PHASES))
    for slot, region, ok, latency, *parts in rows.values_list(*fields).iterator(5000):
        key = (floor_of(slot, bucket), region)
        found = sums[key]
        found.runs += 1
        found.ups += ok
        if ok and latency is not None:
            found.timed += 1
            found.total += latency
            for name, value in zip(PHASES, parts, strict=True):
                phases[key][name] += value or 0.0
    return [
        sums[key].part(*key, {name: value / sums[key].timed for name, value in phases.get(key, {}).items()})
        for key in sorted(sums)
    ]


def _from_hours(check: Check, start: datetime, bucket: timedelta, now: datetime) -> list[LatencyPart]:
    rows = CheckRollup.objects.filter(
        check_row=check, period=RollupPeriod.HOUR, start__gte=start, start__lte=now
    )
    sums: dict[tuple[datetime, str], _Sum] = defaultdict(_Sum)
    built = start
    for at, region, runs, ups, mean in rows.values_list("start", "region", "runs", "ups", "latency_mean_ms"):
        _add(sums[floor_of(at, bucket), region], runs, ups, mean)
        built = max(built, at + timedelta(hours=1))
    for part in _from_results(check, built, timedelta(hours=1), now):
        _add(sums[floor_of(part.at, bucket), part.region], part.runs, part.ups, part.mean_ms)
    return [sums[key].part(*key, {}) for key in sorted(sums)]


def _add(found: _Sum, runs: int, ups: int, mean: float | None) -> None:
    found.runs += runs
    found.ups += ups
    if mean is not None:
        found.timed += ups
        found.total += mean * ups
