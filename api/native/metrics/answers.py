"""What metrics and their points look like from the outside."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypedDict

from api.native.values import Stamp, Uid, stamp
from api.native.words import MetricRollupWord, MetricSourceWord, SpanWord
from monitoring.models import DataPointHour, Metric
from monitoring.selectors import Series


class PointAnswer(TypedDict):
    """The value of a minute."""

    at: Stamp
    value: float


class MetricAnswer(TypedDict):
    """A series of numbers that the page may show as a chart; `last_point` is its newest."""

    id: Uid
    name: str
    description: str
    suffix: str
    rollup: MetricRollupWord
    decimals: int
    component: Uid | None
    display: bool
    source: MetricSourceWord
    position: int
    y_min: float | None
    y_max: float | None
    y_hidden: bool
    threshold_above: float | None
    threshold_below: float | None
    last_point: PointAnswer | None
    created_at: Stamp
    updated_at: Stamp


class PointsAnswer(TypedDict):
    """Points as they were stored, by time."""

    points: list[PointAnswer]


class PointsByMetricAnswer(TypedDict):
    """Points as they were stored, by the ids of their metrics."""

    points: dict[Uid, list[PointAnswer]]


MetricHourAnswer = TypedDict(
    "MetricHourAnswer",
    {"from": Stamp, "count": int, "sum": float, "mean": float, "min": float, "max": float},
)
MetricHourAnswer.__doc__ = """An hour of points, kept after the points themselves are gone."""


class BucketAnswer(TypedDict):
    """What the metric makes of the values of a bucket; null where there were none."""

    at: Stamp
    value: float | None


class SeriesSummaryAnswer(TypedDict):
    """Sum and mean of all values; `last` is the newest, or that of the newest bucket of a sum or count."""

    sum: float | None
    mean: float | None
    last: float | None


class MetricSeriesAnswer(TypedDict):
    """What a chart draws: buckets of equal length, the last one still filling."""

    span: SpanWord
    interval_seconds: int
    points: list[BucketAnswer]
    summary: SeriesSummaryAnswer


def metric_answer(metric: Metric) -> MetricAnswer:
    at, value = metric.last_point_at, metric.last_value
    return {
        "id": Uid(metric.uid),
        "name": metric.name,
        "description": metric.description,
        "suffix": metric.suffix,
        "rollup": MetricRollupWord(metric.rollup),
        "decimals": metric.decimals,
        "component": Uid(metric.component.uid) if metric.component is not None else None,
        "display": metric.display,
        "source": MetricSourceWord(metric.source),
        "position": metric.position,
        "y_min": metric.y_min,
        "y_max": metric.y_max,
        "y_hidden": metric.y_hidden,
        "threshold_above": metric.threshold_above,
        "threshold_below": metric.threshold_below,
        "last_point": None if at is None or value is None else point_answer(at, value),
        "created_at": stamp(metric.created_at),
        "updated_at": stamp(metric.updated_at),
    }


def point_answer(at: datetime, value: float) -> PointAnswer:
    return {"at": stamp(at), "value": value}


def points_answer(points: Iterable[tuple[datetime, float]]) -> list[PointAnswer]:
    return [point_answer(at, value) for at, value in points]


def hour_answer(hour: DataPointHour) -> MetricHourAnswer:
    return {
        "from": stamp(hour.start),
        "count": hour.count,
        "sum": hour.total,
        "mean": hour.total / hour.count,
        "min": hour.low,
        "max": hour.high,
    }


def series_answer(series: Series) -> MetricSeriesAnswer:
    return {
        "span": SpanWord(series.span.word),
        "interval_seconds": series.span.seconds,
        "points": [{"at": stamp(series.at(n)), "value": value} for n, value in enumerate(series.values)],
        "summary": {"sum": series.total, "mean": series.mean, "last": series.last},
    }


POINT_EXAMPLE: dict[str, Any] = {"at": "2026-11-21T10:00:00Z", "value": 11.6}

HOUR_EXAMPLE: dict[str, Any] = {
    "from": "2026-11-21T09:00:00Z",
    "count": 60,
    "sum": 480.5,
    "mean": 8.008333333333333,
    "min": 2.0,
    "max": 17.5,
}

SERIES_EXAMPLE: dict[str, Any] = {
    "span": "day",
    "interval_seconds": 300,
    "points": [{"at": "2026-11-21T09:55:00Z", "value": None}, {"at": "2026-11-21T10:00:00Z", "value": 11.6}],
    "summary": {"sum": 11.6, "mean": 11.6, "last": 11.6},
}

EXAMPLE: dict[str, Any] = {
    "id": "r5y8g2a7w1hm",
    "name": "Errors",
    "description": "Answers with 5xx, all regions.",
    "suffix": "per minute",
    "rollup": "mean",
    "decimals": 1,
    "component": "kctbh9vrtdwd",
    "display": True,
    "source": "custom",
    "position": 1,
    "y_min": 0.0,
    "y_max": None,
    "y_hidden": False,
    "threshold_above": 10.0,
    "threshold_below": None,
    "last_point": POINT_EXAMPLE,
    "created_at": "2026-11-01T09:00:00Z",
    "updated_at": "2026-11-01T09:00:00Z",
}
