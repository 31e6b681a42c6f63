"""What a component showed within each of the stretches between given moments, such as the hours of a day."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo

from statuspage.clock import day_begins
from statuspage.status import SEVERITY, Status
from statuspage.timeline import Span
from statuspage.uptime import NO_DATA

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Cell:
    """One stretch: its worst status (or `no_data`), and how long each status held in it.

    What no status covers is no data, and in no entry of `held`.
    """

    started: datetime
    ended: datetime
    status: str
    held: Mapping[str, timedelta]


def hours_of_day(day: date, zone: tzinfo) -> list[datetime]:
    """The moments that part a day of a zone into hours, both midnights included.

    A day on which clocks are changed has 23 or 25 of them; where they are changed by less than an hour, the
    last one is shorter.
    """
    start, end = day_begins(day, zone), day_begins(day + timedelta(days=1), zone)
    moments = [start]
    while moments[-1] + HOUR < end:
        moments.append(moments[-1] + HOUR)
    return [*moments, end]


def cells_between(spans: Iterable[Span], moments: Sequence[datetime]) -> list[Cell]:
    """One cell for each stretch between two neighbouring moments; the spans must not overlap.

    An open span runs to the last moment.
    """
    held: list[dict[str, timedelta]] = [{} for _ in moments[1:]]
    for span in spans:
        if span.status == Status.UNKNOWN:
            continue
        ended = moments[-1] if span.ended is None else min(span.ended, moments[-1])
        index = max(0, bisect_right(moments, span.started) - 1)
        while index < len(held) and moments[index] < ended:
            amount = min(ended, moments[index + 1]) - max(span.started, moments[index])
            if amount > timedelta():
                held[index][span.status] = held[index].get(span.status, timedelta()) + amount
            index += 1
    return [
        Cell(
            started,
            ended,
            max(found, key=SEVERITY.__getitem__) if found else NO_DATA,
            found,
        )
        for started, ended, found in zip(moments, moments[1:], held, strict=False)
    ]


def spans_filled(spans: Sequence[Span], start: datetime, end: datetime) -> list[Span]:
    """The spans of a window, oldest first, with what lies between them: unknown is `unknown`."""
    filled: list[Span] = []
    reached = start
    for span in spans:
        if span.started > reached:
            _extend(filled, Span(Status.UNKNOWN.value, reached, span.started))
        until = end if span.ended is None else span.ended
        is_unknown = span.status == Status.UNKNOWN
        _extend(filled, Span(span.status, span.started, until) if is_unknown else replace(span, ended=until))
        reached = until
    if reached < end:
        _extend(filled, Span(Status.UNKNOWN.value, reached, end))
    return filled


def _extend(filled: list[Span], span: Span) -> None:
    if filled and span.continues(filled[-1]):
        filled[-1] = replace(filled[-1], ended=span.ended)
    else:
        filled.append(span)
