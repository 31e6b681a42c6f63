"""What a form says of a component or a group, and what services take of it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext as _

from statuspage.exceptions import Invalid
from statuspage.models import Component, ComponentGroup, Page
from statuspage.selectors import group_get
from statuspage.status import Status

SWITCHES = ("visible", "showcase", "only_show_if_degraded")


def values_fresh(group: str) -> dict[str, Any]:
    """Of a component that is to be made."""
    return {
        "name": "",
        "slug": "",
        "description": "",
        "group": group,
        "start_date": "",
        "status": Status.OPERATIONAL.value,
        "visible": True,
        "showcase": True,
        "only_show_if_degraded": False,
    }


def values_of(component: Component) -> dict[str, Any]:
    """As it is now."""
    return {
        "name": component.name,
        "slug": component.slug,
        "description": component.description,
        "group": component.group.uid if component.group else "",
        "start_date": component.start_date.isoformat() if component.start_date else "",
        **{name: getattr(component, name) for name in SWITCHES},
    }


def values_of_group(group: ComponentGroup) -> dict[str, Any]:
    """As it is now."""
    return {"name": group.name, "slug": group.slug, "description": group.description}


def values_sent(data: QueryDict, fresh: dict[str, Any]) -> dict[str, Any]:
    """As a form says, by the names that `fresh` has; lines end as they are stored."""
    return {
        name: name in data if name in SWITCHES else str(data.get(name, "")).replace("\r\n", "\n")
        for name in fresh
    }


def read(page: Page, values: Mapping[str, Any]) -> dict[str, Any]:
    """What services take of a component. Raises `Invalid` for what cannot be read."""
    found = {name: values[name] for name in ("name", "description", *SWITCHES)}
    found["slug"] = values["slug"].strip() or None
    found["group"] = None
    if values["group"]:
        found["group"] = group_get(page, values["group"])
        if found["group"] is None:
            raise Invalid.at("/group", "unknown_group", _("The page has no such group."))
    try:
        found["start_date"] = date.fromisoformat(values["start_date"]) if values["start_date"] else None
    except ValueError:
        raise Invalid.at(
            "/start_date", "invalid_date", _("This must be a date such as 2026-01-31.")
        ) from None
    return found


def moment_written(at: datetime, zone: ZoneInfo, *, up: bool = False) -> str:
    """For a field of a form, in whole seconds: begun ones count from their start, or (`up`) to their end."""
    if up and at.microsecond:
        at += timedelta(seconds=1)
    return at.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S")
