"""Response times of one component's checks over the days that its page shows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from monitoring import selectors
from monitoring.models import Check
from monitoring.selectors import SpreadPoint
from monitoring.vocabulary import RollupPeriod
from statuspage.clock import DATE, SHORT_DAY, TIME
from statuspage.models import Component
from web.public.charts import milliseconds
from web.public.document import Sheet
from web.public.plot import HEIGHT, WIDTH, Dot, Figure, plot, round_up, ticks
from web.public.ranges import Range

MOST = 5
"""So many checks of one component are drawn."""
FAIL = 5
_BUCKETS = {"": timedelta(days=1), "week": timedelta(hours=1), "day": timedelta(minutes=15)}
_PERIODS = {"": RollupPeriod.DAY, "week": RollupPeriod.HOUR}


def latency_figures(sheet: Sheet, component: Component, shown: Range, title: str) -> list[Figure]:
    """One for each check of which the page shows response times, with a table of the same numbers.

    Ninety days are drawn by days of UTC, as they are kept; a week by hours; a day by quarter hours, or by
    hours once its single results are gone.
    """
    checks = selectors.showcased_latency([component]).get(component.pk, [])[:MOST]
    if not checks:
        return []
    bucket, period = _BUCKETS[shown.view], _PERIODS.get(shown.view)
    if shown.view == "day" and shown.start < sheet.now - timedelta(days=settings.CANDOR_RESULT_DAYS):
        bucket, period = timedelta(hours=1), RollupPeriod.HOUR
    moments = _moments(shown, bucket)
    found = selectors.latency_spread(checks, moments=moments, now=sheet.now, period=period)
    return [_figure(sheet, check, found[check.pk], shown, bucket, title) for check in checks]


def _moments(shown: Range, bucket: timedelta) -> list[datetime]:
    """Full quarter hours, hours or days of UTC around the range."""
    first = shown.start.replace(minute=0, second=0, microsecond=0)
    if bucket >= timedelta(days=1):
        first = first.replace(hour=0)
    moments = [first]
    while moments[-1] < shown.end:
        moments.append(moments[-1] + bucket)
    return moments


def _figure(
    sheet: Sheet,
    check: Check,
    points: Sequence[SpreadPoint],
    shown: Range,
    bucket: timedelta,
    title: str,
) -> Figure:
    length = shown.close - shown.start
    drawn = [point for point in points if point.p50_ms is not None]
    top = round_up(max(1.0, _highest(points)))
    # A check without a name is never called by its code: who knows that may ping it.
    name = check.name or _("Response time")
    runs, upper = (_runs(points, shown.start, length, bucket, at) for at in ("p50_ms", "p95_ms"))
    failed = "".join(
        f'<rect class="major" x="{max(0.0, WIDTH * ((point.at - shown.start) / length)):.1f}" '
        f'y="{HEIGHT - FAIL}" width="{WIDTH * (bucket / length):.1f}" height="{FAIL}"/>'
        for point in points
        if point.ups < point.runs
    )
    label = _summary(points, name, title) if drawn else ""
    chart = plot(runs, step=bucket / length, top=top, label=label, marks=failed, upper=upper) if drawn else ""
    return Figure(
        name=name,
        kind=_("median"),
        value=milliseconds(_middle(points)) if drawn else "",
        note=_("95th percentile up to %(time)s") % {"time": milliseconds(_highest(points))} if drawn else "",
        nothing=_("No data"),
        chart=chart,
        top=milliseconds(top),
        middle=milliseconds(top / 2),
        ticks=ticks(sheet, shown.start, length),
        charted=True,
        columns=(_("From"), _("Median"), _("95th percentile"), _("Failed runs")),
        rows=[
            (
                _when(sheet, point.at, shown),
                "–" if point.p50_ms is None else milliseconds(point.p50_ms),
                "–" if point.p95_ms is None else milliseconds(point.p95_ms),
                f"{point.runs - point.ups} / {point.runs}",
            )
            for point in points
        ],
    )


def _runs(
    points: Sequence[SpreadPoint], start: datetime, length: timedelta, bucket: timedelta, of: str
) -> list[list[Dot]]:
    """The points without a gap between them: where nothing was measured, no line is drawn."""
    runs: list[list[Dot]] = []
    last: datetime | None = None
    for point in points:
        value: float | None = getattr(point, of)
        if value is None:
            last = None
            continue
        if last is None or point.at - last > bucket * 1.5:
            runs.append([])
        runs[-1].append(Dot((point.at - start) / length, value))
        last = point.at
    return runs


def _summary(points: Sequence[SpreadPoint], name: str, title: str) -> str:
    found = [point.p50_ms for point in points if point.p50_ms is not None]
    told = _(
        "%(name)s, %(reach)s: median between %(least)s and %(most)s, 95th percentile up to %(high)s."
    ) % {
        "name": name,
        "reach": title,
        "least": milliseconds(min(found)),
        "most": milliseconds(max(found)),
        "high": milliseconds(_highest(points)),
    }
    failed = sum(point.runs - point.ups for point in points)
    if failed:
        told += " " + _("%(failed)d of %(runs)d runs failed.") % {
            "failed": failed,
            "runs": sum(point.runs for point in points),
        }
    return told


def _middle(points: Sequence[SpreadPoint]) -> float:
    return median(point.p50_ms for point in points if point.p50_ms is not None)


def _highest(points: Sequence[SpreadPoint]) -> float:
    return max((point.p95_ms for point in points if point.p95_ms is not None), default=0.0)


def _when(sheet: Sheet, at: datetime, shown: Range) -> str:
    if not shown.view:
        return date_format(at.date(), str(DATE))
    local = at.astimezone(sheet.zone)
    time = date_format(local, TIME)
    return time if shown.view == "day" else f"{date_format(local, str(SHORT_DAY))} {time}"
