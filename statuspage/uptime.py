"""Uptime arithmetic over spans of status: pure, exact to the microsecond, never greener than the truth."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import lcm
from typing import NamedTuple, Protocol

from statuspage.status import SEVERITY, Status

NO_DATA = "no_data"
"""The key under which time without any statement is counted; as a day's status it means no data at all."""

DEFAULT_WEIGHTS: Mapping[str, float] = {
    Status.DEGRADED_PERFORMANCE.value: 0,
    Status.PARTIAL_OUTAGE.value: 0.3,
    Status.MAJOR_OUTAGE.value: 1,
    Status.UNAVAILABLE.value: 1,
}
"""How much of a second in each status counts as downtime; pages may set their own."""

Piece = tuple[str, int, int | None]
"""Status, start and end (None while it lasts) in microseconds since 1970: what the arithmetic works on."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_COUNTED = (
    Status.OPERATIONAL.value,
    Status.UNDER_MAINTENANCE.value,
    Status.DEGRADED_PERFORMANCE.value,
    Status.PARTIAL_OUTAGE.value,
    Status.MAJOR_OUTAGE.value,
    Status.UNAVAILABLE.value,
    NO_DATA,
)
_UNMEASURED = frozenset({Status.UNDER_MAINTENANCE.value, NO_DATA})
_UNKNOWN = Status.UNKNOWN.value


class Stretch(Protocol):
    """What the arithmetic needs of a span or a stored period; `ended` is None while it lasts."""

    @property
    def status(self) -> str: ...
    @property
    def started(self) -> datetime: ...
    @property
    def ended(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class UptimeTally:
    """What a component showed within a window, and the uptime that follows.

    `micros` has every status word but `unknown`, and `no_data`, in microseconds; they add up to the window.
    `uptime` is a percentage cut (never rounded up) to three decimals, None when nothing was measured.
    """

    start: datetime
    end: datetime
    micros: Mapping[str, int]
    uptime: float | None

    @property
    def seconds(self) -> dict[str, int]:
        """Whole seconds per status that add up to the whole seconds of the window."""
        shown: dict[str, int] = {}
        passed = told = 0
        for word in _COUNTED:
            passed += self.micros[word]
            shown[word] = passed // 1_000_000 - told
            told += shown[word]
        return shown

    @property
    def measured(self) -> timedelta:
        """Time that counts for uptime: neither maintenance nor without data."""
        return timedelta(microseconds=sum(n for word, n in self.micros.items() if word not in _UNMEASURED))


class DayBar(NamedTuple):
    """One bar: the day, its worst status (or `no_data`), and whole seconds per status that occurred."""

    day: date
    status: str
    seconds: Mapping[str, int]


def tally(
    spans: Iterable[Stretch],
    *,
    start: datetime,
    end: datetime,
    weights: Mapping[str, float] = DEFAULT_WEIGHTS,
) -> UptimeTally:
    """Count the time per status between start and end.

    The spans must not overlap; what they leave uncovered, and `unknown`, is no data. An open span runs to
    `end`, so a window that reaches into the future must be cut at now by the caller. Weights that a page
    does not name count as by default. Raises `ValueError` when end lies before start.
    """
    if end < start:
        raise ValueError("The window ends before it starts.")
    micros = amounts(pieces(spans), start=ticks(start), end=ticks(end))
    return UptimeTally(start, end, micros, uptime_percentage(micros, weights=weights))


def amounts(parts: Iterable[Piece], *, start: int, end: int) -> dict[str, int]:
    """Microseconds per status and without data within a window; they add up to it."""
    counted = dict.fromkeys(_COUNTED, 0)
    covered = 0
    for status, started, ended in parts:
        since = max(start, started)
        until = end if ended is None or ended > end else ended
        if since < until and status != _UNKNOWN:
            counted[status] += until - since
            covered += until - since
    counted[NO_DATA] = end - start - covered
    return counted


def uptime_percentage(
    counted: Mapping[str, int], *, weights: Mapping[str, float] = DEFAULT_WEIGHTS
) -> float | None:
    """Uptime from time per status in any one unit: 0 to 100, cut to three decimals, None if unmeasured.

    Only time without any weighted downtime makes 100. Maintenance and time without data do not count.
    """
    measured = sum(amount for word, amount in counted.items() if word not in _UNMEASURED)
    if not measured:
        return None
    shares, whole = _shares(tuple(weights.get(word, default) for word, default in DEFAULT_WEIGHTS.items()))
    down = sum(share * counted.get(word, 0) for share, word in zip(shares, DEFAULT_WEIGHTS, strict=True))
    measured *= whole
    return max(0, (measured - down) * 100_000 // measured) / 1000


def ticks(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


def pieces(spans: Iterable[Stretch]) -> list[Piece]:
    """Spans or stored periods as the arithmetic takes them."""
    return [
        (str(span.status), ticks(span.started), None if span.ended is None else ticks(span.ended))
        for span in spans
    ]


class DayGrid:
    """The days of a bar chart, cut once at the midnights of a zone and laid over many components.

    The last day is the one that `end` falls into, and it ends at `end`; a day with a clock change has 23 or
    25 hours.
    """

    def __init__(self, *, days: int, end: datetime, tz: tzinfo) -> None:
        if days < 1:
            raise ValueError("A chart has at least one day.")
        last = end.astimezone(tz).date()
        self.days = [last - timedelta(days=back) for back in range(days - 1, -1, -1)]
        self.start = datetime.combine(self.days[0], time(), tz).astimezone(UTC)
        self.end = end.astimezone(UTC)
        self._edges = [*(ticks(datetime.combine(day, time(), tz)) for day in self.days), ticks(end)]
        # Most days show one status throughout; such bars are made once and shared by all components.
        self._whole: dict[str, list[DayBar]] = {}

    def bars(self, spans: Iterable[Stretch]) -> list[DayBar]:
        """One bar per day, oldest first, for one component's spans (which must not overlap)."""
        return self.bars_of(pieces(spans))

    def bars_of(self, parts: Iterable[Piece]) -> list[DayBar]:
        """The same from pieces."""
        edges = self._edges
        first, last = edges[0], edges[-1]
        bars = list(self._days_of(NO_DATA))
        mixed: dict[int, dict[str, int]] = {}
        for status, started, ended in parts:
            since = max(first, started)
            until = last if ended is None or ended > last else ended
            if since >= until or status == _UNKNOWN:
                continue
            begin = bisect_right(edges, since) - 1
            stop = bisect_right(edges, until, begin) - 1
            if edges[begin] < since:
                _add(mixed, begin, status, min(until, edges[begin + 1]) - since)
                begin += 1
            if begin <= stop:
                bars[begin:stop] = self._days_of(status)[begin:stop]
                if edges[stop] < until:
                    _add(mixed, stop, status, until - edges[stop])
        for index, counted in mixed.items():
            bars[index] = _mixed_bar(self.days[index], counted, edges[index + 1] - edges[index])
        return bars

    def _days_of(self, status: str) -> list[DayBar]:
        bars = self._whole.get(status)
        if bars is None:
            lengths = (until - since for since, until in pairwise(self._edges))
            bars = [
                DayBar(day, status, _whole_seconds({status: length}))
                for day, length in zip(self.days, lengths, strict=True)
            ]
            self._whole[status] = bars
        return bars


