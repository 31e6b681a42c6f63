"""What metrics look like in Statuspage's management API."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects

from monitoring.models import Metric
from statuspage.clock import iso_milliseconds


def metrics_shape(metrics: Sequence[Metric]) -> list[dict[str, Any]]:
    """Metrics in the order given; at most one query, for their providers, however many they are."""
    prefetch_related_objects(list(metrics), "provider")
    return [metric_shape(metric) for metric in metrics]


def metric_shape(metric: Metric) -> dict[str, Any]:
    """A metric; what takes points by API belongs to a provider too, which is of the type Self.

    `reference_name` is what the metric is called where its points come from.
    """
    return {
        "id": metric.uid,
        "metrics_provider_id": metric.provider.uid if metric.provider is not None else None,
        "metric_identifier": metric.identifier or None,
        "name": metric.name,
        "display": metric.display,
        "tooltip_description": metric.description or None,
        "backfilled": metric.backfilled,
        "y_axis_min": metric.y_min,
        "y_axis_max": metric.y_max,
        "y_axis_hidden": metric.y_hidden,
        "suffix": metric.suffix or None,
        "decimal_places": metric.decimals,
        "most_recent_data_at": _time(metric.last_point_at),
        "created_at": _time(metric.created_at),
        "updated_at": _time(metric.updated_at),
        "last_fetched_at": _time(metric.last_fetched_at),
        "backfill_percentage": metric.backfill_percentage,
        "reference_name": metric.identifier or metric.name,
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else iso_milliseconds(moment)
