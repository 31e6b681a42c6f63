"""Points of metrics: `.../{metric}/points/`, its hours, and `metrics/points/` for several at once."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.paging import CursorPages
from api.native.metrics.answers import (
    HOUR_EXAMPLE,
    POINT_EXAMPLE,
    MetricHourAnswer,
    PointAnswer,
    PointsAnswer,
    PointsByMetricAnswer,
    hour_answer,
    point_answer,
    points_answer,
)
from api.native.metrics.inputs import PointsByMetricInput, PointsInput
from api.native.metrics.views import MetricView
from api.native.queries import WindowQuery
from api.native.schema.describe import describe, describe_stretch
from monitoring import selectors, services

_TAKEN = (
    "Times are cut down to their minute, and a later value for a minute replaces the one before. Points are "
    "taken for the last 30 days. One wrong point refuses all."
)
_NEW = {"points": [POINT_EXAMPLE, {"at": "2026-11-21T10:01:20Z", "value": 4}]}
_STORED = {"points": [POINT_EXAMPLE, {"at": "2026-11-21T10:01:00Z", "value": 4.0}]}


class _ByMinute(CursorPages):
    ordering = ("-minute",)


class _ByStart(CursorPages):
    ordering = ("-start",)


class MetricPoints(MetricView):
    """The points of one metric."""

    paging = _ByMinute
    asks = WindowQuery

    @describe_stretch(
        "metric_points",
        "List points",
        of=PointAnswer,
        example=POINT_EXAMPLE,
        query=[WindowQuery],
        note="Newest first. After 30 days there are hours instead, at `rollups/`.",
    )
    def get(self, request: Request, page: str, metric: str) -> Response:
        rows = selectors.points_of(self.metric_at(page, metric), **self.query())
        return self.listed(rows, lambda row: point_answer(row.minute, row.value))

    @describe(
        "metric_points_add",
        "Add points",
        answer=PointsAnswer,
        example=_STORED,
        status=201,
        body=PointsInput,
        body_example=_NEW,
        note=f"At most 3,000. {_TAKEN}",
    )
    def post(self, request: Request, page: str, metric: str) -> Response:
        row = self.metric_at(page, metric)
        given = self.body(PointsInput).get("points", [])
        with self.pointers({f"/points/{row.uid}": "/points"}):
            stored = services.points_add(page=row.page, points={row.uid: given}, by=self.actor)
        return self.answer({"points": points_answer(stored[row.uid])}, status=201)

    @describe("metric_points_clear", "Delete all points", status=204, note="The hours go with them.")
    def delete(self, request: Request, page: str, metric: str) -> Response:
        services.points_clear(metric=self.metric_at(page, metric), by=self.actor)
        return self.gone()


class MetricRollups(MetricView):
    """Points summed up by the hour."""

    paging = _ByStart
    asks = WindowQuery

    @describe_stretch(
        "metric_rollups",
        "List hours of points",
        of=MetricHourAnswer,
        example=HOUR_EXAMPLE,
        query=[WindowQuery],
        note="Newest first; an hour is there a few minutes after it has ended, and stays for ever.",
    )
    def get(self, request: Request, page: str, metric: str) -> Response:
        return self.listed(selectors.hours_of(self.metric_at(page, metric), **self.query()), hour_answer)


class PointsOfMetrics(MetricView):
    """Points of several metrics in one request."""

    @describe(
        "metrics_points_add",
        "Add points to several metrics",
        answer=PointsByMetricAnswer,
        example={"points": {"r5y8g2a7w1hm": _STORED["points"]}},
        status=201,
        body=PointsByMetricInput,
        body_example={"points": {"r5y8g2a7w1hm": _NEW["points"]}},
        note=f"At most 3,000 in all. {_TAKEN}",
    )
    def post(self, request: Request, page: str) -> Response:
        row = self.get_page(page)
        given = self.body(PointsByMetricInput).get("points", {})
        stored = services.points_add(page=row, points=given, by=self.actor)
        return self.answer({"points": {uid: points_answer(some) for uid, some in stored.items()}}, status=201)
