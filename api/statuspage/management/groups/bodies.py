"""What may be said about a group."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from api.statuspage.management.values import given, ids, text
from statuspage.models import Component, Page
from statuspage.selectors import components_get
from statuspage.validation import Problems

MOST_COMPONENTS = 1000


def group_read(page: Page, data: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent of name, description and components. Raises one `Invalid` for all that is wrong.

    An empty list or text empties the group, null says nothing.
    """
    problems = Problems()
    settings: dict[str, Any] = {}
    for name, value in given(data, "name", "description").items():
        with problems.caught():
            settings[name] = text(value, f"/{name}")
    if data.get("components") is not None:
        with problems.caught():
            settings["components"] = _components(page, data["components"], problems)
    problems.raise_if_any()
    return settings


def _components(page: Page, value: Any, problems: Problems) -> list[Component]:
    found: list[Component] = []
    uids = ids(value, "/components", most=MOST_COMPONENTS)
    for uid, component in zip(uids, components_get(page, uids), strict=True):
        if component is None:
            problems.add("/components", "unknown_component", _("There is no component %(id)s.") % {"id": uid})
        else:
            found.append(component)
    return found
