"""Values as JSON and forms give them, where everything is text: the same meaning either way.

Every function raises `Invalid` at the pointer for what it cannot take.
"""

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from statuspage.clock import day_begins
from statuspage.exceptions import Invalid

MOST_IDS = 100
_TRUE = {"true", "1"}
_FALSE = {"false", "0"}
_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_DIGITS = re.compile(r"[0-9a-fA-F]{3}|[0-9a-fA-F]{6}")
_NUMBER = re.compile(r"[+-]?(\d{1,300}(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)


def given(data: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """What of the known names is there; unknown ones are passed over, as Statuspage does."""
    return {name: data[name] for name in names if name in data}


def text(value: Any, pointer: str) -> str:
    """A text; null is an empty one, a number its digits."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise Invalid.at(pointer, "not_text", _("This must be text."))


def flag(value: Any, pointer: str) -> bool:
    """True or false, also as a word or a digit."""
    word = str(value).strip().lower() if isinstance(value, str | int) else ""
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise Invalid.at(pointer, "not_boolean", _("This must be true or false."))


def number(value: Any, pointer: str) -> float:
    """A finite number, also as digits."""
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Invalid.at(pointer, "not_a_number", _("This must be a number."))
    return float(value)


def whole(value: Any, pointer: str) -> int:
    """A whole number, also as digits or with a fraction of zero."""
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**18:
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Invalid.at(pointer, "not_integer", _("This must be a whole number."))
    return value


def color(value: Any, pointer: str) -> str:
    """A colour such as `#1a56db`, also without its `#`; whether it is one the services say."""
    found = text(value, pointer).strip()
    return f"#{found}" if _DIGITS.fullmatch(found) else found


def ids(value: Any, pointer: str, most: int = MOST_IDS) -> list[str]:
    """Ids, each once, in their order; one alone stands for a list of it, null and an empty text for none.

    At most so many are taken, one that is named more than once counted each time.
    """
    if value is None:
        return []
    listed = value if isinstance(value, list) else [value]
    if any(not isinstance(item, str) for item in listed):
        raise Invalid.at(pointer, "not_ids", _("This must be a list of ids."))
    if len(listed) > most:
        raise Invalid.at(
            pointer, "too_many", _("At most %(limit)d ids are possible at once.") % {"limit": most}
        )
    # A form has no other way to send an empty list.
    return list(dict.fromkeys(item.strip() for item in listed if item.strip()))


def moment(value: Any, pointer: str, zone: tzinfo = UTC) -> datetime:
    """A point in time in UTC: ISO 8601, or seconds since 1970; without a zone it is one of UTC.

    A day alone is when it begins in `zone`.
    """
    wrong = Invalid.at(pointer, "invalid_time", _("This must be a time such as 2026-01-31T12:00:00Z."))
    try:
        if isinstance(value, str) and not _NUMBER.fullmatch(value.strip()):
            # A time is longer; Django takes a day for its midnight.
            alone = parse_date(value.strip()) if len(value.strip()) <= 10 else None
            found = parse_datetime(value.strip()) if alone is None else day_begins(alone, zone)
        else:
            found = datetime.fromtimestamp(number(value, pointer), UTC)
        if found is None:
            raise wrong
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError, OSError, Invalid):
        raise wrong from None


def day(value: Any, pointer: str) -> date:
    """A calendar day such as 2026-01-31."""
    try:
        found = parse_date(value.strip()) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None:
        raise Invalid.at(pointer, "invalid_date", _("This must be a date such as 2026-01-31."))
    return found
