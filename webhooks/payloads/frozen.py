"""Bytes that stay what they are: the same values always give the same body."""

import json
from datetime import UTC, date, datetime
from typing import Any

from statuspage.clock import iso_milliseconds


def frozen_json(values: Any) -> bytes:
    """Compact JSON in UTF-8; a number that JSON does not know raises `ValueError`."""
    text = json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain)
    return text.encode("utf-8", "replace")


def moment_text(moment: datetime) -> str:
    """ISO 8601 in UTC with `Z`, as the native API writes times."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def milliseconds_text(moment: datetime | str | None) -> str | None:
    """The same with exactly three digits after the seconds, as Statuspage writes times.

    Takes what the journal holds, too: times as text.
    """
    if not moment:
        return None
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    return iso_milliseconds(moment)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON.")
