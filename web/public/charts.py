"""Charts of response times of the checks that a page shows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from statistics import median

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from monitoring import selectors
from monitoring.models import Check
from monitoring.selectors import LatencyPoint
from monitoring.vocabulary import Showcase
from web.public.document import StatusSheet
from web.public.plot import HEIGHT, WIDTH, Dot, Figure, Reach, plot, round_up, ticks
from web.public.words import percentage

MOST = 20
FAIL = 5


def figures_of(sheet: StatusSheet, reach: Reach) -> list[Figure]:
    """The checks that the page shows to its reader."""
    checks = selectors.checks_showcased(sheet.page, sight=sheet.sight)[:MOST]
    rated = [check for check in checks if check.showcase in (Showcase.UPTIME, Showcase.BOTH)]
    uptimes = selectors.check_uptimes(rated, now=sheet.now) if rated else {}
    return [_figure(sheet, check, reach, uptimes.get(check.pk, {}).get("30d")) for check in checks]


def _figure(sheet: StatusSheet, check: Check, reach: Reach, uptime: float | None) -> Figure:
    # A check without a name is never called by its code: who knows that may ping it.
    name = check.name or (sheet.said(check.component, "name") if check.component else _("Response time"))
    charted = check.showcase in (Showcase.LATENCY, Showcase.BOTH)
    points = _series(_Asked(check), reach, int(sheet.now.timestamp() // 60)) if charted else ()
    found = [point.mean_ms for point in points if point.mean_ms is not None]
    top = round_up(max(1, *found)) if found else 1.0
    told = "" if uptime is None else _("%(uptime)s uptime, 30 days") % {"uptime": percentage(uptime)}
    return Figure(
        name=name,
        kind=_("median"),
        value=milliseconds(median(found)) if found else "",
        note=told,
        nothing=_("No data yet"),
        chart=_chart(points, name=name, reach=reach, now=sheet.now, top=top) if found else "",
        top=milliseconds(top),
        middle=milliseconds(top / 2),
        ticks=ticks(sheet, sheet.now - reach.length, reach.length),
        charted=charted,
    )


def milliseconds(value: float) -> str:
    """A duration in milliseconds, or in seconds from ten on."""
    if value >= 10_000:
        return _("%(n)s s") % {"n": round(value / 1000, 1)}
    return _("%(n)s ms") % {"n": round(value) if value >= 10 else f"{value:.1f}".removesuffix(".0")}


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
    step = reach.bucket / reach.length

    def x(point: LatencyPoint) -> float:
        return (point.at - start) / reach.length

    runs = [
        [Dot(x(point), point.mean_ms) for point in run if point.mean_ms is not None]
        for run in _runs(points, reach.bucket)
    ]
    failed = "".join(
        f'<rect class="major" x="{max(0.0, WIDTH * x(point)):.1f}" y="{HEIGHT - FAIL}" '
        f'width="{WIDTH * step:.1f}" height="{FAIL}"/>'
        for point in points
        if point.ups < point.runs
    )
    return plot(runs, step=step, top=top, label=_summary(points, name, reach), marks=failed)


def _summary(points: Sequence[LatencyPoint], name: str, reach: Reach) -> str:
    found = [point.mean_ms for point in points if point.mean_ms is not None]
    told = _("%(name)s, %(reach)s: between %(least)s and %(most)s, median %(median)s, latest %(latest)s.") % {
        "name": name,
        "reach": reach.told,
        "least": milliseconds(min(found)),
        "most": milliseconds(max(found)),
        "median": milliseconds(median(found)),
        "latest": milliseconds(found[-1]),
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
