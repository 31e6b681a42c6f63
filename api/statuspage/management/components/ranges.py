"""The days that an uptime is asked for: partial dates made whole, and what had to be adjusted (pure)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from statuspage.exceptions import Invalid

EARLIEST = date(1970, 1, 1)
MOST_MONTHS = 6
USUAL_DAYS = 90

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class DayRange:
    """From the first day to the last one, both within; `warnings` tell where that is not what was asked."""

    start: date
    end: date
    warnings: tuple[str, ...] = ()


def range_read(start: str | None, end: str | None, *, today: date, since: date | None) -> DayRange:
    """The days between two partial dates such as `2020`, `2020-01` or `2020-01-15`; empty means not given.

    `since` is the first day in service: there is nothing before it. Without `start` the range begins then or
    90 days ago, whichever is later; without `end` it reaches until today. More than six calendar months are
    cut at their end. Raises `Invalid` at `/start` or `/end` where no day is left.
    """
    told_start = told_end = ""
    first, last = _first_day(start), _last_day(end)
    if last is None:
        last = today
    elif last > today:
        last = today
        told_end = _("End date was adjusted to today; range_end is the date used.")
    if first is None:
        first = max(today - timedelta(days=USUAL_DAYS), since or EARLIEST)
    elif since is not None and first < since > EARLIEST:
        first = since
        told_start = _("Start date was adjusted to the first day in service; range_start is the date used.")
    elif first < EARLIEST:
        first = EARLIEST
        told_start = _("Start date was adjusted to the earliest possible; range_start is the date used.")
    if first > last:
        raise Invalid.at(
            "/end" if end and not start else "/start",
            "reversed",
            _("There is no day from %(first)s to %(last)s.") % {"first": first, "last": last},
        )
    longest = _months_later(first, MOST_MONTHS)
    if last > longest:
        last = longest
        told_end = _("End date was adjusted to six months after the start; range_end is the date used.")
    return DayRange(first, last, tuple(text for text in (told_start, told_end) if text))


def _first_day(text: str | None) -> date | None:
    parts = _parts(text, "/start")
    if parts is None:
        return None
    year, month, day = parts
    return _day(year, month or 1, day or 1, "/start")


def _last_day(text: str | None) -> date | None:
    parts = _parts(text, "/end")
    if parts is None:
        return None
    year, month, day = parts
    whole = _day(year, month or 12, day or 1, "/end")
    return whole if day is not None else whole.replace(day=monthrange(whole.year, whole.month)[1])


def _parts(text: str | None, pointer: str) -> tuple[int, int | None, int | None] | None:
    if text is None or text == "":
        return None
    found = _PARTIAL.fullmatch(text)
    if found is None:
        raise _no_date(pointer)
    year, month, day = found.groups()
    return int(year), None if month is None else int(month), None if day is None else int(day)


def _day(year: int, month: int, day: int, pointer: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _no_date(pointer) from None


def _no_date(pointer: str) -> Invalid:
    return Invalid.at(
        pointer,
        "invalid_date",
        _("This must be a date such as 2020-01-15, a month such as 2020-01, or a year."),
    )


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
