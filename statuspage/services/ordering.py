"""The whole order of a page, set at once: its groups, its components, and which is in which."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict, Invalid
from statuspage.models import Component, ComponentGroup, Page
from statuspage.selectors.components import Place, order_of_page
from statuspage.services.positions import order_lock


def components_reorder(
    *, page: Page, order: Sequence[Place], by: Actor, now: datetime | None = None
) -> list[Place]:
    """Give everything that has a place on a page its place; gives the order that there was before.

    The order names all living groups and components, each once; a component alone has a place of its own
    without a group. Raises `Invalid` (`/order`, `repeated`) and `Conflict` (`other_components`) when the page
    has others by now.
    """
    named = [uid for place in order for uid in place.components]
    headed = [place.group for place in order if place.group]
    if len(set(named)) != len(named) or len(set(headed)) != len(headed):
        raise Invalid.at("/order", "repeated", _("Each component can be listed once."))
    with journal.transaction(now) as now:
        order_lock(page)
        components = {row.uid: row for row in Component.living.filter(page=page).select_related("group")}
        groups = {row.uid: row for row in ComponentGroup.living.filter(page=page)}
        if components.keys() != set(named) or groups.keys() != set(headed):
            raise Conflict(
                _("Components or groups were added or deleted since this order was made."),
                code="other_components",
            )
        before = order_of_page(page)
        wanted = _normal(order)
        if before == wanted:
            return before
        _store(wanted, components, groups, by, now)
        journal.record(
            kind="page.reordered",
            by=by,
            at=now,
            subject_kind="page",
            subject_uid=page.uid,
            subject_label=page.name,
            page=page,
            before={"order": _told(before)},
            after={"order": _told(wanted)},
        )
        return before


def _normal(order: Sequence[Place]) -> list[Place]:
    """Each component that is in no group in a place of its own."""
    found: list[Place] = []
    for place in order:
        if place.group:
            found.append(Place(place.group, tuple(place.components)))
        else:
            found.extend(Place("", (uid,)) for uid in place.components)
    return found


def _store(
    order: Sequence[Place],
    components: dict[str, Component],
    groups: dict[str, ComponentGroup],
    by: Actor,
    now: datetime,
) -> None:
    moved: list[Component] = []
    headed: list[ComponentGroup] = []
    for number, place in enumerate(order, start=1):
        group = groups.get(place.group)
        if group is not None and group.position != number:
            group.position, group.updated_at = number, now
            headed.append(group)
        for inner, uid in enumerate(place.components, start=1):
            row = components[uid]
            position = inner if group else number
            if row.group_id != (group.pk if group else None):
                _regroup(row, group, by, now)
            elif row.position == position:
                continue
            row.position, row.updated_at = position, now
            moved.append(row)
    Component.objects.bulk_update(moved, ["group", "position", "updated_at"])
    ComponentGroup.objects.bulk_update(headed, ["position", "updated_at"])


def _regroup(row: Component, group: ComponentGroup | None, by: Actor, now: datetime) -> None:
    """Told of each component by itself, as when its settings are changed: who follows them needs no order."""
    journal.record(
        kind="component.updated",
        by=by,
        at=now,
        subject_kind="component",
        subject_uid=row.uid,
        subject_label=row.name,
        page=row.page,
        before={"group": row.group.uid if row.group else None},
        after={"group": group.uid if group else None},
    )
    row.group = group


def _told(order: Sequence[Place]) -> list[dict[str, object]]:
    return [{"group": place.group or None, "components": list(place.components)} for place in order]
