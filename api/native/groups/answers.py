"""What a group of components looks like from the outside."""

from collections.abc import Sequence
from typing import Any, TypedDict

from api.native.values import Slug, Stamp, Uid, stamp
from api.native.words import StatusWord
from statuspage.models import Component, ComponentGroup
from statuspage.status import worst


class GroupAnswer(TypedDict):
    """A heading over components; `status` is the worst of theirs."""

    id: Uid
    name: str
    slug: Slug
    description: str
    position: int
    components: list[Uid]
    status: StatusWord
    created_at: Stamp
    updated_at: Stamp


def group_answer(group: ComponentGroup, components: Sequence[Component]) -> GroupAnswer:
    """`components` are the group's living ones in their order."""
    return {
        "id": Uid(group.uid),
        "name": group.name,
        "slug": Slug(group.slug),
        "description": group.description,
        "position": group.position,
        "components": [Uid(component.uid) for component in components],
        "status": StatusWord(worst(component.status for component in components)),
        "created_at": stamp(group.created_at),
        "updated_at": stamp(group.updated_at),
    }


EXAMPLE: dict[str, Any] = {
    "id": "g7k2m0c5x9aq",
    "name": "Core",
    "slug": "core",
    "description": "",
    "position": 2,
    "components": ["kctbh9vrtdwd"],
    "status": "operational",
    "created_at": "2026-11-01T09:00:00Z",
    "updated_at": "2026-11-01T09:00:00Z",
}
