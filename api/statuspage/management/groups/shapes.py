"""Component groups as objects of their own."""

from collections.abc import Sequence
from typing import Any

from django.db.models import prefetch_related_objects

from api.statuspage.management.components.shapes import changed_at
from statuspage.clock import iso_milliseconds
from statuspage.models import ComponentGroup
from statuspage.selectors import members_of_groups


def groups_shape(groups: Sequence[ComponentGroup]) -> list[dict[str, Any]]:
    """Groups in the order given, with the ids of their components; two queries however many they are."""
    prefetch_related_objects(list(groups), "page")
    members = members_of_groups(groups)
    return [
        {
            "id": group.uid,
            "page_id": group.page.uid,
            "name": group.name,
            "description": group.description or None,
            "components": members[group.pk],
            "position": group.position,
            "created_at": iso_milliseconds(group.created_at),
            "updated_at": iso_milliseconds(changed_at(group)),
        }
        for group in groups
    ]


def group_shape(group: ComponentGroup) -> dict[str, Any]:
    """One group."""
    return groups_shape([group])[0]
