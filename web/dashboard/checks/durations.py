"""Stretches of time in forms: a number and its unit."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

UNITS: list[tuple[str, str | Promise]] = [
    ("1", _("seconds")),
    ("60", _("minutes")),
    ("3600", _("hours")),
    ("86400", _("days")),
]


def spelled(seconds: int | None) -> tuple[str, str]:
    """The number and the greatest unit in which it is whole."""
    if seconds is None:
        return "", "60"
    unit = next((unit for unit in (86_400, 3600, 60) if seconds and seconds % unit == 0), 1)
    return str(seconds // unit), str(unit)


def whole(text: str) -> Any:
    """A whole number, None for nothing, and for services to refuse whatever else it is."""
    text = text.strip()
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text


def seconds_of(number: str, unit: str) -> Any:
    """The seconds that were meant, or what services refuse."""
    found = whole(number)
    return found * int(unit) if isinstance(found, int) and unit in dict(UNITS) else found
