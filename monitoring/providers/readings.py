"""Numbers out of other people's answers, one for each minute."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from monitoring.metric_spans import GREATEST
from monitoring.providers.base import Point, Query
from monitoring.vocabulary import MetricTransform

Sample = tuple[Any, Any]
"""A unix time in seconds and a value, as the service wrote them."""


def points_of(samples: Iterable[Sample], query: Query, *, is_rolled: bool) -> list[Point]:
    """Those of the query's time, reduced to one for each minute by the metric's transform.

    Of what is no number, or none that a chart could draw, nothing is taken. Where the service has applied
    the transform already (`is_rolled`), several counts for a minute are those of several series.
    """
    first, last = query.start.timestamp(), query.end.timestamp()
    minutes: dict[int, list[float]] = defaultdict(list)
    for at, value in samples:
        moment, number = number_of(at), number_of(value)
        if moment is not None and number is not None and first <= moment < last:
            minutes[int(moment // 60) * 60].append(number)
    reduce = _reducer(query.transform, is_rolled)
    found = ((datetime.fromtimestamp(minute, UTC), reduce(minutes[minute])) for minute in sorted(minutes))
    return [(at, value) for at, value in found if abs(value) <= GREATEST]


def number_of(value: Any) -> float | None:
    """A finite number within what metrics take, given as a number or as its text; else None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and abs(number) <= GREATEST else None


def _reducer(transform: str, is_rolled: bool) -> Callable[[Sequence[float]], float]:
    match transform:
        case MetricTransform.MAX:
            return max
        case MetricTransform.MIN:
            return min
        case MetricTransform.SUM:
            return math.fsum
        case MetricTransform.COUNT:
            return math.fsum if is_rolled else len
    return lambda values: math.fsum(values) / len(values)
