"""What may be said about a metric, and points as clients send them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from api.statuspage.management.errors import bad_request
from api.statuspage.management.values import flag, given, moment, number, text, whole
from monitoring.services.points import AT_ONCE
from statuspage.exceptions import Invalid
from statuspage.validation import Problems

Point = tuple[datetime, float]

FIELDS = {
    "identifier": "metric_identifier",
    "description": "tooltip_description",
    "decimals": "decimal_places",
    "y_min": "y_axis_min",
    "y_max": "y_axis_max",
    "y_hidden": "y_axis_hidden",
}
"""The door's names of settings by the domain's."""

_EMPTY = (None, "")


def metric_read(data: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that were sent, under the domain's names. Raises one `Invalid` for all that is wrong.

    The ends of the axis may be taken away by null; of the other settings that are no text null says nothing.
    """
    problems = Problems()
    settings: dict[str, Any] = {}
    own = {theirs: ours for ours, theirs in FIELDS.items()}
    for name, value in given(data, *_READERS).items():
        is_axis = name in ("y_axis_min", "y_axis_max")
        if value in _EMPTY and not is_axis and _READERS[name] is not text:
            continue
        if name == "transform" and value in _EMPTY:
            continue
        with problems.caught():
            clean = None if is_axis and value in _EMPTY else _READERS[name](value, f"/{name}")
            settings[own.get(name, name)] = clean
    problems.raise_if_any()
    return settings


_READERS: dict[str, Callable[[Any, str], Any]] = {
    "name": text,
    "metric_identifier": text,
    "transform": text,
    "application_id": text,
    "suffix": text,
    "tooltip_description": text,
    "y_axis_min": number,
    "y_axis_max": number,
    "y_axis_hidden": flag,
    "display": flag,
    "decimal_places": whole,
}


def point_read(data: Mapping[str, Any], pointer: str) -> Point:
    """A value and its time: unix seconds, also with a fraction or as text. Raises `Invalid`."""
    problems = Problems()
    at, value = None, 0.0
    with problems.caught():
        at = moment(data.get("timestamp"), f"{pointer}/timestamp")
    with problems.caught():
        value = number(data.get("value"), f"{pointer}/value")
    problems.raise_if_any()
    if at is None:
        raise AssertionError("A point without a time was refused above.")
    return at, value


def points_read(data: Mapping[str, Any]) -> dict[str, list[Point]]:
    """Points by the ids of their metrics, at most 3,000 of either. Raises `Fault` (400) and `Invalid`."""
    rows = {metric: _rows(metric, sent) for metric, sent in data.items()}
    if len(rows) > AT_ONCE or sum(map(len, rows.values())) > AT_ONCE:
        raise Invalid.at(
            "/data", "too_many", _("At most %(limit)d points can be sent at once.") % {"limit": AT_ONCE}
        )
    problems = Problems()
    points: dict[str, list[Point]] = {metric: [] for metric in rows}
    for metric, some in rows.items():
        for index, row in enumerate(some):
            with problems.caught():
                points[metric].append(point_read(row, f"/data/{metric[:40]}/{index}"))
    problems.raise_if_any()
    return points


def _rows(metric: str, sent: Any) -> list[Mapping[str, Any]]:
    """The points of a metric; one alone stands for a list of it."""
    rows = [sent] if isinstance(sent, dict) else [] if sent in _EMPTY else sent
    if not isinstance(rows, list) or any(not isinstance(row, dict) for row in rows):
        raise bad_request(f"data[{metric[:40]}] must be a list of points, each with a timestamp and a value")
    return rows
