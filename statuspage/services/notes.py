"""What is said about components, and the named statuses it is said with."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict, Invalid
from statuspage.models import Component, Page, StatusClaim, StatusLabel, StatusNote
from statuspage.services.claims import claim_set
from statuspage.services.corrections import claim_void
from statuspage.services.naming import assign, save_with_slug, slug_free
from statuspage.services.projection import component_lock, component_reproject
from statuspage.status import ClaimSource, Status
from statuspage.validation import (
    MESSAGE_LENGTH,
    NAME_LENGTH,
    clean_bool,
    clean_changes,
    clean_choice,
    clean_slug,
    clean_text,
    rule,
    text_rule,
)
from statuspage.vocabulary import LabelLevel

_LABEL_RULES = {
    "name": text_rule(NAME_LENGTH, required=True),
    "slug": rule(clean_slug),
    "description": text_rule(MESSAGE_LENGTH, multiline=True),
    "level": rule(clean_choice, words=LabelLevel),
    "image": text_rule(100),
    "is_default": rule(clean_bool),
}


def note_post(
    *,
    component: Component,
    message: str,
    status: str,
    by: Actor,
    label: StatusLabel | None = None,
    informational: bool = False,
    at: datetime | None = None,
    now: datetime | None = None,
) -> StatusNote:
    """Say something about a component; unless it is informational, its status becomes the manual claim."""
    message = clean_text(message, pointer="/message", max_length=MESSAGE_LENGTH, multiline=True)
    clean_choice(status, pointer="/status", words=Status)
    if label is not None and (label.page_id != component.page_id or label.deleted_at is not None):
        raise Invalid.at("/label", "unknown_label", _("The page has no such status label."))
    with journal.transaction(now) as now:
        if at is not None and at > now:
            raise Invalid.at("/at", "in_the_future", _("A status cannot be stated for the future."))
        claim: StatusClaim | None = None
        if not informational:
            claim = claim_set(
                component=component,
                source=ClaimSource.MANUAL,
                status=status,
                label=label.name if label else "",
                message=message,
                at=at,
                by=by,
                now=now,
            )
        note = StatusNote.objects.create(
            component=component,
            at=at or now,
            label=label,
            status=status,
            informational=informational,
            message=message,
            claim=claim,
            actor_kind=by.kind,
            actor_uid=by.uid,
            actor_label=by.label[:NAME_LENGTH],
        )
        _record_note("note.posted", note, by, now)
        return note


def note_void(*, note: StatusNote, by: Actor, now: datetime | None = None) -> StatusNote:
    """Take back what was said, and the claim that it made; what the note before it said holds on instead."""
    with journal.transaction(now) as now:
        row = component_lock(note.component)
        if not StatusNote.objects.filter(pk=note.pk, voided_at__isnull=True).update(voided_at=now):
            raise Conflict(_("The note has been taken back already."), code="note_voided")
        note.voided_at = now
        claim = StatusClaim.objects.filter(notes=note, voided_at__isnull=True).first()
        others = StatusNote.objects.filter(claim=claim, voided_at__isnull=True)
        if claim is not None and not others.exists():
            claim_void(claim=claim, reason="Note taken back", by=by, now=now)
            _hold_on(row, claim, by, now)
        _record_note("note.voided", note, by, now)
        return note


def label_create(
    *,
    page: Page,
    name: str,
    by: Actor,
    slug: str | None = None,
    description: str = "",
    level: str = LabelLevel.NORMAL,
    image: str = "",
    is_default: bool = False,
    now: datetime | None = None,
) -> StatusLabel:
    """A named status of a page; a new default takes over from the one before."""
    given: dict[str, Any] = {
        "name": name,
        "description": description,
        "level": level,
        "image": image,
        "is_default": is_default,
    }
    clean = clean_changes(given if slug is None else {**given, "slug": slug}, _LABEL_RULES)
    with journal.transaction(now) as now:
        living = StatusLabel.living.filter(page=page)
        clean.setdefault("slug", slug_free(living, name=clean["name"], fallback="status"))
        if clean["is_default"]:
            living.filter(is_default=True).update(is_default=False)
        label = save_with_slug(StatusLabel(page=page, **clean), living, None)
        _record_label("label.created", label, by, now)
        return label


def label_update(
    *, label: StatusLabel, changes: Mapping[str, Any], by: Actor, now: datetime | None = None
) -> StatusLabel:
    """Change name, slug, description, level, image or `is_default`."""
    clean = clean_changes(changes, _LABEL_RULES)
    with journal.transaction(now) as now:
        living = StatusLabel.living.filter(page=label.page)
        moved = assign(label, clean)
        if moved:
            if "is_default" in moved and label.is_default:
                living.exclude(pk=label.pk).filter(is_default=True).update(is_default=False)
            save_with_slug(label, living, [*moved, "updated_at"])
            _record_label("label.updated", label, by, now)
        return label


def label_delete(*, label: StatusLabel, by: Actor, now: datetime | None = None) -> None:
    """Take a label off; notes that were made with it keep it."""
    with journal.transaction(now) as now:
        if StatusLabel.living.filter(pk=label.pk).update(deleted_at=now, updated_at=now):
            label.deleted_at = now
            _record_label("label.deleted", label, by, now)


def _hold_on(row: Component, voided: StatusClaim, by: Actor, now: datetime) -> None:
    earlier = (
        row.claims.filter(
            source=ClaimSource.MANUAL,
            voided_at__isnull=True,
            ended=voided.started,
            notes__isnull=False,
            notes__voided_at__isnull=True,
        )
        .order_by("-started", "-pk")
        .first()
    )
    if earlier is not None:
        earlier.ended = voided.ended
        earlier.save(update_fields=["ended"])
        component_reproject(component=row, since=voided.started, by=by, now=now)


def _record_note(kind: str, note: StatusNote, by: Actor, now: datetime) -> None:
    component = note.component
    journal.record(
        kind=kind,
        by=by,
        at=now,
        subject_kind="component",
        subject_uid=component.uid,
        subject_label=component.name,
        page=component.page,
        after={
            "id": note.uid,
            "at": note.at,
            "status": note.status,
            "label": note.label.name if note.label else "",
            "informational": note.informational,
            "message": note.message,
        },
    )


def _record_label(kind: str, label: StatusLabel, by: Actor, now: datetime) -> None:
    journal.record(
        kind=kind,
        by=by,
        at=now,
        subject_kind="label",
        subject_uid=label.uid,
        subject_label=label.name,
        page=label.page,
        after={"id": label.uid, **{field: getattr(label, field) for field in _LABEL_RULES}},
    )
