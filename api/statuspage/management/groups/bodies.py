"""What may be said about a group."""

from collections.abc import Mapping
from typing import Any

from api.statuspage.management.components.named import components_found
from api.statuspage.management.values import given, ids, text
from statuspage.models import Component, Page
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
    uids = ids(value, "/components", most=MOST_COMPONENTS)
    return list(components_found(page, uids, problems, lambda _uid: "/components").values())
