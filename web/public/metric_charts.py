"""Charts of a page's own metrics."""

import itertools
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from monitoring import selectors
from monitoring.metric_spans import SPANS, Span
from monitoring.models import Metric
from monitoring.selectors import Series
from monitoring.vocabulary import MetricRollup
from statuspage.languages import written
from web.public.document import StatusSheet
from web.public.plot import Dot, Figure, plot, round_up, ticks
from web.public.saying import Said

MOST = 20
FINEST = 6
"""Decimals of the labels of an axis, where they need any; what is smaller is written with a power of ten."""

_TOLD = {
    "day": _lazy("last 24 hours"),
    "week": _lazy("last 7 days"),
    "month": _lazy("last 28 days"),
}
_GROWING = (MetricRollup.SUM, MetricRollup.COUNT)
_WHOLE = (MetricRollup.COUNT, MetricRollup.MEAN_ROUNDED)


def metric_figures(sheet: StatusSheet, word: str) -> list[Figure]:
    """The metrics that the page displays, over a day, a week or a month."""
    sight = selectors.sight_with_metrics(sheet.sight, sheet.page)
    metrics = list(selectors.metrics_displayed(sheet.page, sight=sight)[:MOST])
    if not metrics:
        return []
    span = SPANS[word]
    found = _found(_Asked(metrics), span, int(sheet.now.timestamp() // 60))
    return [_figure(sheet, metric, found[metric.pk]) for metric in metrics]


class _Asked:
    """Metrics as a key of what was found about them: a new point, or none left, makes it another one."""

    def __init__(self, metrics: Sequence[Metric]) -> None:
        self.metrics = metrics
        self._key = tuple(
            (metric.uid, metric.rollup, metric.last_point_at, metric.last_value) for metric in metrics
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and other._key == self._key

    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(32)
def _found(asked: _Asked, span: Span, minute: int) -> dict[int, Series]:
    # Read once a minute, however often the page changes.
    return selectors.metric_series(asked.metrics, span=span)


def _figure(sheet: StatusSheet, metric: Metric, series: Series) -> Figure:
    name = Said(metric.name, written(sheet.page))
    values = _settled(metric, series.values)
    drawn = [value for value in values if value is not None]
    latest = drawn[-1] if drawn and metric.rollup in _GROWING else series.last
    low, top = _axis(metric, drawn)
    return Figure(
        name=name,
        kind=_("latest"),
        value="" if latest is None else _words(metric, latest),
        note="",
        nothing=_("No data yet") if metric.last_point_at is None else _("No data in this time"),
        chart=_chart(metric, series.span, values, low=low, top=top, latest=latest) if drawn else "",
        top="" if metric.y_hidden else _label(metric, top),
        middle="" if metric.y_hidden else _label(metric, (low + top) / 2),
        ticks=ticks(sheet, series.at(0), series.span.length),
        charted=True,
        description=Said(metric.description, written(sheet.page)),
    )


def _settled(metric: Metric, values: Sequence[float | None]) -> Sequence[float | None]:
    """The values without that of the bucket that is filling, where it looks less than it will be."""
    growing = metric.rollup in _GROWING and any(value is not None for value in values[:-1])
    return [*values[:-1], None] if growing else values


def _chart(
    metric: Metric,
    span: Span,
    values: Sequence[float | None],
    *,
    low: float,
    top: float,
    latest: float | None,
) -> str:
    drawn = [value for value in values if value is not None]
    newest = drawn[-1] if latest is None else latest
    # The newest value is a point, the others are buckets of them.
    within = [*drawn, newest]
    told = _("%(name)s, %(reach)s: between %(least)s and %(most)s, latest %(latest)s.") % {
        "name": metric.name,
        "reach": _TOLD[span.word],
        "least": _words(metric, min(within)),
        "most": _words(metric, max(within)),
        "latest": _words(metric, newest),
    }
    return plot(_runs(values), step=1 / span.count, low=low, top=top, label=told)


def _runs(values: Sequence[float | None]) -> list[list[Dot]]:
    """The values without a gap between them. Where they come more rarely than buckets, that is no gap yet."""
    places = [index for index, value in enumerate(values) if value is not None]
    spaces = sorted(after - before for before, after in itertools.pairwise(places))
    widest = 2.5 * spaces[len(spaces) // 2] if spaces else 0
    runs: list[list[Dot]] = []
    last: int | None = None
    for index, value in enumerate(values):
        if value is None:
            continue
        if last is None or index - last > widest:
            runs.append([])
        runs[-1].append(Dot(index / len(values), value))
        last = index
    return runs


def _axis(metric: Metric, drawn: Sequence[float]) -> tuple[float, float]:
    """The ends of the value axis: as the metric says, else round numbers around the values and zero."""
    least, most = min(drawn, default=0), max(drawn, default=0)
    low = metric.y_min if metric.y_min is not None else (-round_up(-least) if least < 0 else 0.0)
    top = metric.y_max if metric.y_max is not None else (round_up(most) if most > 0 else 0.0)
    if low >= top:
        # One end is given, and all values lie beyond it.
        low, top = (low, low + 1) if metric.y_max is None else (top - 1, top)
    return low, top


def _words(metric: Metric, value: float) -> str:
    decimals = 0 if metric.rollup in _WHOLE else metric.decimals
    return _with_suffix(metric, value, decimals)


def _label(metric: Metric, value: float) -> str:
    if 0 < abs(value) < 10**-FINEST:
        return _suffixed(metric, f"{value:.1e}".replace(".0e", "e").replace("e-0", "e-"))
    shown = f"{value:.{FINEST}f}".rstrip("0").rstrip(".")
    return _with_suffix(metric, value, len(shown.partition(".")[2]))


def _with_suffix(metric: Metric, value: float, decimals: int) -> str:
    # Rounded here: what formats numbers cuts them off. Adding nothing makes -0 a 0.
    rounded = Decimal(f"{value:.{decimals}f}") + 0
    return _suffixed(metric, number_format(rounded, decimals, use_l10n=True, force_grouping=True))


def _suffixed(metric: Metric, number: str) -> str:
    # No line breaks between them.
    return f"{number}\N{NO-BREAK SPACE}{metric.suffix}" if metric.suffix else number
