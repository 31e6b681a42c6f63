"""Points of custom metrics, as they are sent and as they are told."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from monitoring.metric_spans import GREATEST
from monitoring.services.points import AT_ONCE, Point
from statuspage.exceptions import FieldError, Invalid

REQUIRED = "This field is required."
NULL = "This field may not be null."
NOT_INTEGER = "A valid integer is required."
NOT_NUMBER = "A valid number is required."
LAST_SECOND = 2**31 - 1
"""Times are 32-bit numbers."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def points_read(body: Mapping[str, Any]) -> dict[str, list[Point]]:
    """Points by the ids of their metrics. Raises one `Invalid`: below the field `data`, all that is wrong."""
    if "data" not in body:
        raise _wrong("missing", REQUIRED)
    data = body["data"]
    if not isinstance(data, dict):
        raise _wrong("not_a_dictionary", NULL if data is None else "Expected a dictionary of lists.")
    for uid, some in data.items():
        if not isinstance(some, list):
            raise _wrong("not_a_list", f"{uid[:40]}: Expected a list of data points.")
    if len(data) > AT_ONCE or sum(map(len, data.values())) > AT_ONCE:
        raise _wrong("too_many", f"Ensure this field has no more than {AT_ONCE} data points.")
    errors: list[FieldError] = []
    points = {
        uid: [_point(item, f"{uid[:40]}[{index}]", errors) for index, item in enumerate(some)]
        for uid, some in data.items()
    }
    if errors:
        raise Invalid(errors[:100])
    return points


def point_objects(points: Iterable[Point]) -> list[dict[str, Any]]:
    """Points as they are stored; numbers without a fraction are whole."""
    return [
        {"timestamp": int(at.timestamp()), "value": int(value) if value.is_integer() else value}
        for at, value in points
    ]


def placed(error: FieldError) -> FieldError:
    """What services say of a point, below the one field of a request and with where it is."""
    _root, _points, uid, index, *_field = error.pointer.split("/")
    return _problem(error.code, f"{uid}[{index}]: {error.detail}")


def _point(item: Any, where: str, errors: list[FieldError]) -> Point:
    """A point; what is wrong with it goes to `errors`."""
    if not isinstance(item, dict):
        errors.append(_problem("not_a_dictionary", f"{where}: Expected a timestamp and a value."))
        return _EPOCH, 0.0
    return _time(item, f"{where}.timestamp", errors), _value(item, f"{where}.value", errors)


def _time(item: dict[str, Any], where: str, errors: list[FieldError]) -> datetime:
    seconds = item.get("timestamp")
    if type(seconds) is not int:
        errors.append(_missing_or(NOT_INTEGER, where, is_there="timestamp" in item))
    elif not 0 <= seconds <= LAST_SECOND:
        errors.append(_problem("out_of_range", f"{where}: Ensure this value is from 0 to {LAST_SECOND}."))
    else:
        return datetime.fromtimestamp(seconds, UTC)
    return _EPOCH


def _value(item: dict[str, Any], where: str, errors: list[FieldError]) -> float:
    value = item.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float):
        errors.append(_missing_or(NOT_NUMBER, where, is_there="value" in item))
    elif not -GREATEST <= value <= GREATEST:
        errors.append(_problem("out_of_range", f"{where}: Ensure this value is from -10^15 to 10^15."))
    else:
        return float(value)
    return 0.0


def _missing_or(refusal: str, where: str, *, is_there: bool) -> FieldError:
    return _problem("wrong_kind", f"{where}: {refusal if is_there else REQUIRED}")


def _problem(code: str, detail: str) -> FieldError:
    return FieldError("/data", code, detail)


def _wrong(code: str, detail: str) -> Invalid:
    return Invalid([_problem(code, detail)])
