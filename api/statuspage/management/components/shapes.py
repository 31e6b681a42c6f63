"""Components as this door shows them; a group is a component too."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects

from incidents.indicator import statuspage_public_status
from statuspage.clock import iso_milliseconds
from statuspage.models import Component, ComponentGroup
from statuspage.selectors import Section


def component_shape(component: Component) -> dict[str, Any]:
    """One component; at most two queries, for its page and its group where they are not loaded."""
    return components_shape([component])[0]


def components_shape(components: Sequence[Component]) -> list[dict[str, Any]]:
    """Components in the order given; at most two queries however many they are."""
    prefetch_related_objects(list(components), "page", "group")
    return [_component(component) for component in components]


def group_as_component_shape(section: Section) -> dict[str, Any]:
    """The group of a section among components; its status is the worst of its members'."""
    group = section.group
    if group is None:
        raise ValueError("This section has no group.")
    return {
        "id": group.uid,
        "page_id": group.page.uid,
        "group_id": None,
        "created_at": iso_milliseconds(group.created_at),
        "updated_at": iso_milliseconds(changed_at(group)),
        "group": True,
        "name": group.name,
        "description": group.description or None,
        "position": group.position,
        "status": statuspage_public_status(section.status),
        "showcase": False,
        "only_show_if_degraded": False,
        "automation_email": None,
        "start_date": None,
    }


def entries_shape(entries: Sequence[Component | Section]) -> list[dict[str, Any]]:
    """A list of components with the groups among them, in the order given."""
    shapes = iter(components_shape([entry for entry in entries if isinstance(entry, Component)]))
    groups = [entry.group for entry in entries if isinstance(entry, Section) and entry.group is not None]
    prefetch_related_objects(groups, "page")
    return [
        group_as_component_shape(entry) if isinstance(entry, Section) else next(shapes) for entry in entries
    ]


def changed_at(row: Component | ComponentGroup) -> datetime:
    """Never before it was made, which what was dated back would say."""
    return max(row.created_at, row.updated_at)


def _component(component: Component) -> dict[str, Any]:
    group = component.group
    return {
        "id": component.uid,
        "page_id": component.page.uid,
        "group_id": group.uid if group is not None and group.deleted_at is None else None,
        "created_at": iso_milliseconds(component.created_at),
        "updated_at": iso_milliseconds(changed_at(component)),
        "group": False,
        "name": component.name,
        "description": component.description or None,
        "position": component.position,
        "status": statuspage_public_status(component.status),
        "showcase": component.showcase,
        "only_show_if_degraded": component.only_show_if_degraded,
        # Mail to components is no feature here, and the documents call it one that few pages have.
        "automation_email": None,
        "start_date": component.start_date and component.start_date.isoformat(),
    }
