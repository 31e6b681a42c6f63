"""Uptime arithmetic over spans of status: pure, exact to the microsecond, never greener than the truth."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from fractions import Fraction
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
    micros = dict.fromkeys(_COUNTED, 0)
    for span in spans:
        since = max(span.started, start)
        until = end if span.ended is None else min(span.ended, end)
        if since < until and span.status != Status.UNKNOWN:
            micros[span.status] += (until - since) // _MICROSECOND
    micros[NO_DATA] = (end - start) // _MICROSECOND - sum(micros.values())
    return UptimeTally(start, end, micros, uptime_percentage(micros, weights=weights))


def uptime_percentage(
    amounts: Mapping[str, int], *, weights: Mapping[str, float] = DEFAULT_WEIGHTS
) -> float | None:
    """Uptime from time per status in any one unit: 0 to 100, cut to three decimals, None if unmeasured.

    Only time without any weighted downtime makes 100. Maintenance and time without data do not count.
    """
    measured = sum(amount for word, amount in amounts.items() if word not in _UNMEASURED)
    if not measured:
        return None
    down = sum(
        (
            _exact(weights.get(word, default)) * amounts.get(word, 0)
            for word, default in DEFAULT_WEIGHTS.items()
        ),
        Fraction(0),
    )
    if not down:
        return 100.0
    thousandths = int((1 - down / measured) * 100_000)
    return float(Decimal(max(0, thousandths)) / 1000)


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
        midnights = [datetime.combine(day, time(), tz).astimezone(UTC) for day in self.days]
        self._edges = [*midnights, max(end.astimezone(UTC), midnights[-1])]

    @property
    def start(self) -> datetime:
        """The first midnight, in UTC."""
        return self._edges[0]

    @property
    def end(self) -> datetime:
        """Where the last day is cut, in UTC."""
        return self._edges[-1]

    def bars(self, spans: Iterable[Stretch]) -> list[DayBar]:
        """One bar per day, oldest first, for one component's spans (which must not overlap)."""
        edges = self._edges
        per_day: list[dict[str, int]] = [{} for _ in self.days]
        for span in spans:
            since = max(span.started, edges[0])
            until = edges[-1] if span.ended is None else min(span.ended, edges[-1])
            if since >= until or span.status == Status.UNKNOWN:
                continue
            status = str(span.status)
            index = bisect_right(edges, since) - 1
            while since < until:
                cut = min(until, edges[index + 1])
                amounts = per_day[index]
                amounts[status] = amounts.get(status, 0) + (cut - since) // _MICROSECOND
                since = cut
                index += 1
        return [
            _bar(day, amounts, (edges[i + 1] - edges[i]) // _MICROSECOND)
            for i, (day, amounts) in enumerate(zip(self.days, per_day, strict=True))
        ]


def daily_bars(spans: Iterable[Stretch], *, days: int, end: datetime, tz: tzinfo) -> list[DayBar]:
    """The bars of one component; for many, make one `DayGrid` and ask it for each."""
    return DayGrid(days=days, end=end, tz=tz).bars(spans)


def _bar(day: date, micros: dict[str, int], length: int) -> DayBar:
    status = max(micros, key=SEVERITY.__getitem__, default=NO_DATA)
    micros[NO_DATA] = length - sum(micros.values())
    return DayBar(day, status, _whole_seconds(micros))


def _whole_seconds(micros: Mapping[str, int]) -> dict[str, int]:
    seconds: dict[str, int] = {}
    passed = told = 0
    for word, amount in micros.items():
        passed += amount
        whole = passed // 1_000_000 - told
        told += whole
        if amount:
            seconds[word] = whole
    return seconds


def _exact(weight: float) -> Fraction:
    # Through text, because 0.3 as a binary fraction is not three tenths.
    return Fraction(str(weight))
