"""Claims about components: who says what, from when to when. Everything shown follows from them."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict, Invalid
from statuspage.models import Component, StatusClaim
from statuspage.services.projection import component_lock, component_reproject, components_lock
from statuspage.status import ClaimSource, Status
from statuspage.validation import MESSAGE_LENGTH, NAME_LENGTH, Problems, clean_choice, clean_text


def claim_set(
    *,
    component: Component,
    source: str,
    source_uid: str = "",
    status: str,
    by: Actor,
    label: str = "",
    message: str = "",
    yields: bool = False,
    at: datetime | None = None,
    anew: bool = False,
    now: datetime | None = None,
) -> StatusClaim:
    """Open the claim of a source on a component, in place of the one that it holds there now.

    It holds from `at` (default: now; never before the source's own last words, and a check's never before
    what a person said or corrected last). Nothing happens when the
    source says that already, except that a person who repeats a statement speaks last again. A check that
    only words its status differently does not: that takes a flip. Only one manual claim is ever open; one
    that `yields` is a stored status, which incidents and maintenance override (PingPong contract, 5).
    With `anew` the claim is a new one whatever is held already: it can be taken back by itself.

    Raises `Invalid` for values and `Conflict` (`component_deleted`) when the component is deleted.
    """
    problems = Problems()
    with problems.caught():
        clean_choice(source, pointer="/source", words=ClaimSource)
    with problems.caught():
        clean_choice(status, pointer="/status", words=Status)
    with problems.caught():
        label = clean_text(label, pointer="/label", max_length=NAME_LENGTH)
    with problems.caught():
        message = clean_text(message, pointer="/message", max_length=MESSAGE_LENGTH, multiline=True)
    problems.raise_if_any()
    with journal.transaction(now) as now:
        if at is not None and at > now:
            raise Invalid.at("/at", "in_the_future", _("A status cannot be stated for the future."))
        row = component_lock(component)
        if row.deleted_at is not None:
            raise Conflict(_("The component has been deleted."), code="component_deleted")
        at = at or now
        if source == ClaimSource.CHECK and at < now:
            at = min(max(at, _spoken(row, at)), now)
        claim = _set(row, source, source_uid, status, by, label, message, at, now, yields=yields, anew=anew)
        _mirror(component, row)
        return claim


def claim_release(
    *,
    component: Component,
    source: str,
    source_uid: str = "",
    by: Actor,
    at: datetime | None = None,
    now: datetime | None = None,
) -> StatusClaim | None:
    """End the open claim of a source on a component; None when it holds none."""
    with journal.transaction(now) as now:
        row = component_lock(component)
        claim = _open(row, source, source_uid).first()
        if claim is not None:
            _close(claim, min(at or now, now))
            component_reproject(component=row, since=claim.ended, by=by, now=now)
        _mirror(component, row)
        return claim


def claims_release(
    *, source: str, source_uid: str, by: Actor, at: datetime | None = None, now: datetime | None = None
) -> list[Component]:
    """End every open claim of a source, and give the components that it held."""
    with journal.transaction(now) as now:
        components, claims = _held_by(source, source_uid)
        for row in components:
            claim = claims[row.pk]
            _close(claim, min(at or now, now))
            component_reproject(component=row, since=claim.ended, by=by, now=now)
        return components


def claims_keep(
    *,
    source: str,
    source_uid: str,
    only: Collection[Component] | None = None,
    by: Actor,
    at: datetime | None = None,
    now: datetime | None = None,
) -> list[Component]:
    """End every open claim of a source (or `only` those on some components); its words stay as manual."""
    with journal.transaction(now) as now:
        moment = min(at or now, now)
        components, claims = _held_by(source, source_uid)
        if only is not None:
            components = [row for row in components if row in only]
        for row in components:
            claim = claims[row.pk]
            _close(claim, moment)
            _set(
                row,
                ClaimSource.MANUAL.value,
                "",
                claim.status,
                by,
                claim.label,
                claim.message,
                moment,
                now,
                since=claim.ended,
            )
        return components


def _set(
    row: Component,
    source: str,
    source_uid: str,
    status: str,
    by: Actor,
    label: str,
    message: str,
    at: datetime,
    now: datetime,
    since: datetime | None = None,
    yields: bool = False,
    anew: bool = False,
) -> StatusClaim:
    previous = list(_own(row, source, source_uid).filter(Q(ended__isnull=True) | Q(ended__gt=at)))
    held = next((claim for claim in previous if claim.ended is None), None)
    # Whoever waited for the lock speaks after the one who had it, though its clock was read before.
    stated_at = max(now, held.stated_at) if held is not None and source == ClaimSource.MANUAL else now
    if held is not None and held.status == status:
        repeated = (held.label, held.message, held.yields) == (label, message, yields)
        if repeated and not anew and not (source == ClaimSource.MANUAL and _answered(row, held)):
            if since is not None:
                component_reproject(component=row, since=since, by=by, now=now)
            return held
        if source != ClaimSource.MANUAL:
            stated_at = held.stated_at
    starts = max([at, *(claim.ended or claim.started for claim in previous)])
    for claim in previous:
        if claim.ended is None:
            _close(claim, starts)
    claim = StatusClaim.objects.create(
        component=row,
        source=source,
        source_uid=source_uid,
        status=status,
        label=label,
        message=message,
        yields=yields,
        stated_at=stated_at,
        started=starts,
        actor_kind=by.kind,
        actor_uid=by.uid,
        actor_label=by.label[:NAME_LENGTH],
    )
    component_reproject(component=row, since=min(starts, since or starts), by=by, now=now)
    return claim


def _own(row: Component, source: str, source_uid: str) -> QuerySet[StatusClaim]:
    claims = row.claims.filter(source=source, voided_at__isnull=True)
    return claims if source == ClaimSource.MANUAL else claims.filter(source_uid=source_uid)


def _open(row: Component, source: str, source_uid: str) -> QuerySet[StatusClaim]:
    return _own(row, source, source_uid).filter(ended__isnull=True)


def _spoken(row: Component, at: datetime) -> datetime:
    """Until when people have had a say after `at`: with a statement, or by correcting what checks had said.

    What is corrected to nothing leaves no statement, only the check's claim that it took back.
    """
    said = row.claims.filter(source=ClaimSource.MANUAL, voided_at__isnull=True, stated_at__gt=at)
    taken_back = row.claims.filter(source=ClaimSource.CHECK, voided_at__gt=at, ended__gt=at)
    found: list[datetime | None] = [
        said.aggregate(last=Max("stated_at"))["last"],
        taken_back.aggregate(last=Max("ended"))["last"],
    ]
    return max([at, *(moment for moment in found if moment is not None)])


def _answered(row: Component, held: StatusClaim) -> bool:
    """Whether a check has flipped since a person spoke."""
    return row.claims.filter(
        source=ClaimSource.CHECK, ended__isnull=True, voided_at__isnull=True, stated_at__gt=held.stated_at
    ).exists()


def _close(claim: StatusClaim, at: datetime) -> None:
    claim.ended = max(at, claim.started)
    claim.save(update_fields=["ended"])


def _held_by(source: str, source_uid: str) -> tuple[list[Component], dict[int, StatusClaim]]:
    claims = StatusClaim.objects.filter(
        source=source, source_uid=source_uid, ended__isnull=True, voided_at__isnull=True
    )
    components = components_lock(list(claims.values_list("component_id", flat=True)))
    # Read again under the locks: who waited for them may find that a claim has ended meanwhile.
    held = {claim.component_id: claim for claim in claims.all()}
    return [row for row in components if row.pk in held], held


def _mirror(component: Component, row: Component) -> None:
    component.status, component.status_since = row.status, row.status_since
    component.updated_at = row.updated_at
