"""The order on a page: groups and ungrouped components share one, each group's components have their own."""

from statuspage.models import Component, ComponentGroup, Page

Sibling = Component | ComponentGroup


def sibling_place(row: Sibling, *, position: int | None) -> None:
    """Put a saved row at a place (from 1) among its living siblings and number these anew.

    Without a position, or with one past the end, it goes last. Two that do this at once may leave equal
    numbers behind; rows with equal numbers keep the order in which they were made.
    """
    siblings = [sibling for sibling in _siblings(row) if not _same(sibling, row)]
    index = len(siblings) if position is None else min(max(position, 1) - 1, len(siblings))
    siblings.insert(index, row)
    moved = []
    for number, sibling in enumerate(siblings, start=1):
        if sibling.position != number:
            sibling.position = number
            moved.append(sibling)
    Component.objects.bulk_update([m for m in moved if isinstance(m, Component)], ["position"])
    ComponentGroup.objects.bulk_update([m for m in moved if isinstance(m, ComponentGroup)], ["position"])


def order_of_page(page: Page) -> list[Sibling]:
    """Living groups and ungrouped components in the order in which the page shows them."""
    rows: list[Sibling] = [
        *Component.living.filter(page=page, group=None),
        *ComponentGroup.living.filter(page=page),
    ]
    return sorted(rows, key=lambda row: (row.position, row.created_at, row.pk))


def _siblings(row: Sibling) -> list[Sibling]:
    if isinstance(row, Component) and row.group_id is not None:
        return list(Component.living.filter(group_id=row.group_id).order_by("position", "pk"))
    return order_of_page(row.page)


def _same(one: Sibling, other: Sibling) -> bool:
    return type(one) is type(other) and one.pk == other.pk
