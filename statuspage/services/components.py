"""Components."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict, Invalid
from statuspage.ids import uid_given
from statuspage.models import Component, ComponentGroup, Page, StatusClaim
from statuspage.services.naming import assign, references_release, save_with_slug, slug_free
from statuspage.services.positions import order_lock, sibling_place
from statuspage.services.projection import component_lock, component_reproject
from statuspage.status import ClaimSource, Status
from statuspage.validation import (
    MESSAGE_LENGTH,
    NAME_LENGTH,
    clean_bool,
    clean_changes,
    clean_choice,
    clean_date,
    clean_int,
    clean_slug,
    clean_text,
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
    "visible": rule(clean_bool),
    "showcase": rule(clean_bool),
    "only_show_if_degraded": rule(clean_bool),
    "start_date": optional(rule(clean_date)),
    "automation_email": rule(clean_text, max_length=320),
    "translations": rule(clean_translations, fields={"name": NAME_LENGTH, "description": MESSAGE_LENGTH}),
}
_MIRRORED = (
    *(field for field in _RULES if field != "position"),
    "position",
    "group",
    "status",
    "status_since",
    "updated_at",
)


def component_create(
    *,
    page: Page,
    name: str,
    by: Actor,
    uid: str | None = None,
    slug: str | None = None,
    group: ComponentGroup | None = None,
    description: str = "",
    status: str | None = Status.OPERATIONAL,
    status_yields: bool = False,
    position: int | None = None,
    visible: bool = True,
    showcase: bool = True,
    only_show_if_degraded: bool = False,
    start_date: date | None = None,
    automation_email: str = "",
    translations: Mapping[str, Mapping[str, str]] | None = None,
    now: datetime | None = None,
) -> Component:
    """A new component. Its status is the manual claim of whoever makes it; None leaves it unknown.

    `status_yields`: incidents and maintenance override it, see `claim_set`.

    The slug follows from the name unless given; `uid` is a free one that is taken over from elsewhere.
    Raises `Invalid` (`duplicate_slug`, `unknown_group`).
    """
    given: dict[str, Any] = {
        "name": name,
        "slug": slug,
        "description": description,
        "position": position,
        "visible": visible,
        "showcase": showcase,
        "only_show_if_degraded": only_show_if_degraded,
        "start_date": start_date,
        "automation_email": automation_email,
        "translations": dict(translations or {}),
    }
    rules = {**_RULES, "status": optional(rule(clean_choice, words=Status))}
    clean = clean_changes({**given, "status": status}, rules)
    _check_group(page, group)
    clean.pop("position")
    claimed = clean.pop("status")
    with journal.transaction(now) as now:
        if position is not None:
            order_lock(page)
        living = Component.living.filter(page=page)
        clean["slug"] = clean["slug"] or slug_free(living, name=clean["name"], fallback="component")
        component = save_with_slug(Component(page=page, group=group, **uid_given(uid), **clean), living, None)
        sibling_place(component, position=position)
        if claimed is not None:
            StatusClaim.objects.create(
                component=component,
                source=ClaimSource.MANUAL,
                status=claimed,
                yields=status_yields,
                stated_at=now,
                started=now,
                actor_kind=by.kind,
                actor_uid=by.uid,
                actor_label=by.label[:NAME_LENGTH],
            )
            component_reproject(component=component, by=by, quiet=True, now=now)
        _record("component.created", component, by, now, None, component_object(component))
        return component


def component_update(
    *, component: Component, changes: Mapping[str, Any], by: Actor, now: datetime | None = None
) -> Component:
    """Change settings; `group` takes a `ComponentGroup` or None. The status is no setting: claims make it."""
    changes = dict(changes)
    regrouped = "group" in changes
    group: ComponentGroup | None = changes.pop("group", None)
    clean = clean_changes(changes, _RULES)
    if clean.get("slug", "") is None:
        raise Invalid.at("/slug", "required", _("This must not be empty."))
    placed = "position" in clean
    with journal.transaction(now) as now:
        if placed:
            order_lock(component.page)
        row = component_lock(component)
        if row.deleted_at is not None:
            raise Conflict(_("The component has been deleted."), code="component_deleted")
        before = component_object(row)
        position = clean.pop("position", None)
        if regrouped:
            _check_group(row.page, group)
            placed = placed or row.group_id != (group.pk if group else None)
            clean["group"] = group
        moved = assign(row, clean)
        if moved:
            save_with_slug(row, Component.living.filter(page=row.page), [*moved, "updated_at"])
        if placed:
            sibling_place(row, position=position)
        after = component_object(row)
        changed = [key for key in after if after[key] != before[key]]
        if changed or moved:
            _record(
                "component.updated",
                row,
                by,
                now,
                {key: before[key] for key in changed},
                {key: after[key] for key in changed},
            )
        for field in _MIRRORED:
            setattr(component, field, getattr(row, field))
        return component


def component_delete(*, component: Component, by: Actor, now: datetime | None = None) -> None:
    """Take a component off: its claims end, its slug becomes free, the past keeps its name and periods.

    Whatever may be without a component (checks, metrics) lets go of it.
    """
    with journal.transaction(now) as now:
        # Before the lock, in the order in which a check that flips takes the two rows; once more below for
        # what was tied to the component in between.
        references_release(component)
        row = component_lock(component)
        if row.deleted_at is not None:
            return
        before = component_object(row)
        for claim in row.claims.filter(ended__isnull=True):
            claim.ended = max(now, claim.started)
            claim.save(update_fields=["ended"])
        component_reproject(component=row, since=now, by=by, quiet=True, now=now)
        row.deleted_at = now
        row.save(update_fields=["deleted_at", "updated_at"])
        references_release(row)
        component.deleted_at = now
        _record("component.deleted", row, by, now, before, None)


def component_object(component: Component) -> dict[str, Any]:
    """The component as the journal keeps it; without its automation address, which is nobody else's."""
    return {
        "id": component.uid,
        "name": component.name,
        "slug": component.slug,
        "description": component.description,
        "group": component.group.uid if component.group else None,
        "status": component.status,
        "position": component.position,
        "visible": component.visible,
        "showcase": component.showcase,
        "only_show_if_degraded": component.only_show_if_degraded,
        "start_date": component.start_date,
        "translations": component.translations,
    }


def _check_group(page: Page, group: ComponentGroup | None) -> None:
    if group is not None and (group.page_id != page.pk or group.deleted_at is not None):
        raise Invalid.at("/group", "unknown_group", _("The page has no such group."))


def _record(
    kind: str,
    component: Component,
    by: Actor,
    now: datetime,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    journal.record(
        kind=kind,
        by=by,
        at=now,
        subject_kind="component",
        subject_uid=component.uid,
        subject_label=component.name,
        page=component.page,
        before=before,
        after=after,
    )
