"""Component groups."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict, Invalid
from statuspage.ids import uid_given
from statuspage.models import Component, ComponentGroup, Page
from statuspage.services.naming import assign, references_release, save_with_slug, slug_free
from statuspage.services.positions import order_lock, sibling_place, sibling_replace
from statuspage.services.projection import components_lock
from statuspage.validation import (
    MESSAGE_LENGTH,
    NAME_LENGTH,
    clean_changes,
    clean_int,
    clean_slug,
    clean_translations,
    optional,
    rule,
    text_rule,
)

_RULES = {
    "name": text_rule(NAME_LENGTH, required=True),
    "slug": optional(rule(clean_slug)),
    "description": text_rule(MESSAGE_LENGTH, multiline=True),
    "position": optional(rule(clean_int, minimum=1)),
    "translations": rule(clean_translations, fields={"name": NAME_LENGTH, "description": MESSAGE_LENGTH}),
}


def group_create(
    *,
    page: Page,
    name: str,
    by: Actor,
    uid: str | None = None,
    slug: str | None = None,
    description: str = "",
    position: int | None = None,
    components: Sequence[Component] | None = None,
    now: datetime | None = None,
) -> ComponentGroup:
    """A heading over the given components, in their order; the slug follows from the name unless given.

    `uid` is a free one that is taken over from elsewhere.
    """
    clean = clean_changes(
        {"name": name, "slug": slug, "description": description, "position": position}, _RULES
    )
    with journal.transaction(now) as now:
        if position is not None or components is not None:
            order_lock(page)
        living = ComponentGroup.living.filter(page=page)
        clean.pop("position")
        clean["slug"] = clean["slug"] or slug_free(living, name=clean["name"], fallback="group")
        group = save_with_slug(ComponentGroup(page=page, **uid_given(uid), **clean), living, None)
        sibling_place(group, position=position)
        if components is not None:
            _gather(group, components)
        _record("group.created", group, by, now, None, group_object(group))
        return group


def group_update(
    *, group: ComponentGroup, changes: Mapping[str, Any], by: Actor, now: datetime | None = None
) -> ComponentGroup:
    """Change name, slug, description, position, translations, or `components` (all that it shall hold)."""
    changes = dict(changes)
    components: Sequence[Component] | None = changes.pop("components", None)
    clean = clean_changes(changes, _RULES)
    if clean.get("slug", "") is None:
        raise Invalid.at("/slug", "required", _("This must not be empty."))
    placed = "position" in clean
    with journal.transaction(now) as now:
        if placed or components is not None:
            order_lock(group.page)
        row = ComponentGroup.objects.select_for_update(of=("self",), no_key=True).select_related("page")
        locked = row.get(pk=group.pk)
        if locked.deleted_at is not None:
            raise Conflict(_("The group has been deleted."), code="group_deleted")
        before = group_object(locked)
        position = clean.pop("position", None)
        moved = assign(locked, clean)
        if moved:
            save_with_slug(locked, ComponentGroup.living.filter(page=locked.page), [*moved, "updated_at"])
        if placed:
            sibling_place(locked, position=position)
        if components is not None:
            _gather(locked, components)
        after = group_object(locked)
        if after != before:
            _record("group.updated", locked, by, now, before, after)
        for field in ("name", "slug", "description", "position", "translations", "updated_at"):
            setattr(group, field, getattr(locked, field))
        return group


def group_delete(*, group: ComponentGroup, by: Actor, now: datetime | None = None) -> None:
    """Take the heading away; its components stay on the page, ungrouped and where it was."""
    with journal.transaction(now) as now:
        order_lock(group.page)
        row = ComponentGroup.living.select_related("page").filter(pk=group.pk).first()
        if row is None:
            return
        members = list(Component.living.filter(group=row).order_by("position", "pk"))
        before = group_object(row)
        row.deleted_at = group.deleted_at = now
        row.save(update_fields=["deleted_at", "updated_at"])
        references_release(row)
        sibling_replace(row, members)
        _record("group.deleted", row, by, now, before, None)


def group_object(group: ComponentGroup) -> dict[str, Any]:
    """The group as the journal keeps it."""
    members = Component.living.filter(group=group).order_by("position", "pk")
    return {
        "id": group.uid,
        "name": group.name,
        "slug": group.slug,
        "description": group.description,
        "position": group.position,
        "translations": group.translations,
        "components": list(members.values_list("uid", flat=True)),
    }


def _gather(group: ComponentGroup, components: Sequence[Component]) -> None:
    """Make these the group's components, in this order; others that it held become ungrouped."""
    for index, component in enumerate(components):
        if component.page_id != group.page_id or component.deleted_at is not None:
            raise Invalid.at(
                f"/components/{index}", "unknown_component", _("The page has no such component.")
            )
    if len({component.pk for component in components}) != len(components):
        raise Invalid.at("/components", "repeated", _("Each component can be listed once."))
    wanted = {component.pk: number for number, component in enumerate(components, start=1)}
    held = [row.pk for row in Component.living.filter(group=group).order_by("position", "pk")]
    locked = {row.pk: row for row in components_lock([*wanted, *held])}
    for key, place in wanted.items():
        row = locked[key]
        row.group, row.position = group, place
        row.save(update_fields=["group", "position", "updated_at"])
    for key in held:
        if key not in wanted:
            locked[key].group = None
            locked[key].save(update_fields=["group", "updated_at"])
            sibling_place(locked[key], position=None)


def _record(
    kind: str,
    group: ComponentGroup,
    by: Actor,
    now: datetime,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    journal.record(
        kind=kind,
        by=by,
        at=now,
        subject_kind="group",
        subject_uid=group.uid,
        subject_label=group.name,
        page=group.page,
        before=before,
        after=after,
    )