def daily_bars(spans: Iterable[Stretch], *, days: int, end: datetime, tz: tzinfo) -> list[DayBar]:
    """The bars of one component; for many, make one `DayGrid` and ask it for each."""
    return DayGrid(days=days, end=end, tz=tz).bars(spans)


def _add(mixed: dict[int, dict[str, int]], index: int, status: str, amount: int) -> None:
    counted = mixed.setdefault(index, {})
    counted[status] = counted.get(status, 0) + amount


def _mixed_bar(day: date, counted: dict[str, int], length: int) -> DayBar:
    status = max(counted, key=SEVERITY.__getitem__)
    counted[NO_DATA] = length - sum(counted.values())
    return DayBar(day, status, _whole_seconds(counted))


def _whole_seconds(counted: Mapping[str, int]) -> dict[str, int]:
    """Rounded so that they add up to the whole seconds of the sum; what did not occur is left out."""
    seconds: dict[str, int] = {}
    passed = told = 0
    for word, amount in counted.items():
        if amount:
            passed += amount
            seconds[word] = passed // 1_000_000 - told
            told += seconds[word]
    return seconds


@lru_cache(maxsize=256)
def _shares(weights: tuple[float, ...]) -> tuple[tuple[int, ...], int]:
    """The weights as whole shares of a common whole."""
    # Through text, because 0.3 as a binary fraction is not three tenths.
    exact = [Fraction(str(weight)) for weight in weights]
    whole = lcm(*(fraction.denominator for fraction in exact))
    return tuple(int(fraction * whole) for fraction in exact), whole
