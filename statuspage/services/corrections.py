"""Corrections of what was claimed, with a reason; the journal keeps what was there before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict, Invalid
from statuspage.models import Component, StatusClaim
from statuspage.services.projection import component_lock, component_reproject
from statuspage.status import ClaimSource, Status
from statuspage.validation import NAME_LENGTH, Problems, clean_choice, clean_moment, clean_text

REASON_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Correction:
    """What a correction did: the history of the span before and after, as the journal has it."""

    before: list[dict[str, Any]]
    after: list[dict[str, Any]]


def claim_void(*, claim: StatusClaim, reason: str, by: Actor, now: datetime | None = None) -> StatusClaim:
    """Take a claim back as if it had never been made; `Conflict` (`claim_voided`) when it is already."""
    reason = clean_text(reason, pointer="/reason", max_length=REASON_LENGTH, required=True)
    with journal.transaction(now) as now:
        row = component_lock(claim.component)
        held = StatusClaim.objects.get(pk=claim.pk)
        if held.voided_at is not None:
            raise Conflict(_("The claim has been taken back already."), code="claim_voided")
        start, end = held.started, held.ended or now
        before = history_of(row, start, end)
        claim.voided_at, claim.void_reason = now, reason
        claim.save(update_fields=["voided_at", "void_reason"])
        component_reproject(component=row, since=start, by=by, now=now)
        correction_record(row, by, now, start, end, reason, Correction(before, history_of(row, start, end)))
        return claim


def claim_record(
    *,
    component: Component,
    source: str,
    source_uid: str,
    status: str,
    started: datetime,
    ended: datetime,
    reason: str,
    by: Actor,
    message: str = "",
    now: datetime | None = None,
) -> StatusClaim:
    """Add what a source would have claimed over a past span, as told afterwards; nobody is told.

    Raises `Invalid` for values and for a span that is reversed or not over yet.
    """
    problems = Problems()
    with problems.caught():
        clean_choice(source, pointer="/source", words=ClaimSource)
    with problems.caught():
        clean_choice(status, pointer="/status", words=Status)
    problems.raise_if_any()
    if ended <= started:
        raise Invalid.at("/to", "reversed", _("The end must lie after the start."))
    with journal.transaction(now) as now:
        if ended > now:
            raise Invalid.at("/to", "in_the_future", _("Only the past can be corrected."))
        row = component_lock(component)
        before = history_of(row, started, ended)
        claim = StatusClaim.objects.create(
            component=row,
            source=source,
            source_uid=source_uid,
            status=status,
            message=message,
            stated_at=started,
            started=started,
            ended=ended,
            actor_kind=by.kind,
            actor_uid=by.uid,
            actor_label=by.label[:NAME_LENGTH],
        )
        component_reproject(component=row, since=started, by=by, now=now)
        correction_record(
            row, by, now, started, ended, reason, Correction(before, history_of(row, started, ended))
        )
        component.status, component.status_since = row.status, row.status_since
        return claim


def claim_respan(
    *,
    claim: StatusClaim,
    reason: str,
    by: Actor,
    started: datetime | None = None,
    ended: datetime | None = None,
    now: datetime | None = None,
) -> StatusClaim:
    """Move the start of a claim, or the end of one that has ended, to when it really was.

    A start never passes the claim's own end and an end never its start: the claim then never held.
    """
    with journal.transaction(now) as now:
        row = component_lock(claim.component)
        held = StatusClaim.objects.get(pk=claim.pk)
        last = held.ended or now
        if ended is not None and held.ended is not None:
            held.ended = last = min(ended, now)
        held.started = min(started or held.started, last)
        start, end = min(held.started, claim.started), max(last, claim.ended or now)
        before = history_of(row, start, end)
        held.save(update_fields=["started", "ended"])
        component_reproject(component=row, since=start, by=by, now=now)
        correction_record(row, by, now, start, end, reason, Correction(before, history_of(row, start, end)))
        claim.started, claim.ended = held.started, held.ended
        return claim


def history_correct(
    *,
    component: Component,
    start: datetime,
    end: datetime,
    reason: str,
    by: Actor,
    status: str | None = None,
    void: bool = False,
    now: datetime | None = None,
) -> Correction:
    """Say what a past span was really like, or (`void`) that nothing is known about it.

    Everything that was claimed within the span is voided; a claim that reaches beyond it is cut, and its
    rest goes on holding as it was stated. Raises `Invalid` for a span that is reversed or not over yet, and
    unless exactly one of `status` and `void` is given.
    """
    problems = Problems()
    with problems.caught():
        reason = clean_text(reason, pointer="/reason", max_length=REASON_LENGTH, required=True)
    with problems.caught():
        if status is not None:
            clean_choice(status, pointer="/status", words=Status)
    if (status is None) is not void:
        problems.add("/status", "either_or", _("Give either a status or void."))
    with problems.caught():
        clean_moment(start, pointer="/from")
    with problems.caught():
        clean_moment(end, pointer="/to")
    problems.raise_if_any()
    if end <= start:
        problems.add("/to", "reversed", _("The end must lie after the start."))
    problems.raise_if_any()
    with journal.transaction(now) as now:
        if end > now:
            problems.add("/to", "in_the_future", _("Only the past can be corrected."))
            problems.raise_if_any()
        row = component_lock(component)
        before = history_of(row, start, end)
        overlapping = row.claims.filter(Q(ended__isnull=True) | Q(ended__gt=start), voided_at__isnull=True)
        for claim in overlapping.filter(started__lt=end):
            _cut(claim, start, end, reason, now)
        if status is not None:
            StatusClaim.objects.create(
                component=row,
                source=ClaimSource.MANUAL,
                status=status,
                message=reason,
                stated_at=now,
                started=start,
                ended=end,
                actor_kind=by.kind,
                actor_uid=by.uid,
                actor_label=by.label[:NAME_LENGTH],
            )
        # What this uncovers may begin earlier than what was there: a history can be prolonged backwards.
        component_reproject(component=row, since=start, by=by, now=now)
        correction = Correction(before, history_of(row, start, end))
        correction_record(row, by, now, start, end, reason, correction)
        component.status, component.status_since = row.status, row.status_since
        component.updated_at = row.updated_at
        return correction


def _cut(claim: StatusClaim, start: datetime, end: datetime, reason: str, now: datetime) -> None:
    """Void what lies inside the span and keep what lies outside; the row itself stays the last piece kept."""
    before = claim.started < start
    after = claim.ended is None or claim.ended > end
    inside = (max(claim.started, start), end if claim.ended is None else min(claim.ended, end))
    if not before and not after:
        claim.voided_at, claim.void_reason = now, reason
        claim.save(update_fields=["voided_at", "void_reason"])
        return
    if before and after:
        copy_of(claim, claim.started, start).save()
    if after:
        claim.started = end
    else:
        claim.ended = start
    claim.save(update_fields=["started", "ended"])
    voided = copy_of(claim, *inside)
    voided.voided_at, voided.void_reason = now, reason
    voided.save()


def copy_of(claim: StatusClaim, started: datetime, ended: datetime | None) -> StatusClaim:
    return StatusClaim(
        component_id=claim.component_id,
        source=claim.source,
        source_uid=claim.source_uid,
        status=claim.status,
        label=claim.label,
        message=claim.message,
        yields=claim.yields,
        stated_at=claim.stated_at,
        started=started,
        ended=ended,
        actor_kind=claim.actor_kind,
        actor_uid=claim.actor_uid,
        actor_label=claim.actor_label,
    )


def history_of(component: Component, start: datetime, end: datetime) -> list[dict[str, Any]]:
    periods = component.periods.filter(Q(ended__isnull=True) | Q(ended__gt=start), started__lt=end)
    return [
        {
            "status": period.status,
            "from": max(period.started, start),
            "to": end if period.ended is None else min(period.ended, end),
            "cause": period.cause,
            "source": period.source_uid,
            "message": period.message,
        }
        for period in periods.order_by("started")
    ]


def correction_record(
    component: Component,
    by: Actor,
    now: datetime,
    start: datetime,
    end: datetime,
    reason: str,
    correction: Correction,
) -> None:
    journal.record(
        kind="component.history_corrected",
        by=by,
        at=now,
        subject_kind="component",
        subject_uid=component.uid,
        subject_label=component.name,
        page=component.page,
        before={"periods": correction.before},
        after={"from": start, "to": end, "reason": reason, "periods": correction.after},
    )
