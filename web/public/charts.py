"""Charts of response times as SVG, with the same in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from statistics import median

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from monitoring import selectors
from monitoring.models import Check
from monitoring.selectors import LatencyPoint
from monitoring.vocabulary import Showcase
from statuspage.clock import DAY, TIME
from statuspage.models import Component
from web.public.document import StatusSheet
from web.public.words import percentage

MOST = 20
WIDTH, HEIGHT = 768, 120
# The upper line of the grid stands here, and the lower one half-way to the bottom.
TOP = 16
FAIL = 5


@dataclass(frozen=True, slots=True)
class Reach:
    """How far back a chart goes: its word in the address, its name, its length and that of a point."""

    word: str
    name: object
    told: object
    length: timedelta
    bucket: timedelta


REACHES = (
    Reach("day", _lazy("Day"), _lazy("last 24 hours"), timedelta(days=1), timedelta(minutes=15)),
    Reach("week", _lazy("Week"), _lazy("last 7 days"), timedelta(days=7), timedelta(hours=1)),
    Reach("month", _lazy("Month"), _lazy("last 30 days"), timedelta(days=30), timedelta(hours=6)),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One showcased check."""

    name: str
    typical: str
    uptime: str
    chart: str
    top: str
    middle: str
    ticks: list[str]
    charted: bool


def reach_of(word: str) -> Reach:
    """The reach of that name, else a day."""
    return next((reach for reach in REACHES if reach.word == word), REACHES[0])


def figures_of(sheet: StatusSheet, reach: Reach) -> list[Figure]:
    """The checks that the page shows, never those of components that it does not show."""
    checks = [
        check
        for check in Check.living.filter(page=sheet.page)
        .exclude(showcase=Showcase.NONE)
        .select_related("component")
        .order_by("component__position", "name", "pk")
        if _may_be_seen(check.component)
    ][:MOST]
    rated = [check for check in checks if check.showcase in (Showcase.UPTIME, Showcase.BOTH)]
    uptimes = selectors.check_uptimes(rated, now=sheet.now) if rated else {}
    return [_figure(sheet, check, reach, uptimes.get(check.pk, {}).get("30d")) for check in checks]


def _may_be_seen(component: Component | None) -> bool:
    return component is None or (component.visible and component.deleted_at is None)


def _figure(sheet: StatusSheet, check: Check, reach: Reach, uptime: float | None) -> Figure:
    # A check without a name is never called by its code: who knows that may ping it.
    name = check.name or (sheet.said(check.component, "name") if check.component else _("Response time"))
    charted = check.showcase in (Showcase.LATENCY, Showcase.BOTH)
    points = _series(_Asked(check), reach, int(sheet.now.timestamp() // 60)) if charted else ()
    found = [point.mean_ms for point in points if point.mean_ms is not None]
    top = _round_up(max(found, default=0))
    told = "" if uptime is None else _("%(uptime)s uptime, 30 days") % {"uptime": percentage(uptime)}
    return Figure(
        name=name,
        typical=_milliseconds(median(found)) if found else "",
        uptime=told,
        chart=_chart(points, name=name, reach=reach, now=sheet.now, top=top) if found else "",
        top=_milliseconds(top),
        middle=_milliseconds(top / 2),
        ticks=_ticks(sheet, reach),
        charted=charted,
    )


class _Asked:
    """A check as a key of what was found about it."""

    def __init__(self, check: Check) -> None:
        self.check = check

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and other.check.uid == self.check.uid

    def __hash__(self) -> int:
        return hash(self.check.uid)


@lru_cache(256)
def _series(asked: _Asked, reach: Reach, minute: int) -> Sequence[LatencyPoint]:
    # A day of a busy check is thousands of rows: read once a minute, however often the page changes.
    return selectors.latency_series(asked.check, span=reach.word)


def _chart(
    points: Sequence[LatencyPoint], *, name: str, reach: Reach, now: datetime, top: float
) -> SafeString:
    start = now - reach.length
    step = WIDTH * (reach.bucket / reach.length)

    def x(point: LatencyPoint) -> float:
        return max(0.0, WIDTH * ((point.at - start) / reach.length))

    def y(value: float) -> float:
        return HEIGHT - (HEIGHT - TOP) * value / top

    drawn = [f'<path class="grid" d="M0 {TOP}H{WIDTH}M0 {(HEIGHT + TOP) / 2:g}H{WIDTH}"/>']
    for run in _runs(points, reach.bucket):
        line = [(x(point), y(point.mean_ms)) for point in run if point.mean_ms is not None]
        if len(line) == 1:
            line.append((min(WIDTH, line[0][0] + step), line[0][1]))
        told = " ".join(f"{left:.1f},{height:.1f}" for left, height in line)
        first, last = line[0][0], line[-1][0]
        drawn.append(f'<polygon class="area" points="{first:.1f},{HEIGHT} {told} {last:.1f},{HEIGHT}"/>')
        drawn.append(f'<polyline class="line" points="{told}"/>')
    drawn += [
        f'<rect class="major" x="{x(point):.1f}" y="{HEIGHT - FAIL}" width="{step:.1f}" height="{FAIL}"/>'
        for point in points
        if point.ups < point.runs
    ]
    return mark_safe(  # noqa: S308 (numbers, and words that are escaped)
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(_summary(points, name, reach))}">{"".join(drawn)}</svg>'
    )


def _summary(points: Sequence[LatencyPoint], name: str, reach: Reach) -> str:
    found = [point.mean_ms for point in points if point.mean_ms is not None]
    told = _("%(name)s, %(reach)s: between %(least)s and %(most)s, median %(median)s, latest %(latest)s.") % {
        "name": name,
        "reach": reach.told,
        "least": _milliseconds(min(found)),
        "most": _milliseconds(max(found)),
        "median": _milliseconds(median(found)),
        "latest": _milliseconds(found[-1]),
    }
    failed = sum(point.runs - point.ups for point in points)
    if failed:
        told += " " + _("%(failed)d of %(runs)d runs failed.") % {
            "failed": failed,
            "runs": sum(point.runs for point in points),
        }
    return told


def _runs(points: Sequence[LatencyPoint], bucket: timedelta) -> list[list[LatencyPoint]]:
    """The points without a gap between them: where nothing was measured, no line is drawn."""
    runs: list[list[LatencyPoint]] = []
    last: datetime | None = None
    for point in points:
        if point.mean_ms is None:
            last = None
            continue
        if last is None or point.at - last > bucket * 1.5:
            runs.append([])
        runs[-1].append(point)
        last = point.at
    return runs


def _ticks(sheet: StatusSheet, reach: Reach) -> list[str]:
    shape = TIME if reach.length <= timedelta(days=1) else str(DAY)
    return [
        date_format((sheet.now - reach.length * (4 - part) / 4).astimezone(sheet.zone), shape)
        for part in range(5)
    ]


def _round_up(value: float) -> float:
    """The next round number: 1, 2, 3, 4, 5, 6 or 8 with zeros."""
    scale = 1.0
    while scale * 10 <= value:
        scale *= 10
    return next((scale * step for step in (1, 2, 3, 4, 5, 6, 8, 10) if scale * step >= value), scale * 10)


def _milliseconds(value: float) -> str:
    if value >= 10_000:
        return _("%(n)s s") % {"n": round(value / 1000, 1)}
    return _("%(n)s ms") % {"n": round(value) if value >= 10 else f"{value:.1f}".removesuffix(".0")}
