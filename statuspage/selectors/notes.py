"""What was said about components and not taken back: all of it, and what the visitors of a page may read."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery

from statuspage.models import Component, Page, StatusNote
from statuspage.sight import WHOLE, Sight
from statuspage.status import CALM

_NEWEST = ("-at", "-pk")


def notes_of_component(
    component: Component, *, since: datetime | None = None, until: datetime | None = None
) -> QuerySet[StatusNote]:
    """The notes of a component with their labels, newest first: from `since` on and before `until`."""
    notes = component.notes.filter(voided_at__isnull=True).select_related("label").order_by(*_NEWEST)
    if since is not None:
        notes = notes.filter(at__gte=since)
    return notes if until is None else notes.filter(at__lt=until)


def notes_newest(components: Iterable[Component]) -> dict[int, StatusNote]:
    """The newest note of each component that has one, by the component's key; one query for any number."""
    asked = Component.objects.filter(pk__in=[component.pk for component in components]).order_by()
    keys = asked.annotate(newest=_newest()).values("newest")
    notes = StatusNote.objects.filter(pk__in=keys).select_related("label")
    return {note.component_id: note for note in notes}


def note_get(component: Component, uid: str) -> StatusNote | None:
    """The note of this component with this uid, unless it was taken back."""
    note = notes_of_component(component).filter(uid=uid).first()
    if note is not None:
        note.component = component
    return note


def notes_of_page(
    page: Page,
    *,
    component: Component | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    sight: Sight = WHOLE,
) -> QuerySet[StatusNote]:
    """What was said and not taken back about what a reader sees, newest first, with component and label.

    `component` picks one of those, `since` (then or later) and `until` (before then) bound when it was said.
    """
    found = _seen(page, sight)
    if component is not None:
        found = found.filter(component=component)
    if since is not None:
        found = found.filter(at__gte=since)
    if until is not None:
        found = found.filter(at__lt=until)
    return found.order_by(*_NEWEST)


def notes_shown(page: Page, *, since: datetime, most: int, sight: Sight = WHOLE) -> list[StatusNote]:
    """All that a status page tells at once, newest first, in one query.

    That is what was said since then, and the newest note of each component that is not well now, however old.
    Of very many the oldest are left out: `most` come at most, and of each component that is not well its
    newest.
    """
    troubled = Component.living.filter(page=page).exclude(status__in=CALM)
    # Of those of which something was said: with a NULL among them, membership is unknown and not false.
    latest = troubled.annotate(newest=_newest()).filter(newest__isnull=False)
    found = _seen(page, sight).annotate(
        latest=ExpressionWrapper(Q(pk__in=latest.values("newest")), output_field=BooleanField())
    )
    found = found.filter(Q(at__gte=since) | Q(latest=True)).order_by("-latest", "-at", "-pk")
    return sorted(found[:most], key=lambda note: (note.at, note.pk), reverse=True)


def explains(note: StatusNote) -> bool:
    """Whether the newest words about a component are about what it shows now, and not about what was before.

    They are when they were said since it shows that, or made a claim that is still open and no calm one.
    Reads the note's component and claim.
    """
    component, claim = note.component, note.claim
    if component.status in CALM:
        return False
    if component.status_since is not None and note.at >= component.status_since:
        return True
    return claim is not None and claim.ended is None and claim.voided_at is None and claim.status not in CALM


def _newest() -> Subquery:
    """The key of the newest note of each component of an outer query; NULL where nothing was said."""
    living = StatusNote.objects.filter(component=OuterRef("pk"), voided_at__isnull=True)
    return Subquery(living.order_by(*_NEWEST).values("pk")[:1])


def _seen(page: Page, sight: Sight) -> QuerySet[StatusNote]:
    found = StatusNote.objects.filter(
        component__page=page,
        component__deleted_at__isnull=True,
        component__visible=True,
        voided_at__isnull=True,
    )
    if sight.components is not None:
        found = found.filter(component__in=sight.components)
    return found.select_related("component", "label", "claim")
