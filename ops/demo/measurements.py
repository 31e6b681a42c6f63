"""Results and roll-ups of the demo's checks, made up from a fixed seed and true to the story."""

import math
import random
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitoring.models import Check, CheckRegion, CheckResult, CheckRollup, Flip
from ops.demo.story import BLIPS, PARTS, TROUBLES, Part

SEED = 20_240_229
RAW_HOURS = 26
ROLLUP_DAYS = 90
RUNS_PER_HOUR = 60
DEGRADED_FACTOR = 9


@dataclass(frozen=True, slots=True)
class Span:
    """A time in which runs of a check were slow or failed."""

    start: datetime
    end: datetime
    failed: bool


def measurements_write(*, checks: dict[str, Check], now: datetime) -> None:
    """A day of results, ninety days of roll-ups by hour and day, flips, and where each check stands."""
    parts = {part.key: part for part in PARTS}
    for key, check in checks.items():
        # A generator of its own for each check: adding a component leaves the others as they are.
        dice = random.Random(f"{SEED}-{key}")  # noqa: S311
        spans = list(_spans(key, now))
        _rollups(check, parts[key], spans, dice, now)
        last = _results(check, parts[key], spans, dice, now)
        Flip.objects.bulk_create(_flips(check, spans, now))
        Check.objects.filter(pk=check.pk).update(state="up", state_since=_well_since(spans, now))
        CheckRegion.objects.filter(check_row=check).update(
            last_slot=last.slot,
            last_ok=last.ok,
            last_degraded=last.degraded,
            last_latency_ms=last.latency_ms,
            last_code=last.code,
            streak_up=RUNS_PER_HOUR,
        )


def _spans(key: str, now: datetime) -> Iterator[Span]:
    for blip in BLIPS:
        if blip.component == key:
            start = now - timedelta(hours=blip.hours_ago)
            yield Span(start, start + timedelta(minutes=blip.minutes), blip.status == "major_outage")
    for trouble in TROUBLES:
        start, status = now - timedelta(hours=trouble.hours_ago), ""
        since = start
        for said in trouble.said:
            at = start + timedelta(minutes=said.minute)
            if key not in said.components:
                continue
            if status:
                yield Span(since, at, status != "degraded_performance")
            status, since = said.components[key], at
            status = "" if status == "operational" else status
        if status:
            yield Span(since, now, status != "degraded_performance")


def _latency(part: Part, at: datetime, dice: random.Random) -> float:
    """Slower by day than by night, with a long tail, as response times are."""
    hour = at.hour + at.minute / 60
    daily = 1 + 0.16 * math.sin((hour - 8) / 24 * math.tau)
    weekend = 0.93 if at.weekday() >= 5 else 1.0
    return float(part.latency_ms * daily * weekend * dice.lognormvariate(0, part.spread))


def _within(spans: Iterable[Span], at: datetime) -> Span | None:
    return next((span for span in spans if span.start <= at < span.end), None)


def _results(check: Check, part: Part, spans: list[Span], dice: random.Random, now: datetime) -> CheckResult:
    anchor = check.anchor or now
    back = int((now - anchor).total_seconds() // 60)
    rows = []
    for n in range(back - RAW_HOURS * RUNS_PER_HOUR, back):
        slot = anchor + timedelta(minutes=n)
        span = _within(spans, slot)
        latency = _latency(part, slot, dice) * (DEGRADED_FACTOR if span else 1)
        failed = span is not None and span.failed
        rows.append(
            CheckResult(
                check_row=check,
                slot=slot,
                ok=not failed,
                degraded=span is not None and not failed,
                latency_ms=None if failed else round(latency, 2),
                dns_ms=None if failed else round(latency * 0.05, 2),
                connect_ms=None if failed else round(latency * 0.15, 2),
                tls_ms=None if failed else round(latency * 0.2, 2),
                first_byte_ms=None if failed else round(latency * 0.5, 2),
                code="503" if failed else "200",
                error="answered 503" if failed else "",
            )
        )
    CheckResult.objects.bulk_create(rows, batch_size=2000)
    return rows[-1]


def _rollups(check: Check, part: Part, spans: list[Span], dice: random.Random, now: datetime) -> None:
    first_day = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=ROLLUP_DAYS)
    rows: list[CheckRollup] = []
    day = first_day
    while day <= now:
        hours = [
            _hour(check, part, spans, dice, day + timedelta(hours=number))
            for number in range(24)
            if day + timedelta(hours=number + 1) <= now
        ]
        rows += hours
        if len(hours) == 24:
            rows.append(_day(check, day, hours))
        day += timedelta(days=1)
    CheckRollup.objects.bulk_create(rows, batch_size=2000)


def _hour(check: Check, part: Part, spans: list[Span], dice: random.Random, start: datetime) -> CheckRollup:
    ups, sample = 0, []
    end = start + timedelta(hours=1)
    near = [span for span in spans if span.start < end and span.end > start]
    for minute in range(RUNS_PER_HOUR):
        at = start + timedelta(minutes=minute)
        span = _within(near, at) if near else None
        ups += span is None or not span.failed
        # Every fourth run is enough to describe an hour that never was.
        if minute % 4 == 0 and (span is None or not span.failed):
            sample.append(_latency(part, at, dice) * (DEGRADED_FACTOR if span else 1))
    return _rollup(check, "hour", start, RUNS_PER_HOUR, ups, sample)


def _day(check: Check, start: datetime, hours: list[CheckRollup]) -> CheckRollup:
    def all_of(field: str) -> list[float]:
        return [value for hour in hours if (value := getattr(hour, field)) is not None]

    return CheckRollup(
        check_row=check,
        period="day",
        start=start,
        runs=sum(hour.runs for hour in hours),
        ups=sum(hour.ups for hour in hours),
        latency_min_ms=min(all_of("latency_min_ms")),
        latency_mean_ms=round(statistics.fmean(all_of("latency_mean_ms")), 2),
        latency_max_ms=max(all_of("latency_max_ms")),
        latency_p50_ms=round(statistics.median(all_of("latency_p50_ms")), 2),
        latency_p95_ms=round(statistics.fmean(all_of("latency_p95_ms")), 2),
        latency_p99_ms=max(all_of("latency_p99_ms")),
    )


def _rollup(
    check: Check, period: str, start: datetime, runs: int, ups: int, sample: list[float]
) -> CheckRollup:
    row = CheckRollup(check_row=check, period=period, start=start, runs=runs, ups=ups)
    if sample:
        ordered = sorted(round(value, 2) for value in sample)
        row.latency_min_ms, row.latency_max_ms = ordered[0], ordered[-1]
        row.latency_mean_ms = round(statistics.fmean(ordered), 2)
        row.latency_p50_ms = ordered[len(ordered) // 2]
        row.latency_p95_ms = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
        row.latency_p99_ms = ordered[-1]
    return row


def _flips(check: Check, spans: list[Span], now: datetime) -> Iterator[Flip]:
    for span in spans:
        if not span.failed:
            continue
        # Nobody is told of what never happened.
        common = {"check_row": check, "silent": True}
        yield Flip(at=span.start, old="up", new="down", reason="fail", message="answered 503", **common)
        yield Flip(at=span.end, old="down", new="up", **common)


def _well_since(spans: list[Span], now: datetime) -> datetime:
    return max((span.end for span in spans if span.failed), default=now - timedelta(days=ROLLUP_DAYS))
