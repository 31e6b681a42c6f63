"""How response times are spread over any span: median and 95th percentile, for several checks at once."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitoring.models import Check, CheckResult, CheckRollup
from monitoring.services.rollups import LENGTH, percentile
from monitoring.vocabulary import RollupPeriod


@dataclass(frozen=True, slots=True)
class SpreadPoint:
    """One stretch of time; latencies of good runs in milliseconds, None where nothing answered."""

    at: datetime
    runs: int
    ups: int
    p50_ms: float | None
    p95_ms: float | None


_Part = tuple[int, int, float | None, float | None]


def latency_spread(
    checks: Iterable[Check], *, moments: Sequence[datetime], now: datetime, period: RollupPeriod | None = None
) -> dict[int, list[SpreadPoint]]:
    """By check key, a point for each stretch between two neighbouring moments in which something ran.

    Single results are read, so long as they are kept; with a `period`, its roll-ups and the results that are
    in none yet. Of roll-ups that fall into one stretch (regions, hours) the medians are weighed by their
    runs, and the highest 95th percentile counts. One query, or two.
    """
    ids = [check.pk for check in checks]
    parts: dict[tuple[int, int], list[_Part]] = defaultdict(list)
    since = moments[0]
    if period is not None:
        rows = CheckRollup.objects.filter(
            check_row__in=ids, period=period, start__gte=moments[0], start__lt=moments[-1]
        )
        fields = ("check_row_id", "start", "runs", "ups", "latency_p50_ms", "latency_p95_ms")
        for check_id, at, *told in rows.values_list(*fields).iterator(5000):
            parts[check_id, bisect_right(moments, at) - 1].append((told[0], told[1], told[2], told[3]))
            since = max(since, at + LENGTH[period])
    for key, part in _counted(ids, moments, since, min(now, moments[-1])).items():
        parts[key].append(part)
    found: dict[int, list[SpreadPoint]] = {check_id: [] for check_id in ids}
    for check_id, index in sorted(parts):
        found[check_id].append(_point(moments[index], parts[check_id, index]))
    return found


def _counted(
    ids: Sequence[int], moments: Sequence[datetime], since: datetime, until: datetime
) -> dict[tuple[int, int], _Part]:
    runs: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    latencies: dict[tuple[int, int], list[float]] = defaultdict(list)
    rows = CheckResult.objects.filter(check_row__in=ids, slot__gte=since, slot__lt=until)
    for check_id, slot, ok, latency in rows.values_list("check_row_id", "slot", "ok", "latency_ms").iterator(
        5000
    ):
        key = (check_id, bisect_right(moments, slot) - 1)
        runs[key][0] += 1
        runs[key][1] += ok
        if ok and latency is not None:
            latencies[key].append(latency)
    found: dict[tuple[int, int], _Part] = {}
    for key, (ran, good) in runs.items():
        ordered = sorted(latencies.get(key, ()))
        found[key] = (ran, good, percentile(ordered, 0.5), percentile(ordered, 0.95))
    return found


def _point(at: datetime, parts: Sequence[_Part]) -> SpreadPoint:
    timed = [(ups, p50) for _runs, ups, p50, _p95 in parts if p50 is not None and ups]
    weight = sum(ups for ups, _p50 in timed)
    return SpreadPoint(
        at,
        sum(part[0] for part in parts),
        sum(part[1] for part in parts),
        sum(ups * p50 for ups, p50 in timed) / weight if weight else None,
        max((part[3] for part in parts if part[3] is not None), default=None),
    )
