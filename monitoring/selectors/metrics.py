"""Metrics as doors list them and charts draw them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.bundles import Bundles, bundles_of, bundles_of_hours
from monitoring.metric_spans import MONTH, Bundle, Span
from monitoring.models import DataPoint, DataPointHour, Metric
from monitoring.vocabulary import MetricRollup, MetricSource
from statuspage.exceptions import NotFound
from statuspage.models import Page
from statuspage.sight import WHOLE, Sight


@dataclass(frozen=True, slots=True)
class Series:
    """What a chart draws of a metric: one value per bucket, None where nothing was told.

    `total` and `mean` are of all values in the span; `last` is the newest value, or where values are summed
    or counted that of the newest bucket.
    """

    span: Span
    start: datetime
    values: Sequence[float | None]
    total: float | None
    mean: float | None
    last: float | None

    def at(self, index: int) -> datetime:
        """When a bucket begins."""
        return self.start + self.span.bucket * index


def metrics_of_page(page: Page) -> QuerySet[Metric]:
    """The living metrics in their order, ready to be shown in a constant number of queries."""
    return Metric.living.filter(page=page).select_related("component", "page").order_by("position", "pk")


def metrics_by_api(page: Page) -> QuerySet[Metric]:
    """The living metrics whose points come through the API, in their order."""
    return metrics_of_page(page).filter(source=MetricSource.CUSTOM)


def metrics_displayed(page: Page, *, sight: Sight = WHOLE) -> QuerySet[Metric]:
    """Those that a reader sees: none that is switched off, or of a component that the page does not show.

    Within a `sight` that is not the whole, only what it names: a metric is granted by itself, whatever
    component it belongs to.
    """
    hidden = Q(component__visible=False) | Q(component__deleted_at__isnull=False)
    displayed = metrics_of_page(page).filter(display=True).exclude(hidden)
    return displayed if sight.is_whole else displayed.filter(pk__in=sight.metrics or ())


def metric_get(page: Page, uid: str) -> Metric:
    """A living metric of the page; raises NotFound."""
    found = metrics_of_page(page).filter(uid=uid).first()
    if found is None:
        raise NotFound(_("There is no such metric."))
    return found


def points_of(
    metric: Metric, *, start: datetime | None = None, end: datetime | None = None
) -> QuerySet[DataPoint]:
    """Single points in `[start, end)`, newest first."""
    points = DataPoint.objects.filter(metric=metric).order_by("-minute")
    if start is not None:
        points = points.filter(minute__gte=start)
    return points.filter(minute__lt=end) if end is not None else points


def hours_of(
    metric: Metric, *, start: datetime | None = None, end: datetime | None = None
) -> QuerySet[DataPointHour]:
    """Hours that begin in `[start, end)`, newest first."""
    hours = DataPointHour.objects.filter(metric=metric).order_by("-start")
    if start is not None:
        hours = hours.filter(start__gte=start)
    return hours.filter(start__lt=end) if end is not None else hours


def metric_series(metrics: Sequence[Metric], *, span: Span, now: datetime | None = None) -> dict[int, Series]:
    """By metric key, the series of a span; at most two queries for any number of metrics."""
    now = now or timezone.now()
    start = span.start(now)
    found = _bundles(metrics, span, start, start + span.length) if metrics else {}
    return {metric.pk: _series(metric, span, start, found) for metric in metrics}


def _bundles(metrics: Sequence[Metric], span: Span, start: datetime, end: datetime) -> Bundles:
    points = DataPoint.objects.filter(minute__gte=start, minute__lt=end)
    if span != MONTH:
        # Shorter buckets than hours.
        return bundles_of(points.filter(metric__in=metrics), span.seconds)
    # Each metric by what its own row says: no hour is missed or counted twice while others are being built.
    single, built = Q(), Q()
    for metric in metrics:
        until = max(metric.hours_until or start, start)
        single |= Q(metric=metric, minute__gte=until)
        built |= Q(metric=metric, start__lt=until)
    hours = DataPointHour.objects.filter(built, start__gte=start, start__lt=end)
    found = bundles_of_hours(hours, span.seconds)
    for key, bundle in bundles_of(points.filter(single), span.seconds).items():
        found[key] = bundle.with_(found.get(key))
    return found


def _series(metric: Metric, span: Span, start: datetime, found: Bundles) -> Series:
    values: list[float | None] = []
    whole: Bundle | None = None
    for index in range(span.count):
        bundle = found.get((metric.pk, start + span.bucket * index))
        values.append(None if bundle is None else bundle.rolled(metric.rollup))
        if bundle is not None:
            whole = bundle.with_(whole)
    last = next((value for value in reversed(values) if value is not None), None)
    if last is not None and metric.rollup not in (MetricRollup.SUM, MetricRollup.COUNT):
        last = metric.last_value if metric.last_value is not None else last
    return Series(
        span=span,
        start=start,
        values=values,
        total=None if whole is None else whole.total,
        mean=None if whole is None else whole.total / whole.count,
        last=last,
    )
