"""The spans that charts of metrics show, and what a metric makes of the values of one bucket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import floor

from monitoring.vocabulary import MetricRollup, MetricTransform

RAW_KEPT = timedelta(days=30)
"""How long single points stay; after that there are hours."""

GREATEST = 1e15
"""Values beyond this are taken nowhere: sums would lose whole numbers, and charts say nothing."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Span:
    """So many buckets of so many seconds; the last one is the bucket that is still filling."""

    word: str
    count: int
    seconds: int

    @property
    def bucket(self) -> timedelta:
        """The length of one bucket."""
        return timedelta(seconds=self.seconds)

    @property
    def length(self) -> timedelta:
        """The length of all."""
        return self.bucket * self.count

    def start(self, now: datetime) -> datetime:
        """When the first bucket begins. Buckets begin at multiples of their length since 1970."""
        return floor_to(now, self.bucket) - self.bucket * (self.count - 1)


DAY = Span("day", 288, 300)
WEEK = Span("week", 336, 1800)
MONTH = Span("month", 336, 7200)
SPANS = {span.word: span for span in (DAY, WEEK, MONTH)}


@dataclass(frozen=True, slots=True)
class Bundle:
    """Values of a stretch of time: how many, their sum, the least and the greatest."""

    count: int
    total: float
    low: float
    high: float

    def with_(self, other: Bundle | None) -> Bundle:
        """Both together."""
        if other is None:
            return self
        return Bundle(
            self.count + other.count,
            self.total + other.total,
            min(self.low, other.low),
            max(self.high, other.high),
        )

    def rolled(self, rollup: str) -> float:
        """What the metric shows for these values."""
        match rollup:
            case MetricRollup.SUM:
                return self.total
            case MetricRollup.MIN:
                return self.low
            case MetricRollup.MAX:
                return self.high
            case MetricRollup.COUNT:
                return self.count
            case MetricRollup.MEAN_ROUNDED:
                return floor(self.total / self.count + 0.5)
        return self.total / self.count


def rollup_for(transform: str, *, is_fetched: bool) -> str:
    """What charts make of several values that a transform brought.

    Fetched counts are sums already, so that they add up; of points that come one by one the number counts.
    """
    if transform == MetricTransform.COUNT and not is_fetched:
        return MetricRollup.COUNT.value
    return _ROLLUPS.get(transform, MetricRollup.MEAN).value


_ROLLUPS: dict[str, MetricRollup] = {
    MetricTransform.COUNT: MetricRollup.SUM,
    MetricTransform.SUM: MetricRollup.SUM,
    MetricTransform.MAX: MetricRollup.MAX,
    MetricTransform.MIN: MetricRollup.MIN,
}


def floor_to(moment: datetime, length: timedelta) -> datetime:
    """The last multiple of a length since 1970."""
    return moment.astimezone(UTC) - (moment - _EPOCH) % length


def oldest_minute(now: datetime) -> datetime:
    """The oldest minute that still takes a point."""
    return floor_to(now - RAW_KEPT, timedelta(minutes=1))


def raw_cutoff(now: datetime) -> datetime:
    """Points before this may be deleted, whole hours at a time.

    At least an hour older than what still takes points, so that none is added to an hour whose points are
    going.
    """
    return floor_to(now - RAW_KEPT, timedelta(hours=1)) - timedelta(hours=1)
