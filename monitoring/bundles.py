"""Points and hours of metrics summed up by the database, in buckets of so many seconds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, Func, IntegerField, Max, Min, QuerySet, Sum

from monitoring.metric_spans import Bundle
from monitoring.models import DataPoint, DataPointHour

Bundles = dict[tuple[int, datetime], Bundle]
"""By metric key and the start of the bucket."""


class _Bucket(Func):
    """The number of the bucket since 1970 that a moment lies in."""

    output_field = IntegerField()

    def __init__(self, moment: str, seconds: int) -> None:
        super().__init__(moment, seconds=int(seconds))

    # The percent sign is read twice: by the template, and by the database's parameters.
    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "(CAST(strftime('%%%%s', %(expressions)s) AS INTEGER) / %(seconds)s)"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "(EXTRACT(EPOCH FROM %(expressions)s)::bigint / %(seconds)s)"
        return self.as_sql(compiler, connection, template=template, **context)


def bundles_of(points: QuerySet[DataPoint], seconds: int) -> Bundles:
    """Points in buckets; one query."""
    return _summed(points, "minute", seconds, n=Count("pk"), t=Sum("value"), lo=Min("value"), hi=Max("value"))


def bundles_of_hours(hours: QuerySet[DataPointHour], seconds: int) -> Bundles:
    """Hours in buckets of whole hours; one query."""
    return _summed(hours, "start", seconds, n=Sum("count"), t=Sum("total"), lo=Min("low"), hi=Max("high"))


def _summed(rows: QuerySet[Any], moment: str, seconds: int, **sums: Any) -> Bundles:
    found = (
        rows.order_by()
        .annotate(bucket=_Bucket(moment, seconds))
        .values("metric_id", "bucket")
        .annotate(**sums)
        .values_list("metric_id", "bucket", "n", "t", "lo", "hi")
    )
    return {
        (key, datetime.fromtimestamp(bucket * seconds, UTC)): Bundle(count, total, low, high)
        for key, bucket, count, total, low, high in found
    }
