"""`pages/{page}/metrics/` and one metric."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.paging import NumberPages
from api.base.views import COLLECTION, OBJECT
from api.native.metrics.answers import (
    EXAMPLE,
    SERIES_EXAMPLE,
    MetricAnswer,
    MetricSeriesAnswer,
    metric_answer,
    series_answer,
)
from api.native.metrics.inputs import MetricInput
from api.native.queries import SeriesQuery
from api.native.resource import NativeView
from api.native.schema.describe import describe, describe_list
from monitoring import selectors, services
from monitoring.metric_spans import SPANS
from monitoring.models import Metric

_NEW = {"name": "Errors", "suffix": "per minute", "rollup": "mean", "decimals": 1, "component": "rest-api"}


class MetricView(NativeView):
    """What all views of metrics share."""

    tag = "Metrics"
    scope = "metrics"
    volatile = frozenset({"last_point"})
    moving = frozenset({"last_point", "updated_at"})

    def metric_at(self, page: str, metric: str) -> Metric:
        return selectors.metric_get(self.get_page(page), metric)


class MetricList(MetricView):
    """The page's metrics in their order."""

    paging = NumberPages
    tagged = COLLECTION

    @describe_list("metric_list", "List metrics", of=MetricAnswer, example=EXAMPLE)
    def get(self, request: Request, page: str) -> Response:
        return self.listed(selectors.metrics_of_page(self.get_page(page)), metric_answer)

    @describe(
        "metric_create",
        "Create a metric",
        answer=MetricAnswer,
        example=EXAMPLE,
        status=201,
        body=MetricInput,
        body_example=_NEW,
        note="`rollup` says what charts show of several values. With a threshold, webhooks are sent "
        "`metric.threshold_crossed` each time the newest value goes beyond it.",
    )
    def post(self, request: Request, page: str) -> Response:
        row = self.get_page(page)
        metric = services.metric_create(page=row, by=self.actor, **self.body(MetricInput, page=row))
        return self.created(metric_answer(metric), "native:metric", page=row.uid, metric=metric.uid)


class MetricDetail(MetricView):
    """One metric."""

    tagged = OBJECT

    @describe("metric_get", "Read a metric", answer=MetricAnswer, example=EXAMPLE)
    def get(self, request: Request, page: str, metric: str) -> Response:
        return self.answer(metric_answer(self.metric_at(page, metric)))

    @describe(
        "metric_update",
        "Change a metric",
        answer=MetricAnswer,
        example=EXAMPLE,
        body=MetricInput,
        body_example={"threshold_above": 10},
    )
    def patch(self, request: Request, page: str, metric: str) -> Response:
        row = self.checked(lambda: self.metric_at(page, metric), metric_answer)
        changes = self.changes(MetricInput, metric_answer(row), page=row.page)
        return self.answer(metric_answer(services.metric_update(metric=row, changes=changes, by=self.actor)))

    @describe("metric_delete", "Delete a metric", status=204)
    def delete(self, request: Request, page: str, metric: str) -> Response:
        row = self.checked(lambda: self.metric_at(page, metric), metric_answer)
        services.metric_delete(metric=row, by=self.actor)
        return self.gone()


class MetricSeries(MetricView):
    """A metric as charts draw it."""

    asks = SeriesQuery

    @describe(
        "metric_series",
        "Read what a chart draws",
        answer=MetricSeriesAnswer,
        example=SERIES_EXAMPLE,
        query=[SeriesQuery],
        note="A day in 288 buckets of 5 minutes, a week in 336 of half an hour, a month (28 days) in 336 of "
        "two hours; every bucket is listed, and the last one is still filling.",
    )
    def get(self, request: Request, page: str, metric: str) -> Response:
        row = self.metric_at(page, metric)
        span = SPANS[self.query()["span"]]
        return self.answer(series_answer(selectors.metric_series([row], span=span, now=self.now)[row.pk]))
