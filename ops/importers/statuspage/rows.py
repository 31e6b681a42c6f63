"""What another system tells, taken for nothing but what it says: one field at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

CLOCKS_APART = timedelta(minutes=10)
"""A time of the source that is this little ahead is a matter of clocks, and becomes now."""


class Unreadable(Exception):
    """This cannot be brought; the text says why."""


class Row:
    """One object of the source. Each method raises Unreadable where the field holds something else."""

    def __init__(self, value: Any) -> None:
        if not isinstance(value, dict):
            raise Unreadable("it is not an object")
        self.values: Mapping[str, Any] = value

    def has(self, name: str) -> bool:
        """Whether the field is told at all."""
        return name in self.values

    def text(self, name: str) -> str:
        """Text, empty where there is none."""
        value = self.values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise Unreadable(f"{name} is not text")
        return value

    def identity(self, name: str = "id") -> str:
        """An id of the source, which must be there."""
        value = self.text(name)
        if not value or len(value) > 255 or not value.isprintable():
            raise Unreadable(f"{name} is no id")
        return value

    def identity_or_none(self, name: str) -> str | None:
        """An id of the source, or none."""
        return self.identity(name) if self.values.get(name) else None

    def flag(self, name: str, default: bool = False) -> bool:
        """True or false."""
        value = self.values.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise Unreadable(f"{name} is not true or false")
        return value

    def whole(self, name: str, default: int = 0) -> int:
        """A whole number, also as text."""
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise Unreadable(f"{name} is not a whole number")
        if not 0 <= value < 2**31:
            raise Unreadable(f"{name} is out of range")
        return value

    def number(self, name: str) -> float | None:
        """A number, or none."""
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e15:
            raise Unreadable(f"{name} is not a number")
        return float(value)

    def moment(self, name: str) -> datetime | None:
        """A time in UTC, or none."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            moment = datetime.fromisoformat(value).astimezone(UTC)
            if datetime.fromisoformat(value).tzinfo is None:
                raise ValueError
        except (TypeError, ValueError, OverflowError):
            raise Unreadable(f"{name} is not a time") from None
        return moment

    def past(self, name: str) -> datetime | None:
        """A time that has come, or none."""
        moment = self.moment(name)
        now = timezone.now()
        if moment is not None and now < moment <= now + CLOCKS_APART:
            return now
        return moment

    def day(self, name: str) -> date | None:
        """A calendar day, or none."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            return date.fromisoformat(value[:10])
        except (TypeError, ValueError):
            raise Unreadable(f"{name} is not a day") from None

    def listed(self, name: str, most: int) -> Sequence[Any]:
        """A list of at most so many things; empty where there is none."""
        value = self.values.get(name)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise Unreadable(f"{name} is not a list")
        if len(value) > most:
            raise Unreadable(f"{name} holds more than {most}")
        return value

    def identities(self, name: str, most: int = 10_000) -> list[str]:
        """A list of ids, each once."""
        found = [Row({"id": value}).identity() for value in self.listed(name, most)]
        return list(dict.fromkeys(found))


def needed(value: Any, name: str) -> Any:
    """The value of a field that must be there."""
    if value is None:
        raise Unreadable(f"{name} is missing")
    return value


def label_of(row: Any, *names: str) -> str:
    """What to call a thing of the source before people, whatever it is."""
    for name in names or ("name",):
        value = row.get(name) if isinstance(row, dict) else None
        if isinstance(value, str) and value.strip():
            return value
    return "(no name)"
