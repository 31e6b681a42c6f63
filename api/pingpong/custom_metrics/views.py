"""`custom-metrics`, one custom metric, and `custom-metrics/data`."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.faults import not_found
from api.pingpong.base import PingPongView
from api.pingpong.custom_metrics.bodies import FIELDS, custom_metric_read
from api.pingpong.custom_metrics.points import placed, point_objects, points_read
from api.pingpong.custom_metrics.shapes import custom_metric_objects
from api.pingpong.errors import bad_request
from monitoring import selectors
from monitoring.models import Metric
from monitoring.services import metric_create, metric_locked, metric_update, points_add
from statuspage import journal
from statuspage.exceptions import Invalid

DECIMALS = 2
"""What the page shows of values: the original knows no such setting, and rounds where the roll-up says so."""


class CustomMetricsView(PingPongView):
    """What all views of custom metrics share."""

    scope = "metrics"
    fields = FIELDS

    def metric_at(self, uid: str) -> Metric:
        """The page's metric with this id that takes points; else 404."""
        metric = selectors.metrics_by_api(self.project).filter(uid=uid).first()
        if metric is None:
            raise not_found()
        return metric


class CustomMetrics(CustomMetricsView):
    """The page's metrics that take points, in their order; those that a provider feeds are no custom ones."""

    def get(self, request: Request) -> Response:
        """A bare list."""
        return Response(custom_metric_objects(list(selectors.metrics_by_api(self.project))))

    def post(self, request: Request) -> Response:
        """A new custom metric, the last one on the page."""
        settings = {"decimals": DECIMALS, **custom_metric_read(self.project, self.body)}
        metric = metric_create(page=self.project, by=self.actor, now=self.now, **settings)
        return Response(custom_metric_objects([metric])[0], status=201)


class OneCustomMetric(CustomMetricsView):
    """One custom metric."""

    def get(self, request: Request, metric_id: str) -> Response:
        """The custom metric."""
        return Response(custom_metric_objects([self.metric_at(metric_id)])[0])

    def patch(self, request: Request, metric_id: str) -> Response:
        """Change what was sent."""
        metric = self.metric_at(metric_id)
        body = self.body
        with journal.transaction(self.now):
            row = metric_locked(metric)
            changes = custom_metric_read(self.project, body, row)
            row = metric_update(metric=row, changes=changes, by=self.actor, now=self.now)
        return Response(custom_metric_objects([row])[0])

    put = patch


class DataPoints(CustomMetricsView):
    """Points of several custom metrics in one request: all are taken or none."""

    def post(self, request: Request) -> Response:
        """Add points, and tell them as they are stored; those older than 30 days are left out."""
        page, points = self.project, points_read(self.body)
        try:
            stored = points_add(page=page, points=points, by=self.actor, drop_old=True, now=self.now)
        except Invalid as invalid:
            for error in invalid.errors:
                if error.code == "unknown_metric":
                    uid = error.pointer.removeprefix("/points/")
                    raise bad_request(f'There is no custom metric "{uid[:40]}".') from None
            raise Invalid(placed(error) for error in invalid.errors) from None
        return Response({uid: point_objects(some) for uid, some in stored.items()})
