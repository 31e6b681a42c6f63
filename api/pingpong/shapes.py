"""Components and groups, which most objects of this door hold."""

from collections.abc import Sequence
from typing import Any

from django.db.models import prefetch_related_objects

from api.pingpong.values import maybe_short, short, zulu
from api.pingpong.vocabulary import STATUS_COLORS, STATUSES, word_of
from statuspage.models import Component, ComponentGroup


def component_object(component: Component) -> dict[str, Any]:
    """One component; at most two queries, for its page and its group where they are not loaded."""
    return component_objects([component])[0]


def component_objects(components: Sequence[Component]) -> list[dict[str, Any]]:
    """Components in the order given; at most two queries however many they are."""
    prefetch_related_objects(list(components), "page", "group")
    return [_component(component) for component in components]


def status_object(component: Component) -> dict[str, Any]:
    """What a component shows now, whoever says so."""
    return {
        "id": component.uid,
        "status": word_of(STATUSES, component.status),
        "status_color": STATUS_COLORS[component.status],
    }


def group_object(group: ComponentGroup) -> dict[str, Any]:
    """One group; a query for its page where that is not loaded."""
    return {
        "id": group.uid,
        "project": short(group.page.name),
        "name": short(group.name),
        "created_at": zulu(group.created_at),
        "description": maybe_short(group.description),
    }


def _component(component: Component) -> dict[str, Any]:
    group = component.group
    if group is not None:
        group.page = component.page
    return {
        "id": component.uid,
        "project": short(component.page.name),
        "name": short(component.name),
        "group": group_object(group) if group is not None and group.deleted_at is None else None,
        "created_at": zulu(component.created_at),
        "status": word_of(STATUSES, component.status),
        "status_color": STATUS_COLORS[component.status],
        "description": maybe_short(component.description),
        "showcased": component.visible,
    }
