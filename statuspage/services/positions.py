"""The order on a page: groups and ungrouped components share one, each group's components have their own."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max

from statuspage.models import Component, ComponentGroup, Page
from statuspage.services.projection import components_lock

Sibling = Component | ComponentGroup


def order_lock(page: Page) -> None:
    """Lock whatever has a place on a page, for acts that move several rows: components, then groups.

    Both in key order, and before any row of them is locked singly, so that two such acts never lock up.
    """
    components_lock(list(Component.living.filter(page=page).values_list("pk", flat=True)))
    list(ComponentGroup.living.select_for_update(no_key=True).filter(page=page).order_by("pk").values("pk"))


def sibling_place(row: Sibling, *, position: int | None) -> None:
    """Put a saved row at a place (from 1) among its living siblings; these are numbered anew.

    Without a position it goes last, and no other row moves. The caller has called `order_lock` if there is
    a position. Rows with equal numbers, which two that go last at once leave behind, keep the order in
    which they were made.
    """
    if position is None:
        _save_place(row, _last_place(row) + 1)
        return
    siblings = [sibling for sibling in _siblings(row) if not _same(sibling, row)]
    siblings.insert(min(position - 1, len(siblings)), row)
    _number(siblings)


def sibling_replace(group: ComponentGroup, members: Sequence[Component]) -> None:
    """Put those who were the members of a deleted group where it stood, in their order.

    The caller has called `order_lock`, read the group after that, and let its members go.
    """
    own = {member.pk for member in members}
    others = [
        row for row in _order_of_page(group.page_id) if not (isinstance(row, Component) and row.pk in own)
    ]
    before = [row for row in others if _place(row) < _place(group)]
    _number([*before, *members, *others[len(before) :]])


def _number(siblings: Sequence[Sibling]) -> None:
    moved = []
    for number, sibling in enumerate(siblings, start=1):
        if sibling.position != number:
            sibling.position = number
            moved.append(sibling)
    Component.objects.bulk_update([m for m in moved if isinstance(m, Component)], ["position"])
    ComponentGroup.objects.bulk_update([m for m in moved if isinstance(m, ComponentGroup)], ["position"])


def _save_place(row: Sibling, position: int) -> None:
    if row.position != position:
        row.position = position
        row.save(update_fields=["position"])


def _last_place(row: Sibling) -> int:
    """The highest number among the others, 0 without others."""
    if isinstance(row, Component):
        components = Component.living.filter(page_id=row.page_id, group_id=row.group_id).exclude(pk=row.pk)
        groups = ComponentGroup.living.filter(page_id=row.page_id)
        if row.group_id is not None:
            groups = groups.none()
    else:
        components = Component.living.filter(page_id=row.page_id, group=None)
        groups = ComponentGroup.living.filter(page_id=row.page_id).exclude(pk=row.pk)
    return max(
        components.aggregate(last=Max("position"))["last"] or 0,
        groups.aggregate(last=Max("position"))["last"] or 0,
    )


def _siblings(row: Sibling) -> list[Sibling]:
    if isinstance(row, Component) and row.group_id is not None:
        return list(Component.living.filter(group_id=row.group_id).order_by("position", "pk"))
    return _order_of_page(row.page_id)


def _order_of_page(page_id: int) -> list[Sibling]:
    rows: list[Sibling] = [
        *Component.living.filter(page_id=page_id, group=None),
        *ComponentGroup.living.filter(page_id=page_id),
    ]
    return sorted(rows, key=_place)


def _place(row: Sibling) -> tuple[int, datetime, int]:
    return row.position, row.created_at, row.pk


def _same(one: Sibling, other: Sibling) -> bool:
    return type(one) is type(other) and one.pk == other.pk
