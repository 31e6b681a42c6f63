"""Metrics and providers, ready to be written out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import number_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from monitoring.models import Metric, MetricsProvider
from monitoring.selectors.metrics import Series
from monitoring.vocabulary import MetricRollup, MetricSide, MetricSource

_WIDTH, _HEIGHT = 120, 24


@dataclass(frozen=True, slots=True)
class MetricRow:
    """What is shown of a metric, with the last day as a line."""

    uid: str
    name: str
    component: str
    source: str
    state: str
    look: str
    last: str
    at: datetime | None
    trend: SafeString
    display: bool
    error: str

    @classmethod
    def of(cls, row: Metric, series: Series) -> "MetricRow":
        """Reads the component and the provider that were fetched with it."""
        provider = row.provider if row.source == MetricSource.PROVIDER else None
        if row.side:
            state, look = str(MetricSide(row.side).label), "degraded"
        elif row.last_point_at is None:
            state, look = _("No points yet"), "none"
        else:
            state, look = _("In bounds") if _is_bounded(row) else _("Fed"), "ok"
        return cls(
            uid=row.uid,
            name=row.name,
            component=row.component.name if row.component else "",
            source=provider.get_kind_display() if provider else row.get_source_display(),
            state=state,
            look=look,
            last=figure(row, series.last),
            at=row.last_point_at,
            trend=trend_svg(row, series.values),
            display=row.display,
            error=provider.last_error if provider else "",
        )


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """What is shown of a provider; `fetched_at` is when something last came of it."""

    uid: str
    kind: str
    where: str
    state: str
    look: str
    fetched_at: datetime | None
    error: str
    metrics: int

    @classmethod
    def of(cls, row: MetricsProvider, fed: Sequence[Metric]) -> "ProviderRow":
        if row.disabled:
            state, look = _("Refused its credentials"), "major"
        elif row.failures:
            state, look = _("Brings nothing"), "degraded"
        else:
            state, look = _("Asked"), "ok"
        fetched = [one.last_fetched_at for one in fed if one.last_fetched_at]
        return cls(
            uid=row.uid,
            kind=row.get_kind_display(),
            where=row.base_url,
            state=state,
            look=look,
            fetched_at=max(fetched, default=None),
            error=row.last_error,
            metrics=len(fed),
        )


def figure(metric: Metric, value: float | None) -> str:
    """A value with the metric's decimals and suffix; empty for none."""
    if value is None:
        return ""
    decimals = 0 if metric.rollup in (MetricRollup.COUNT, MetricRollup.MEAN_ROUNDED) else metric.decimals
    told = number_format(round(value, decimals), decimals, use_l10n=True, force_grouping=True)
    return f"{told} {metric.suffix}".strip()


def trend_svg(metric: Metric, values: Sequence[float | None]) -> SafeString:
    """The values as a line no higher than a word, interrupted where nothing was told."""
    known = [value for value in values if value is not None]
    if not known:
        return mark_safe("")
    least, most = min(known), max(known)
    height, step = (most - least) or 1.0, _WIDTH / len(values)
    lines: list[list[str]] = [[]]
    for number, value in enumerate(values):
        if value is None:
            lines.append([])
        else:
            y = _HEIGHT - 3 - (_HEIGHT - 6) * (value - least) / height
            lines[-1] += [f"{number * step:.1f},{y:.1f}", f"{(number + 1) * step:.1f},{y:.1f}"]
    drawn = "".join(f'<polyline points="{" ".join(line)}"/>' for line in lines if line)
    told = _("The last 24 hours: %(least)s to %(most)s.") % {
        "least": figure(metric, least),
        "most": figure(metric, most),
    }
    return mark_safe(  # noqa: S308 (numbers, and words that are escaped)
        f'<svg class="trend" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" role="img" '
        f'aria-label="{escape(told)}">{drawn}</svg>'
    )


def _is_bounded(row: Metric) -> bool:
    return row.threshold_above is not None or row.threshold_below is not None
