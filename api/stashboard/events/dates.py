"""Dates as clients of this API write them, in nearly any form."""

from datetime import UTC, datetime, timedelta

from dateutil.parser import parse

_LONGEST = 100
_SECOND = timedelta(seconds=1)
_HOURS = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
"""The zones with names that RFC 2822 knows, beside UTC and GMT; any other name is taken for UTC."""


def moment(text: str, *, now: datetime) -> datetime:
    """The moment that a date means, in UTC: one without a zone is there already, a day alone is its midnight.

    What a date leaves out is that of today. Raises `ValueError` for what is no date, or out of the calendar.
    """
    if len(text) > _LONGEST:
        raise ValueError("This is too long for a date.")
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    try:
        found = parse(text, default=midnight, tzinfos=_zone)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (OverflowError, ArithmeticError, TypeError) as error:
        raise ValueError("This is no date.") from error


def past(last: datetime) -> datetime | None:
    """The moment before which all is that happened no later than a date; None for the end of time.

    Events are told by the second, so one with the second of `last` happened by then.
    """
    try:
        return last + (timedelta(microseconds=1) if last.microsecond else _SECOND)
    except OverflowError:
        return None


def _zone(name: str | None, offset: int | None) -> int | None:
    if offset is not None:
        return offset
    hours = _HOURS.get((name or "").upper())
    return None if hours is None else hours * 3600
