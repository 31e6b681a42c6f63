"""Components and groups as another system tells them: with their ids, places and times.

Told again they are changed only where they differ; what a person says here about a component stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict
from statuspage.models import Component, ComponentGroup, Page, StatusClaim
from statuspage.services.components import component_create, component_update
from statuspage.services.groups import group_create, group_update
from statuspage.services.naming import references_release
from statuspage.services.projection import component_lock, component_reproject
from statuspage.status import ClaimSource, Status
from statuspage.validation import NAME_LENGTH, clean_choice

OTHERWISE_REASON = "told otherwise by the system that it came from"


@dataclass(frozen=True, slots=True)
class ToldPlace:
    """Where a component or group stands among its siblings, and when it was made and changed elsewhere."""

    position: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ToldStatus:
    """From when on a source says a status, or with `unknown` nothing; None is since it was first seen."""

    at: datetime | None
    status: str


def group_bring(
    *,
    page: Page,
    group: ComponentGroup | None,
    uid: str,
    settings: Mapping[str, Any],
    place: ToldPlace,
    by: Actor,
    now: datetime | None = None,
) -> tuple[ComponentGroup, list[str]]:
    """Make a group as it is told, or change it; also gives what was changed.

    `settings` are fields of `group_create`; `uid` is that of a new one.
    """
    with journal.transaction(now) as now:
        if group is None:
            group = group_create(page=page, uid=uid, by=by, now=now, **settings)
            _place(group, place)
            return group, []
        if group.deleted_at is not None:
            raise Conflict(_("The group has been deleted."), code="group_deleted")
        changes = _differing(group, settings)
        if changes:
            group_update(group=group, changes=changes, by=by, now=now)
        moved = _moved(group, place, list(changes))
        if moved:
            _record(group, by, now)
        return group, moved


def component_bring(
    *,
    page: Page,
    component: Component | None,
    uid: str,
    settings: Mapping[str, Any],
    place: ToldPlace,
    status: str | None,
    is_gone: bool = False,
    by: Actor,
    now: datetime | None = None,
) -> tuple[Component, list[str]]:
    """Make a component as it is told, or change it; also gives what was changed.

    `settings` are fields of `component_create`; `uid` is that of a new one. `status` is what nobody else
    claims; it is a manual claim that tells nobody, and stays as it is once a person spoke here. None says
    nothing. One that `is_gone` is kept as deleted, for the past that names it.
    """
    if status is not None:
        clean_choice(status, pointer="/status", words=Status)
    with journal.transaction(now) as now:
        if component is None:
            first = None if is_gone else status
            component = component_create(page=page, uid=uid, status=first, by=by, now=now, **settings)
            _place(component, place)
            if is_gone:
                component.deleted_at = now
                component.save(update_fields=["deleted_at"])
                references_release(component)
            return component, []
        if is_gone:
            return component, []
        if component.deleted_at is not None:
            raise Conflict(_("The component has been deleted."), code="component_deleted")
        changes = _differing(component, settings)
        if changes:
            component_update(component=component, changes=changes, by=by, now=now)
        spoken = status is not None and _say(component, status, by, now)
        moved = _moved(component, place, [*changes, *(["status"] if spoken else [])])
        if moved:
            _record(component, by, now)
        return component, moved


def claims_bring(
    *,
    component: Component,
    source: str,
    source_uid: str,
    told: Sequence[ToldStatus],
    ended: datetime | None,
    message: str,
    by: Actor,
    now: datetime | None = None,
) -> bool:
    """Make what a source claims about a component what it is told to have said; True if it was not so.

    `told` in the order of time; each holds until the next one, the last until `ended` or for good. Other
    claims of the source are voided. Nobody is told.
    """
    with journal.transaction(now) as now:
        row = component_lock(component)
        changed_at = row.updated_at
        held = list(
            row.claims.filter(source=source, source_uid=source_uid, voided_at__isnull=True).order_by(
                "started", "pk"
            )
        )
        wanted = _spans(told, held, ended, now)
        if [(claim.status, claim.started, claim.ended) for claim in held] == wanted:
            return False
        row.claims.filter(pk__in=[claim.pk for claim in held]).update(
            voided_at=now, void_reason=OTHERWISE_REASON
        )
        StatusClaim.objects.bulk_create(
            StatusClaim(
                component=row,
                source=source,
                source_uid=source_uid,
                status=status,
                message=message,
                stated_at=start,
                started=start,
                ended=end,
                actor_kind=by.kind,
                actor_uid=by.uid,
                actor_label=by.label[:NAME_LENGTH],
            )
            for status, start, end in wanted
        )
        component_reproject(
            component=row,
            since=min([claim.started for claim in held] + [start for _status, start, _end in wanted]),
            by=by,
            quiet=True,
            now=now,
        )
        component.status, component.status_since = row.status, row.status_since
        # What changed it was elsewhere, and not now.
        Component.objects.filter(pk=row.pk).update(updated_at=changed_at)
        component.updated_at = changed_at
        if source == ClaimSource.MANUAL:
            # Claims of an incident come with its own event.
            _record(row, by, now)
        return True


def _spans(
    told: Sequence[ToldStatus], held: Sequence[StatusClaim], ended: datetime | None, now: datetime
) -> list[tuple[str, datetime, datetime | None]]:
    spans: list[tuple[str, datetime, datetime | None]] = []
    for one in told:
        if spans and spans[-1][0] == one.status:
            continue
        at = one.at
        if at is None:
            at = next(
                (claim.started for claim in held if claim.ended is None and claim.status == one.status), now
            )
        at = min(at, now)
        if spans:
            at = max(at, spans[-1][1])
            spans[-1] = (*spans[-1][:2], at)
        spans.append((one.status, at, None))
    if ended is not None:
        spans = [(status, start, min(end or ended, ended)) for status, start, end in spans]
    said = [span for span in spans if span[0] != Status.UNKNOWN]
    return [span for span in said if span[2] is None or span[2] > span[1]]


def _say(component: Component, status: str, by: Actor, now: datetime) -> bool:
    """Put the word of the import in place of its last one, unless a person or check has spoken here."""
    row = component_lock(component)
    spoken = row.claims.filter(voided_at__isnull=True, ended__isnull=True).filter(
        Q(source=ClaimSource.MANUAL) | Q(source=ClaimSource.CHECK)
    )
    own = None
    for claim in spoken:
        if (claim.source, claim.actor_kind, claim.actor_label) != (ClaimSource.MANUAL, by.kind, by.label):
            return False
        own = claim
    if own is None or own.status == status:
        return False
    own.ended = max(now, own.started)
    own.save(update_fields=["ended"])
    StatusClaim.objects.create(
        component=row,
        source=ClaimSource.MANUAL,
        status=status,
        stated_at=now,
        started=now,
        actor_kind=by.kind,
        actor_uid=by.uid,
        actor_label=by.label[:NAME_LENGTH],
    )
    component_reproject(component=row, since=now, by=by, quiet=True, now=now)
    component.status, component.status_since = row.status, row.status_since
    return True


def _record(row: Component | ComponentGroup, by: Actor, now: datetime) -> None:
    """Visitors see it, so that what is kept of the page must go; nobody is told."""
    kind = "component" if isinstance(row, Component) else "group"
    journal.record(
        kind=f"{kind}.brought",
        by=by,
        at=now,
        subject_kind=kind,
        subject_uid=row.uid,
        subject_label=row.name,
        page=row.page,
        after={"position": row.position, **({"status": row.status} if isinstance(row, Component) else {})},
    )


def _differing(row: Component | ComponentGroup, settings: Mapping[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in settings.items() if getattr(row, field) != value}


def _moved(row: Component | ComponentGroup, place: ToldPlace, changed: list[str]) -> list[str]:
    if row.position != place.position:
        changed.append("position")
    if changed:
        _place(row, place)
    return changed


def _place(row: Component | ComponentGroup, place: ToldPlace) -> None:
    """Past the model, which would say that it was changed now."""
    row.position, row.created_at, row.updated_at = place.position, place.created_at, place.updated_at
    type(row).objects.filter(pk=row.pk).update(
        position=place.position, created_at=place.created_at, updated_at=place.updated_at
    )
