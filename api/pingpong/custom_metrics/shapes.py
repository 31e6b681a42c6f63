"""What custom metrics look like from the outside."""

from collections.abc import Sequence
from typing import Any

from api.pingpong.metric_fields import common_objects
from api.pingpong.vocabulary import ROLLUPS, word_of
from monitoring.models import Metric
from monitoring.vocabulary import MetricRollup


def custom_metric_objects(metrics: Sequence[Metric]) -> list[dict[str, Any]]:
    """Metrics whose points come through the API."""
    return [
        common | {"suffix": metric.suffix, "rollup": rollup_word(metric), "showcased": metric.display}
        for metric, common in zip(metrics, common_objects(metrics), strict=True)
    ]


def rollup_word(metric: Metric) -> str:
    """The word for the roll-up; counting values, which only other doors know, is nearest to their sum."""
    rollup = MetricRollup.SUM.value if metric.rollup == MetricRollup.COUNT else metric.rollup
    return word_of(ROLLUPS, rollup)
