"""The shapes of Statuspage's public documents, as its contract (section 7) has them from captured traffic."""

import re
from collections.abc import Mapping
from typing import Any

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)")
_ID = re.compile(r"[a-z0-9]{12}")
_STATUSES = {"operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage"}
_REALTIME = {"investigating", "identified", "monitoring", "resolved", "postmortem"}
_SCHEDULED = {"scheduled", "in_progress", "verifying", "completed"}


def _id(value: Any) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _time(value: Any) -> bool:
    return isinstance(value, str) and _TIME.fullmatch(value) is not None


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _nothing(value: Any) -> bool:
    return value is None


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _or_none(rule: Any) -> Any:
    return lambda value: value is None or rule(value)


def _word(*words: str) -> Any:
    return lambda value: value in words


def _list_of(shape: Mapping[str, Any]) -> Any:
    return lambda value: isinstance(value, list) and all(fits(shape, item) for item in value)


def _component(value: Any) -> bool:
    return fits(GROUP if value["group"] else COMPONENT, value)


PAGE = {"id": _id, "name": _text, "url": _text, "time_zone": _text, "updated_at": _time}
STATUS = {"indicator": _word("none", "minor", "major", "critical", "maintenance"), "description": _text}
COMPONENT = {
    "id": _id,
    "name": _text,
    "status": _word(*_STATUSES),
    "created_at": _time,
    "updated_at": _time,
    "position": lambda value: type(value) is int,
    "description": _or_none(_text),
    "showcase": _flag,
    "start_date": _or_none(lambda value: re.fullmatch(r"\d{4}-\d\d-\d\d", value)),
    "group_id": _or_none(_id),
    "page_id": _id,
    "group": _flag,
    "only_show_if_degraded": _flag,
}
GROUP = {**COMPONENT, "components": lambda value: all(map(_id, value)) and bool(value)}
AFFECTED = {"code": _id, "name": _text, "old_status": _word(*_STATUSES), "new_status": _word(*_STATUSES)}
UPDATE = {
    "id": _id,
    "status": _word(*_REALTIME, *_SCHEDULED),
    "body": _text,
    "incident_id": _id,
    "created_at": _time,
    "updated_at": _time,
    "display_at": _time,
    "affected_components": _or_none(lambda value: value and _list_of(AFFECTED)(value)),
    "deliver_notifications": _flag,
    "custom_tweet": _nothing,
    "tweet_id": _nothing,
}
INCIDENT = {
    "id": _id,
    "name": _text,
    "status": _word(*_REALTIME),
    "created_at": _time,
    "updated_at": _time,
    "monitoring_at": _or_none(_time),
    "resolved_at": _or_none(_time),
    "impact": _word("none", "minor", "major", "critical", "maintenance"),
    "shortlink": _text,
    "started_at": _time,
    "page_id": _id,
    "incident_updates": _list_of(UPDATE),
    "components": _list_of(COMPONENT),
}
MAINTENANCE = {**INCIDENT, "status": _word(*_SCHEDULED), "scheduled_for": _time, "scheduled_until": _time}

_PAGE = {"page": lambda value: fits(PAGE, value)}
_COMPONENTS = {"components": lambda value: all(map(_component, value))}
_INCIDENTS = {"incidents": _list_of(INCIDENT)}
_MAINTENANCES = {"scheduled_maintenances": _list_of(MAINTENANCE)}
_STATUS = {"status": lambda value: fits(STATUS, value)}
DOCUMENTS: Mapping[str, Mapping[str, Any]] = {
    "summary": {**_PAGE, **_COMPONENTS, **_INCIDENTS, **_MAINTENANCES, **_STATUS},
    "status": {**_PAGE, **_STATUS},
    "components": {**_PAGE, **_COMPONENTS},
    "incidents": {**_PAGE, **_INCIDENTS},
    "incidents/unresolved": {**_PAGE, **_INCIDENTS},
    "scheduled-maintenances": {**_PAGE, **_MAINTENANCES},
    "scheduled-maintenances/upcoming": {**_PAGE, **_MAINTENANCES},
    "scheduled-maintenances/active": {**_PAGE, **_MAINTENANCES},
}


def fits(shape: Mapping[str, Any], value: Any) -> bool:
    """Whether an object has exactly these keys, and each value its form; says what is wrong otherwise."""
    assert set(value) == set(shape), set(value) ^ set(shape)
    for name, rule in shape.items():
        assert rule(value[name]), (name, value[name])
    return True
