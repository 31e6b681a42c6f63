"""Hours of metrics, built from their points, and the end of points that are old."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from monitoring.bundles import bundles_of
from monitoring.metric_spans import floor_to, raw_cutoff
from monitoring.models import DataPoint, DataPointHour, Metric

LATENESS = timedelta(minutes=3)
"""How long after its end an hour is built: most of its last points have come by then."""

STEP = timedelta(hours=48)
BATCH = 2000
SECONDS = 60.0

_HOUR = timedelta(hours=1)


def metric_hours_build(*, now: datetime | None = None, seconds: float = SECONDS) -> int:
    """Build the hours that have ended, and those that late points have changed; gives how many.

    Each step is a transaction of its own over at most two days of one metric: it may be killed at any
    point, and goes on where it was.
    """
    now = now or timezone.now()
    ends = time.monotonic() + seconds
    until = floor_to(now - LATENESS, _HOUR)
    # Without a point since, there is nothing to build.
    newer = Q(hours_until__isnull=True) | Q(hours_until__lt=until, last_point_at__gte=F("hours_until"))
    behind = Metric.objects.filter(newer, last_point_at__isnull=False).order_by("pk")
    built = 0
    for key in behind.values_list("pk", flat=True):
        more = True
        while more:
            if time.monotonic() >= ends:
                return built
            count, more = _step(key, until)
            built += count
    return built


def points_retain(*, now: datetime | None = None, seconds: float = SECONDS) -> int:
    """Delete points that are older than 30 days and in their hours, in small transactions."""
    now = now or timezone.now()
    ends = time.monotonic() + seconds
    cutoff = raw_cutoff(now)
    gone = 0
    for key in Metric.objects.filter(hours_until__isnull=False).values_list("pk", flat=True).order_by("pk"):
        old = DataPoint.objects.filter(metric_id=key, minute__lt=cutoff, metric__hours_until__gt=F("minute"))
        while time.monotonic() < ends:
            ids = list(old.order_by("minute").values_list("pk", flat=True)[:BATCH])
            if not ids:
                break
            gone += DataPoint.objects.filter(pk__in=ids).delete()[0]
    return gone


def _step(key: int, until: datetime) -> tuple[int, bool]:
    """Build up to two days of a metric; gives how many hours, and whether there is more to do."""
    with transaction.atomic():
        metric = Metric.objects.select_for_update(no_key=True).get(pk=key)
        points = DataPoint.objects.filter(metric=metric, minute__lt=until)
        if metric.hours_until is not None:
            points = points.filter(minute__gte=metric.hours_until)
        first = points.order_by("minute").values_list("minute", flat=True).first()
        count, stop = 0, until
        if first is not None:
            start = floor_to(first, _HOUR)
            stop = min(start + STEP, until)
            hours = bundles_of(points.filter(minute__gte=start, minute__lt=stop), 3600)
            count = len(hours)
            DataPointHour.objects.bulk_create(
                [
                    DataPointHour(
                        metric=metric, start=at, count=one.count, total=one.total, low=one.low, high=one.high
                    )
                    for (_metric, at), one in hours.items()
                ],
                update_conflicts=True,
                unique_fields=["metric", "start"],
                update_fields=["count", "total", "low", "high"],
            )
        if metric.hours_until is None or metric.hours_until < stop:
            metric.hours_until = stop
            metric.save(update_fields=["hours_until"])
        return count, stop < until
