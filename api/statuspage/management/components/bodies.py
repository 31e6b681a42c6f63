"""What may be said about a component."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from api.statuspage.management.components.shapes import group_as_component_shape
from api.statuspage.management.values import day, flag, given, text
from statuspage.exceptions import Invalid
from statuspage.models import ComponentGroup, Page
from statuspage.selectors import Section, group_get
from statuspage.status import Status
from statuspage.validation import Problems, clean_choice

STATUSES = (
    Status.OPERATIONAL.value,
    Status.UNDER_MAINTENANCE.value,
    Status.DEGRADED_PERFORMANCE.value,
    Status.PARTIAL_OUTAGE.value,
    Status.MAJOR_OUTAGE.value,
)

_TEXTS = ("name", "description")
_FLAGS = ("showcase", "only_show_if_degraded")
_EMPTY = (None, "")
_NO_GROUP = (None, "", "null")


def component_read(page: Page, data: Mapping[str, Any]) -> tuple[dict[str, Any], str | None]:
    """The settings that were sent, and the status, None where it shall stay. Raises one `Invalid` for all.

    An empty status says nothing, and neither does a flag of null. `group_id` leaves the group where it is
    null, empty or the word "null".
    """
    problems = Problems()
    settings: dict[str, Any] = {}
    status: str | None = None
    readers: dict[str, Callable[[Any, str], Any]] = {
        **dict.fromkeys(_TEXTS, text),
        **dict.fromkeys(_FLAGS, flag),
        "start_date": lambda value, pointer: None if value in _EMPTY else day(value, pointer),
        "group_id": lambda value, pointer: None if value in _NO_GROUP else _group(page, value, pointer),
    }
    for name, value in given(data, *readers).items():
        if name in _FLAGS and value in _EMPTY:
            continue
        with problems.caught():
            settings["group" if name == "group_id" else name] = readers[name](value, f"/{name}")
    with problems.caught():
        if data.get("status") not in _EMPTY:
            status = clean_choice(data["status"], pointer="/status", words=STATUSES)
    problems.raise_if_any()
    return settings, status


def group_read(section: Section, data: Mapping[str, Any]) -> dict[str, Any]:
    """Name and description, where they were sent for a group. Raises one `Invalid` for all that is wrong.

    A group's status follows from its members. What it has not, such as a start date, may be sent as it is
    shown and not otherwise.
    """
    problems = Problems()
    settings: dict[str, Any] = {}
    for name, value in given(data, *_TEXTS).items():
        with problems.caught():
            settings[name] = text(value, f"/{name}")
    if data.get("status") not in _EMPTY:
        problems.add("/status", "group_status", _("The status of a group is the worst of its components'."))
    shown = group_as_component_shape(section)
    for name, value in given(data, *_FLAGS).items():
        with problems.caught():
            if value not in _EMPTY and flag(value, f"/{name}") != shown[name]:
                problems.add(f"/{name}", "not_of_groups", _("A group has no such setting."))
    for name in ("start_date", "group_id"):
        if data.get(name) not in _NO_GROUP:
            problems.add(f"/{name}", "not_of_groups", _("A group has no such setting."))
    problems.raise_if_any()
    return settings


def _group(page: Page, value: Any, pointer: str) -> ComponentGroup:
    group = group_get(page, value) if isinstance(value, str) else None
    if group is None:
        raise Invalid.at(pointer, "unknown_group", _("The page has no such group."))
    return group
