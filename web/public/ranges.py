"""Which days of a component its page shows: the last ninety, a week, or one day, as the address says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from urllib.parse import urlencode

from statuspage.clock import day_begins
from web.public.months import day_of

QUARTER, WEEK = 90, 7
_DAY = timedelta(days=1)
_NAMES = ("view", "from", "on")


@dataclass(frozen=True, slots=True)
class Range:
    """The days from `first` to `last` in a zone: from `start` to `close`, of which `end` is told until now.

    `view` is the word in the address: `week`, `day`, or nothing for ninety days. `own` is what the address
    says of it, `exact` whether it said that. `earlier` and `later` are queries, empty where there is nothing.
    """

    view: str
    first: date
    last: date
    start: datetime
    close: datetime
    end: datetime
    own: Mapping[str, str]
    exact: bool
    earlier: str = ""
    later: str = ""

    @property
    def length(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1


def range_of(asked: Mapping[str, str], *, begun: date | None, now: datetime, zone: tzinfo) -> Range:
    """What an address asks for; whatever makes no sense, or lies outside the data, falls back.

    Data begins on the day `begun` (None: there is none) and ends now.
    """
    today = now.astimezone(zone).date()
    said = {name: asked[name] for name in _NAMES if name in asked}
    if said.get("view") == "week" and begun is not None:
        return _week(said, begun, today, now, zone)
    if said.get("view") == "day" and begun is not None:
        return _day(said, begun, today, now, zone)
    return Range("", *_between(today - (QUARTER - 1) * _DAY, today, now, zone), own={}, exact=not said)


def query_of_week(last: date, today: date) -> str:
    """The address of the week up to a day."""
    return _query("week", "from", last - (WEEK - 1) * _DAY, today - (WEEK - 1) * _DAY)


def query_of_day(day: date, today: date) -> str:
    """The address of a day."""
    return _query("day", "on", day, today)


def _week(said: Mapping[str, str], begun: date, today: date, now: datetime, zone: tzinfo) -> Range:
    newest = today - (WEEK - 1) * _DAY
    first = day_of(said.get("from", "")) or newest
    if first > today:
        first = newest
    if first + (WEEK - 1) * _DAY < begun:
        first = begun
    own = _own("week", "from", first, said)
    following = first + WEEK * _DAY
    return Range(
        "week",
        *_between(first, following - _DAY, now, zone),
        own=own,
        exact=own == said,
        earlier=_query("week", "from", first - WEEK * _DAY, newest) if first > begun else "",
        later=_query("week", "from", following, newest) if following <= today else "",
    )


def _day(said: Mapping[str, str], begun: date, today: date, now: datetime, zone: tzinfo) -> Range:
    day = max(begun, min(day_of(said.get("on", "")) or today, today))
    own = _own("day", "on", day, said)
    return Range(
        "day",
        *_between(day, day, now, zone),
        own=own,
        exact=own == said,
        earlier=_query("day", "on", day - _DAY, today) if day > begun else "",
        later=_query("day", "on", day + _DAY, today) if day < today else "",
    )


def _between(
    first: date, last: date, now: datetime, zone: tzinfo
) -> tuple[date, date, datetime, datetime, datetime]:
    close = day_begins(last + _DAY, zone)
    return first, last, day_begins(first, zone), close, min(now, close)


def _own(view: str, name: str, day: date, said: Mapping[str, str]) -> dict[str, str]:
    return {"view": view, name: day.isoformat()} if name in said else {"view": view}


def _query(view: str, name: str, day: date, newest: date) -> str:
    """The newest of its kind has the short address, which goes on being that of the newest."""
    return urlencode({"view": view} if day == newest else {"view": view, name: day.isoformat()})
