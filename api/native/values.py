"""The kinds of value that answers are made of, and how they are written."""

from datetime import UTC, date, datetime
from typing import NewType

Uid = NewType("Uid", str)
Slug = NewType("Slug", str)
Url = NewType("Url", str)
Stamp = NewType("Stamp", str)
Day = NewType("Day", str)
Percentage = NewType("Percentage", float)


def stamp(at: datetime) -> Stamp:
    """ISO 8601 in UTC with ``Z``; fractions of a second only where there are any."""
    return Stamp(at.astimezone(UTC).isoformat().replace("+00:00", "Z"))


def stamp_or_none(at: datetime | None) -> Stamp | None:
    return None if at is None else stamp(at)


def day_or_none(day: date | None) -> Day | None:
    return None if day is None else Day(day.isoformat())
