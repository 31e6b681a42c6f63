"""What a client may say of a check (section 5 of the contract), field by field; the first mistake is told."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from api.healthchecks.errors import DETAILS, PREFIX, bad_field, bad_request
from monitoring.schedules import ScheduleRefused, schedule_check
from monitoring.vocabulary import HEARTBEAT_SECONDS
from statuspage.exceptions import Invalid
from statuspage.validation import MESSAGE_LENGTH, SLUG_LENGTH, clean_text
from statuspage.zones import zone_current, zone_names

SHORT, KEYWORDS, TAGS = 100, 200, 500
UNIQUE = ("name", "slug", "tags", "timeout", "grace")
"""Fields by which an existing check may be found instead of making another one."""

Reader = Callable[[str, Any], Any]
"""Takes a field's name and value and gives what is kept of it; raises `Fault`."""


def read_fields(body: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the body that this door knows, in one fixed order; all others are ignored."""
    return {field: reader(field, body[field]) for field, reader in READERS.items() if field in body}


def _text(field: str, value: Any, *, most: int, lines: bool = False) -> str:
    try:
        return clean_text(value, pointer="", max_length=most, multiline=lines)
    except Invalid as invalid:
        raise bad_field(field, DETAILS[invalid.errors[0].code]) from None


def _slug(field: str, value: Any) -> str:
    if not isinstance(value, str) or len(value) > SLUG_LENGTH:
        return _text(field, value, most=SLUG_LENGTH)
    if not set(value) <= _SLUG:
        raise bad_field(field, "does not match pattern")
    return value


def _tags(field: str, value: Any) -> str:
    if not isinstance(value, str):
        raise bad_field(field, "is not a string")
    return _text(field, " ".join(dict.fromkeys(value.split())), most=TAGS)


def _seconds(field: str, value: Any) -> int:
    """Whole seconds; true and false are numbers here, and too small ones."""
    if not isinstance(value, int):
        raise bad_field(field, "is not a number")
    if value < HEARTBEAT_SECONDS.start:
        raise bad_field(field, "is too small")
    if value >= HEARTBEAT_SECONDS.stop:
        raise bad_field(field, "is too large")
    return value


def _schedule(field: str, value: Any) -> str:
    text = _text(field, value, most=SHORT, lines=True)
    try:
        if text.strip() and schedule_check(text):
            return text
    except ScheduleRefused:
        pass
    raise bad_field(field, "is not a valid cron or OnCalendar expression")


def _zone(field: str, value: Any) -> str:
    if not isinstance(value, str):
        raise bad_field(field, "is not a string")
    if value not in zone_names():
        raise bad_field(field, "is not a valid timezone")
    return zone_current(value)


def _channels(field: str, value: Any) -> str:
    return _text(field, value, most=1_000_000, lines=True)


def _unique(field: str, value: Any) -> list[str]:
    if not isinstance(value, list):
        raise bad_field(field, "is not an array")
    if not all(isinstance(item, str) and item in UNIQUE for item in value):
        raise bad_request(f"{PREFIX}an item in 'unique' has unexpected value")
    return value


def _flag(field: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise bad_field(field, "is not a boolean")
    return value


def _methods(field: str, value: Any) -> str:
    if value == "" or value == "POST":
        return str(value)
    raise bad_field(field, "has unexpected value")


_SLUG = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")
_keywords = partial(_text, most=KEYWORDS, lines=True)

READERS: Mapping[str, Reader] = {
    "channels": _channels,
    "desc": partial(_text, most=MESSAGE_LENGTH, lines=True),
    "failure_kw": _keywords,
    "filter_body": _flag,
    "filter_default_fail": _flag,
    "filter_http_body": _flag,
    "filter_subject": _flag,
    "grace": _seconds,
    "manual_resume": _flag,
    "methods": _methods,
    "name": partial(_text, most=SHORT),
    "schedule": _schedule,
    "slug": _slug,
    "start_kw": _keywords,
    "subject": _keywords,
    "subject_fail": _keywords,
    "success_kw": _keywords,
    "tags": _tags,
    "timeout": _seconds,
    "tz": _zone,
    "unique": _unique,
}
"""Every known field in the order in which it is judged, which is that of Healthchecks."""
