"""What is said about components."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict, Invalid
from statuspage.models import Component, StatusClaim, StatusLabel, StatusNote
from statuspage.services.claims import claim_set
from statuspage.services.projection import component_lock, components_lock
from statuspage.services.retracting import statements_retract
from statuspage.status import ClaimSource, Status
from statuspage.validation import MESSAGE_LENGTH, NAME_LENGTH, clean_choice, clean_text

_REASON = "Note taken back"


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
    """Say something about a component; unless it is informational, its status becomes the manual claim.

    Each note makes a claim of its own, also one that repeats the last. Raises `Invalid` (`unknown_label` for
    a deleted one too) and `Conflict` (`component_deleted`).
    """
    message = clean_text(message, pointer="/message", max_length=MESSAGE_LENGTH, multiline=True)
    clean_choice(status, pointer="/status", words=Status)
    with journal.transaction(now) as now:
        if at is not None and at > now:
            raise Invalid.at("/at", "in_the_future", _("A status cannot be stated for the future."))
        # Before the component, as `label_delete` does: with a label goes all that was said with it.
        if label is not None and not _lock_label(component, label):
            raise Invalid.at("/label", "unknown_label", _("The page has no such status label."))
        if component_lock(component).deleted_at is not None:
            raise Conflict(_("The component has been deleted."), code="component_deleted")
        claim: StatusClaim | None = None
        if not informational:
            claim = claim_set(
                component=component,
                source=ClaimSource.MANUAL,
                status=status,
                label=label.name if label else "",
                message=message,
                at=at,
                anew=True,
                by=by,
                now=now,
            )
        note = StatusNote.objects.create(
            component=component,
            # Whoever waited for the lock speaks after the one who had it.
            at=at or (claim.started if claim else now),
            label=label,
            status=status,
            informational=informational,
            message=message,
            claim=claim,
            actor_kind=by.kind,
            actor_uid=by.uid,
            actor_label=by.label[:NAME_LENGTH],
        )
        _record("note.posted", note, by, now)
        return note


def note_void(*, note: StatusNote, by: Actor, now: datetime | None = None) -> StatusNote:
    """Take back what was said, and the claim that it made, as if neither had been.

    What was said before, by a note or otherwise, goes on holding instead. Raises `Conflict` (`note_voided`).
    """
    with journal.transaction(now) as now:
        component_lock(note.component)
        if not StatusNote.objects.filter(pk=note.pk, voided_at__isnull=True).update(voided_at=now):
            raise Conflict(_("The note has been taken back already."), code="note_voided")
        note.voided_at = now
        _retract(note.component, [note], by, now)
        return note


def notes_void_of_label(*, label: StatusLabel, by: Actor, now: datetime | None = None) -> int:
    """Take back all that was said with a label, component by component; gives how many notes that were.

    The caller holds the label's lock, so that no more are made meanwhile.
    """
    with journal.transaction(now) as now:
        said = StatusNote.objects.filter(label=label, voided_at__isnull=True)
        components = components_lock(list(said.order_by().values_list("component_id", flat=True).distinct()))
        count = 0
        for component in components:
            notes = list(said.filter(component=component).select_related("label").order_by("at", "pk"))
            count += StatusNote.objects.filter(pk__in=[note.pk for note in notes]).update(voided_at=now)
            _retract(component, notes, by, now)
        return count


def _lock_label(component: Component, label: StatusLabel) -> bool:
    living = StatusLabel.living.select_for_update(no_key=True).filter(page_id=component.page_id, pk=label.pk)
    return bool(living.values_list("pk", flat=True))


def _retract(component: Component, notes: Iterable[StatusNote], by: Actor, now: datetime) -> None:
    claims = StatusClaim.objects.filter(notes__in=notes)
    statements_retract(component=component, claims=claims, reason=_REASON, by=by, now=now)
    for note in notes:
        note.component = component
        _record("note.voided", note, by, now)


def _record(kind: str, note: StatusNote, by: Actor, now: datetime) -> None:
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
