"""When the team is reminded of an incident that stays open (Statuspage contract, section 5)."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext_lazy as _

from statuspage.exceptions import Invalid

DEFAULT_HOURS = (3, 6, 12, 24)
_LONGEST_HOURS = 24


def clean_intervals(value: Any, *, pointer: str = "/reminder_intervals") -> list[int] | int | None:
    """The hours after the start at which to remind; None for the default, an empty list for never.

    Takes None, a list of strictly rising whole hours from 1 to 24, such a list as JSON text, or one whole
    number of hours (also as text), which stays a number: every so many hours for a day. Raises `Invalid` for
    everything else.
    """
    if value is None:
        return None
    if isinstance(value, str):
        value = _from_text(value, pointer)
        if value is None:
            return None
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _LONGEST_HOURS:
        return value
    if isinstance(value, list | tuple) and _rises(value):
        return list(value)
    raise _refusal(pointer)


def next_reminder(
    started: datetime, intervals: Sequence[int] | int | None, *, after: datetime
) -> datetime | None:
    """The first reminder of an incident that lies after a moment; None when there is none left."""
    if isinstance(intervals, int):
        hours: Sequence[int] = range(intervals, _LONGEST_HOURS + 1, intervals)
    else:
        hours = DEFAULT_HOURS if intervals is None else intervals
    moments = (started + timedelta(hours=hour) for hour in hours)
    return next((moment for moment in moments if moment > after), None)


def _from_text(text: str, pointer: str) -> Any:
    try:
        # Digits beyond any hour are no hours; they also must not reach the slow integer parser.
        return json.loads(text) if len(text) <= 200 else False
    except ValueError:
        raise _refusal(pointer) from None


def _rises(hours: Sequence[Any]) -> bool:
    if any(isinstance(hour, bool) or not isinstance(hour, int) for hour in hours):
        return False
    bounded = all(1 <= hour <= _LONGEST_HOURS for hour in hours)
    return bounded and all(one < other for one, other in pairwise(hours))


def _refusal(pointer: str) -> Invalid:
    return Invalid.at(
        pointer,
        "invalid_intervals",
        _("Give whole hours from 1 to 24 in rising order, one number to repeat, or an empty list for none."),
    )
