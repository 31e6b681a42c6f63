"""From the fields of a request to what services are told."""

from collections.abc import Mapping
from typing import Any

from django.utils.text import slugify

from monitoring.models import Check
from monitoring.vocabulary import GRACE_SECONDS, PERIOD_SECONDS
from statuspage.validation import SLUG_LENGTH

SAME = (
    "methods",
    "start_kw",
    "success_kw",
    "failure_kw",
    "filter_subject",
    "filter_body",
    "filter_http_body",
    "filter_default_fail",
)
"""Fields of a heartbeat's target that go by the same name here."""
COLUMNS = {"timeout": "period_seconds", "grace": "grace_seconds"}
"""Fields whose columns have other names."""


def check_match(given: Mapping[str, Any]) -> dict[str, Any] | None:
    """The values by column that an existing check must have to be meant; None where none can be meant."""
    fields = given.get("unique") or ()
    if not fields or not set(fields) <= set(given):
        return None
    return {COLUMNS.get(field, field): given[field] for field in fields}


def check_changes(given: Mapping[str, Any], *, version: str, check: Check | None = None) -> dict[str, Any]:
    """What `check_update` is told for the `given` fields, or `check_create` where there is no check yet."""
    changes: dict[str, Any] = {}
    if "name" in given:
        changes["name"] = given["name"]
    slug = _slug(given, version=version)
    if slug is not None:
        changes["slug"] = slug
    if "tags" in given:
        changes["tags"] = given["tags"].split()
    if "desc" in given:
        changes["description"] = given["desc"]
    if "manual_resume" in given:
        changes["manual_resume"] = given["manual_resume"]
    if check is None:
        changes.setdefault("slug", "")
    target = _target(given, check)
    if target:
        changes["target"] = target
    return changes


def _slug(given: Mapping[str, Any], *, version: str) -> str | None:
    """Until v3 a new name makes a new slug."""
    if "slug" in given:
        return str(given["slug"])
    if "name" in given and version != "v3":
        return str(slugify(given["name"]))[:SLUG_LENGTH]
    return None


def _target(given: Mapping[str, Any], check: Check | None) -> dict[str, Any]:
    target: dict[str, Any] = {}
    if "schedule" in given:
        target["schedule"] = given["schedule"]
    elif "timeout" in given:
        target["period_seconds"] = given["timeout"]
    if "tz" in given:
        target["time_zone"] = given["tz"]
    if "grace" in given:
        target["grace_seconds"] = given["grace"]
    target |= _older_names(given, check)
    target |= {field: given[field] for field in SAME if field in given}
    if check is not None:
        return target
    if "schedule" not in target:
        target.setdefault("period_seconds", PERIOD_SECONDS)
    return {"grace_seconds": GRACE_SECONDS, **target}


def _older_names(given: Mapping[str, Any], check: Check | None) -> dict[str, Any]:
    """`subject` and `subject_fail` set keywords, and have subjects looked into as long as there are any."""
    target: dict[str, Any] = {}
    if "subject" in given:
        target["success_kw"] = given["subject"]
    if "subject_fail" in given:
        target["failure_kw"] = given["subject_fail"]
    if target:
        held = {name: getattr(check, name, "") for name in ("success_kw", "failure_kw")}
        target["filter_subject"] = any((held | target).values())
    return target
