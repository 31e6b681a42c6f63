"""A check of theirs in our words; nothing here reads or writes the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from monitoring.models import Check
from monitoring.services import target_shown
from statuspage.zones import zone_current

_TEXT, _NUMBER, _FLAG = "is not text", "is not a whole number", "is not true or false"
_KINDS: dict[str, tuple[type, str]] = {
    **dict.fromkeys(("name", "slug", "tags", "desc", "schedule", "tz", "methods"), (str, _TEXT)),
    **dict.fromkeys(("start_kw", "success_kw", "failure_kw", "subject", "subject_fail"), (str, _TEXT)),
    **dict.fromkeys(("timeout", "grace"), (int, _NUMBER)),
    **dict.fromkeys(("manual_resume", "filter_subject", "filter_body"), (bool, _FLAG)),
    **dict.fromkeys(("filter_http_body", "filter_default_fail"), (bool, _FLAG)),
}
_SAME = {
    *("methods", "start_kw", "success_kw", "failure_kw"),
    *("filter_subject", "filter_body", "filter_http_body", "filter_default_fail"),
}


class Unreadable(Exception):
    """This is no check that can be brought; the text says why."""


@dataclass(frozen=True, slots=True)
class ReadCheck:
    """`settings` are those that the source told, as `check_create` takes them; the target is never empty."""

    code: UUID
    settings: Mapping[str, Any]
    paused: bool


def label_of(row: Any) -> str:
    """The name of a row for people, whatever the row is."""
    name = row.get("name") if isinstance(row, dict) else None
    return name if isinstance(name, str) and name.strip() else "(no name)"


def is_for_reading_only(row: Any) -> bool:
    """Whether a read-only key was shown this: then there is nothing in it that could be pinged."""
    return isinstance(row, dict) and "unique_key" in row and not any(map(row.get, _PLACES))


def check_read(row: Any) -> ReadCheck:
    """One item of the list, of any version of the API; raises Unreadable.

    What older servers do not tell is left out. Of the older names, `subject` and `subject_fail` are
    keywords that look into subjects.
    """
    if not isinstance(row, dict):
        raise Unreadable("it is not an object")
    told = {field: _typed(field, row[field]) for field in _KINDS if row.get(field) is not None}
    settings: dict[str, Any] = {}
    if "name" in told:
        settings["name"] = told["name"].strip()
    if "slug" in told:
        settings["slug"] = told["slug"]
    if "desc" in told:
        settings["description"] = told["desc"]
    if "tags" in told:
        settings["tags"] = list(dict.fromkeys(told["tags"].split()))
    if "manual_resume" in told:
        settings["manual_resume"] = told["manual_resume"]
    settings["target"] = _target(told)
    return ReadCheck(code=_code(row), settings=settings, paused=row.get("status") == "paused")


def differences(check: Check, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What of these settings a check does not have yet, as `check_update` takes it."""
    here = {
        "name": check.name,
        "slug": check.slug,
        "description": check.description,
        "tags": check.tags.split(),
        "manual_resume": check.manual_resume,
    }
    changes = {field: value for field, value in wanted.items() if field in here and here[field] != value}
    target = target_shown(check, secrets=True)
    moved = {field: value for field, value in wanted["target"].items() if target.get(field) != value}
    return changes | ({"target": moved} if moved else {})


_PLACES = ("uuid", "ping_url", "update_url")


def _code(row: Mapping[str, Any]) -> UUID:
    """The first answers of v1 had it in addresses only."""
    for field in _PLACES:
        value = row.get(field)
        if isinstance(value, str) and value:
            text = value.rstrip("/").rpartition("/")[2]
            try:
                return UUID(text)
            except ValueError:
                raise Unreadable(f"{field} holds no UUID") from None
    raise Unreadable("it has no UUID")


def _typed(field: str, value: Any) -> Any:
    kind, problem = _KINDS[field]
    # True and false are numbers to Python.
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise Unreadable(f"{field} {problem}")
    return value


def _target(told: Mapping[str, Any]) -> dict[str, Any]:
    target: dict[str, Any] = {}
    if told.get("schedule"):
        target["schedule"] = told["schedule"]
        target["time_zone"] = zone_current(told.get("tz") or "UTC")
    elif "timeout" in told:
        target["period_seconds"] = told["timeout"]
    else:
        raise Unreadable("it has neither a timeout nor a schedule")
    if "grace" in told:
        target["grace_seconds"] = told["grace"]
    if "success_kw" not in told and (told.get("subject") or told.get("subject_fail")):
        target |= {"success_kw": told.get("subject", ""), "failure_kw": told.get("subject_fail", "")}
        target["filter_subject"] = True
    return target | {field: told[field] for field in sorted(_SAME) if field in told}
