"""`pages/{page_id}/metrics`, one metric, and the points that they take."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.faults import not_found
from api.statuspage.management.base import ManagementView
from api.statuspage.management.metrics.bodies import FIELDS, Point, metric_read, point_read, points_read
from api.statuspage.management.metrics.shapes import metric_shape, metrics_shape
from monitoring import selectors, services
from monitoring.models import Metric
from statuspage.exceptions import Invalid


class MetricsView(ManagementView):
    """What all views of metrics share."""

    scope = "metrics"
    fields = FIELDS

    def metric_at(self, page_id: str, metric_id: str) -> Metric:
        """The metric of the page; 404 where there is none."""
        return selectors.metric_get(self.page_at(page_id), metric_id)


class Metrics(MetricsView):
    """The metrics of a page, whatever feeds them."""

    def get(self, request: Request, page_id: str) -> Response:
        return self.listed(selectors.metrics_of_page(self.page_at(page_id)), metrics_shape)


class OneMetric(MetricsView):
    """One metric."""

    def get(self, request: Request, page_id: str, metric_id: str) -> Response:
        return Response(metric_shape(self.metric_at(page_id, metric_id)))

    def patch(self, request: Request, page_id: str, metric_id: str) -> Response:
        metric = self.metric_at(page_id, metric_id)
        changes = metric_read(self.wrapped("metric"))
        row = services.metric_update(metric=metric, changes=changes, by=self.actor, now=self.now)
        return Response(metric_shape(row))

    put = patch

    def delete(self, request: Request, page_id: str, metric_id: str) -> Response:
        metric = self.metric_at(page_id, metric_id)
        services.metric_delete(metric=metric, by=self.actor, now=self.now)
        return Response(metric_shape(metric))


class PointsView(MetricsView):
    """Points of metrics that are fed by a provider are refused with 405."""

    conflict_status = 405

    def add(self, page_id: str, points: dict[str, list[Point]]) -> None:
        """Take all points in, or none; 404 for a metric that the page does not have."""
        page = self.page_at(page_id)
        try:
            services.points_add(page=page, points=points, by=self.actor, now=self.now)
        except Invalid as invalid:
            if any(error.code == "unknown_metric" for error in invalid.errors):
                raise not_found() from None
            raise


class PointsOfMetric(PointsView):
    """The points of one metric."""

    def post(self, request: Request, page_id: str, metric_id: str) -> Response:
        metric = self.metric_at(page_id, metric_id)
        point = point_read(self.wrapped("data"), "/data")
        self.add(page_id, {metric.uid: [point]})
        return Response({"data": _point(point)}, status=201)

    def delete(self, request: Request, page_id: str, metric_id: str) -> Response:
        metric = self.metric_at(page_id, metric_id)
        services.points_clear(metric=metric, by=self.actor, now=self.now)
        return Response(metric_shape(self.metric_at(page_id, metric_id)))


class PointsOfMetrics(PointsView):
    """Points of several metrics at once; one that is wrong refuses all."""

    def post(self, request: Request, page_id: str) -> Response:
        self.page_at(page_id)
        points = points_read(self.wrapped("data"))
        self.add(page_id, points)
        return Response({uid: [_point(point) for point in some] for uid, some in points.items()}, status=202)


def _point(point: Point) -> dict[str, Any]:
    """A point as it was sent; stored it is under its minute."""
    at, value = point
    return {"timestamp": int(at.timestamp()), "value": value}
