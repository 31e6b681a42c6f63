"""Response times of one check: by phase one upon the other, or a line for each region."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.models import Check
from monitoring.selectors import LatencyPart, latency_parts
from monitoring.selectors.latency import SPANS
from web.dashboard.checks.traces import PHASES, transfer_of
from web.dashboard.checks.words import milliseconds

WIDTH, HEIGHT = 960, 180
_BOTTOM = HEIGHT - 8
_TOP = 10
_LABELS: Mapping[str, str | Promise] = {
    "day": gettext_lazy("Day"),
    "week": gettext_lazy("Week"),
    "month": gettext_lazy("Month"),
}
_LINES = ("line-1", "line-2", "line-3", "line-4", "line-5", "line-6")


@dataclass(frozen=True, slots=True)
class Key:
    """What a colour or a dash stands for, with its mean."""

    look: str
    label: str | Promise
    told: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of the table that tells the same."""

    at: datetime
    region: str
    runs: int
    failed: int
    told: str


@dataclass(frozen=True, slots=True)
class Chart:
    """All that the panel shows; `spans` are the words of other spans with their labels."""

    span: str
    spans: list[tuple[str, str | Promise]]
    phases: SafeString
    phase_keys: list[Key]
    lines: SafeString
    line_keys: list[Key]
    top: str
    cells: list[Cell]


def chart_of(check: Check, word: str, *, now: datetime) -> Chart:
    """The chart of a span, of a day for a word that is none."""
    span = word if word in SPANS else "day"
    parts = latency_parts(check, span=span, now=now)
    means = [part.mean_ms for part in parts if part.mean_ms is not None]
    top = max(means, default=0.0) or 1.0
    length, bucket = SPANS[span]
    axis = _Axis(now - length, length, bucket, top)
    regions = sorted({part.region for part in parts})
    stacked = [part for part in parts if part.phases]
    with_lines = len(regions) > 1 or not stacked
    return Chart(
        span=span,
        spans=list(_LABELS.items()),
        phases=_stacks(stacked, axis, parts) if stacked and means else mark_safe(""),
        phase_keys=_phase_keys(stacked),
        lines=_lines(parts, regions, axis) if with_lines and means else mark_safe(""),
        line_keys=_line_keys(parts, regions) if with_lines and len(regions) > 1 else [],
        top=milliseconds(top),
        cells=[
            Cell(part.at, part.region, part.runs, part.runs - part.ups, _mean(part.mean_ms))
            for part in reversed(parts)
        ],
    )


@dataclass(frozen=True, slots=True)
class _Axis:
    start: datetime
    length: timedelta
    bucket: timedelta
    top: float

    @property
    def step(self) -> float:
        return WIDTH * (self.bucket / self.length)

    def x(self, at: datetime) -> float:
        return max(0.0, WIDTH * ((at - self.start) / self.length))

    def high(self, value: float) -> float:
        return (_BOTTOM - _TOP) * min(1.0, value / self.top)


def _stacks(stacked: Sequence[LatencyPart], axis: _Axis, parts: Sequence[LatencyPart]) -> SafeString:
    """A column for each bucket, over all regions."""
    by_time: dict[datetime, list[LatencyPart]] = defaultdict(list)
    for part in stacked:
        by_time[part.at].append(part)
    drawn = []
    for at, same in by_time.items():
        y = float(_BOTTOM)
        for name, value in _phases(same).items():
            high = axis.high(value)
            y -= high
            if high:
                drawn.append(
                    f'<rect class="{name}" x="{axis.x(at):.1f}" y="{y:.1f}" '
                    f'width="{max(1.0, axis.step - 1):.1f}" height="{high:.1f}"/>'
                )
    return _drawn("".join(drawn), axis, parts, _("Response times by phase"))


def _lines(parts: Sequence[LatencyPart], regions: Sequence[str], axis: _Axis) -> SafeString:
    drawn = []
    for number, region in enumerate(regions):
        run: list[str] = []
        last: datetime | None = None
        look = _LINES[number % len(_LINES)]
        for part in (one for one in parts if one.region == region and one.mean_ms is not None):
            if last is not None and part.at - last > axis.bucket * 1.5:
                drawn.append(_line(look, run))
                run = []
            run.append(f"{axis.x(part.at) + axis.step / 2:.1f},{_BOTTOM - axis.high(part.mean_ms or 0):.1f}")
            last = part.at
        drawn.append(_line(look, run))
    return _drawn("".join(drawn), axis, parts, _("Response times"))


def _line(look: str, run: Sequence[str]) -> str:
    if not run:
        return ""
    points = (
        run if len(run) > 1 else [run[0], f"{float(run[0].split(',')[0]) + 2:.1f},{run[0].split(',')[1]}"]
    )
    return f'<polyline class="{look}" points="{" ".join(points)}"/>'


def _drawn(inner: str, axis: _Axis, parts: Sequence[LatencyPart], name: str) -> SafeString:
    width = max(2.0, axis.step)
    failed = "".join(
        f'<rect class="failed" x="{axis.x(at):.1f}" y="{_BOTTOM + 2}" width="{width:.1f}" height="6"/>'
        for at in sorted({part.at for part in parts if part.ups < part.runs})
    )
    middle = (_BOTTOM + _TOP) / 2
    return mark_safe(  # noqa: S308 (numbers, and words that are escaped)
        f'<svg class="times" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(_summary(parts, name))}"><path class="grid" d="M0 {_TOP}H{WIDTH}M0 {middle:g}'
        f'H{WIDTH}M0 {_BOTTOM}H{WIDTH}"/>{inner}{failed}</svg>'
    )


def _summary(parts: Sequence[LatencyPart], name: str) -> str:
    means = [part.mean_ms for part in parts if part.mean_ms is not None]
    told = _("%(name)s: between %(least)s and %(most)s, lately %(last)s.") % {
        "name": name,
        "least": milliseconds(min(means)),
        "most": milliseconds(max(means)),
        "last": milliseconds(means[-1]),
    }
    runs, ups = sum(part.runs for part in parts), sum(part.ups for part in parts)
    if ups < runs:
        told += " " + _("%(failed)d of %(runs)d runs failed.") % {"failed": runs - ups, "runs": runs}
    return told


def _phases(same: Sequence[LatencyPart]) -> dict[str, float]:
    """The mean of each phase over some buckets, the transfer being what is left of the whole."""
    count = len(same)
    found: dict[str, float | None] = {
        name: sum(part.phases.get(name, 0.0) for part in same) / count for name, _label in PHASES[:-1]
    }
    found["total"] = sum(part.mean_ms or 0.0 for part in same) / count
    transfer = transfer_of(found) or 0.0
    return {name: transfer if name == "transfer" else found[name] or 0.0 for name, _label in PHASES}


def _phase_keys(stacked: Sequence[LatencyPart]) -> list[Key]:
    if not stacked:
        return []
    found = _phases(stacked)
    return [Key(name, label, milliseconds(found[name])) for name, label in PHASES if found[name]]


def _line_keys(parts: Sequence[LatencyPart], regions: Sequence[str]) -> list[Key]:
    keys = []
    for number, region in enumerate(regions):
        means = [part.mean_ms for part in parts if part.region == region and part.mean_ms is not None]
        told = _mean(sum(means) / len(means) if means else None)
        keys.append(Key(_LINES[number % len(_LINES)], region, told))
    return keys


def _mean(value: float | None) -> str:
    return "" if value is None else milliseconds(value)
