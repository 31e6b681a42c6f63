"""Where a value stands to the thresholds of its metric."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from monitoring.models import Metric
from monitoring.vocabulary import MetricSide


@dataclass(frozen=True, slots=True)
class Crossing:
    """The point with which a metric went beyond a threshold."""

    side: MetricSide
    at: datetime
    value: float
    threshold: float


def side_of(metric: Metric, value: float | None) -> MetricSide:
    """Beyond which threshold a value is; a value that equals it is not beyond."""
    if value is None:
        return MetricSide.INSIDE
    if metric.threshold_above is not None and value > metric.threshold_above:
        return MetricSide.ABOVE
    if metric.threshold_below is not None and value < metric.threshold_below:
        return MetricSide.BELOW
    return MetricSide.INSIDE


def crossing_of(metric: Metric, points: Iterable[tuple[datetime, float]]) -> Crossing | None:
    """The last of these points, in order of time, with which the metric went beyond a threshold.

    One at most, however often the values go back and forth within one delivery of points.
    """
    found = None
    stands = metric.side
    for at, value in points:
        side = side_of(metric, value)
        if side not in (stands, MetricSide.INSIDE):
            threshold = metric.threshold_above if side == MetricSide.ABOVE else metric.threshold_below
            found = Crossing(side, at, value, threshold or 0.0)
        stands = side
    return found
