"""What a chart of a metric draws, in numbers."""

from typing import Any

from api.statuspage.public.answering import document
from api.statuspage.public.reading import Reading
from monitoring import selectors
from monitoring.metric_spans import SPANS
from monitoring.models import Metric
from monitoring.selectors import Series
from statuspage.clock import iso_milliseconds
from statuspage.exceptions import NotFound


@document
def metric_display(reading: Reading, uid: str, word: str) -> dict[str, Any]:
    """A metric that the page displays over a day, a week or a month; the last bucket is still filling.

    What the metric is called where its points come from is told to nobody.
    """
    sight = selectors.sight_with_metrics(reading.sight, reading.page)
    metric = selectors.metrics_displayed(reading.page, sight=sight).filter(uid=uid).first()
    span = SPANS.get(word)
    if metric is None or span is None:
        raise NotFound(uid)
    series = selectors.metric_series([metric], span=span)[metric.pk]
    summary = {"sum": series.total, "mean": series.mean}
    return {
        "period": {"count": span.count, "interval": span.seconds, "identifier": span.word},
        "metrics": [{"metric": _metric(metric), "summary": summary, "data": _data(series)}],
        "summary": {**summary, "last": series.last},
    }


def _metric(metric: Metric) -> dict[str, Any]:
    newest = metric.last_point_at
    return {
        "id": metric.uid,
        "name": metric.name,
        "tooltip_description": metric.description or None,
        "suffix": metric.suffix or None,
        "decimal_places": metric.decimals,
        "y_axis_min": metric.y_min,
        "y_axis_max": metric.y_max,
        "y_axis_hidden": metric.y_hidden,
        "most_recent_data_at": None if newest is None else iso_milliseconds(newest),
    }


def _data(series: Series) -> list[dict[str, Any]]:
    return [
        {"timestamp": int(series.at(index).timestamp()), "value": value}
        for index, value in enumerate(series.values)
    ]
