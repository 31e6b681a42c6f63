"""What follows from the claims: the periods of a component and the status that it shows now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from statuspage import journal
from statuspage.actor import Actor
from statuspage.models import Component, StatusPeriod
from statuspage.status import Status
from statuspage.timeline import Span, spans_from_claims

_FEW = 10


@dataclass(frozen=True, slots=True)
class Shown:
    """What a component shows and why."""

    status: str
    since: datetime | None
    span: Span | None


def component_lock(component: Component) -> Component:
    """The component as it is in the database, locked for the transaction; deleted ones too."""
    return _locking().get(pk=component.pk)


def components_lock(component_ids: Sequence[int]) -> list[Component]:
    """Many components locked in id order, so that two writers wait for each other and never lock up."""
    return list(_locking().filter(pk__in=component_ids).order_by("pk"))


def component_reproject(
    *,
    component: Component,
    since: datetime | None = None,
    by: Actor | None = None,
    quiet: bool = False,
    now: datetime | None = None,
) -> bool:
    """Bring periods and shown status of a component in line with its claims; True if a period changed.

    Everything before `since` is taken as right; without it the whole history is made anew. The caller holds
    the component's lock. Journals `component.status_changed` when the component shows another status, unless
    `quiet`: what creates or deletes a component tells that instead.
    """
    with journal.transaction(now) as now:
        changed, tail = _reproject_periods(component, since)
        shown = _shown(component, tail)
        if shown.status != component.status or shown.since != component.status_since:
            before = {"status": component.status, "since": component.status_since}
            switched = shown.status != component.status
            component.status = shown.status
            component.status_since = shown.since
            component.updated_at = now
            Component.objects.filter(pk=component.pk).update(
                status=shown.status, status_since=shown.since, updated_at=now
            )
            if switched and not quiet:
                journal.record(
                    kind="component.status_changed",
                    by=by or Actor.system(),
                    at=now,
                    subject_kind="component",
                    subject_uid=component.uid,
                    subject_label=component.name,
                    page=component.page,
                    before=before,
                    after=_told(shown),
                )
        return changed


def periods_differ(*, component: Component) -> list[tuple[Span | None, Span | None]]:
    """What a rebuild would change: pairs of the stored and the derived period at each difference."""
    stored = [_span(period) for period in component.periods.order_by("started")]
    derived = spans_from_claims(component.claims.filter(voided_at__isnull=True).order_by("pk"))
    by_start: dict[datetime, list[Span | None]] = {}
    for side, spans in enumerate((stored, derived)):
        for span in spans:
            by_start.setdefault(span.started, [None, None])[side] = span
    return [(pair[0], pair[1]) for _, pair in sorted(by_start.items()) if pair[0] != pair[1]]


def component_rebuild(
    *, component: Component, now: datetime | None = None
) -> list[tuple[Span | None, Span | None]]:
    """Make the periods of a component anew and say what differed, as `periods_differ` does."""
    with journal.transaction(now) as now:
        row = component_lock(component)
        differences = periods_differ(component=row)
        component_reproject(component=row, now=now)
        return differences


def _locking() -> QuerySet[Component]:
    # Without the key, so that rows which only refer to the component can still be written.
    return Component.objects.select_for_update(of=("self",), no_key=True).select_related("page")


def _reproject_periods(component: Component, since: datetime | None) -> tuple[bool, list[Span]]:
    """Write what differs from `since` on; also gives the periods known to hold from there."""
    claims = component.claims.filter(voided_at__isnull=True).order_by("pk")
    periods = component.periods.order_by("started")
    earlier: StatusPeriod | None = None
    if since is not None:
        claims = claims.filter(Q(ended__isnull=True) | Q(ended__gt=since))
        earlier = component.periods.filter(started__lt=since).order_by("-started").first()
        periods = periods.filter(started__gte=since)
    spans = spans_from_claims(claims, since=since if earlier else None)
    if earlier is not None and since is not None:
        spans = _joined(_span(earlier), spans, since)
    stored = list(periods) if earlier is None else [earlier, *periods]
    return _write(component, stored, spans), spans


def _joined(earlier: Span, spans: list[Span], since: datetime) -> list[Span]:
    cut = Span(earlier.status, earlier.started, since, *earlier.reason[1:])
    if not spans[0].continues(cut):
        return [cut, *spans]
    return [Span(cut.status, cut.started, spans[0].ended, *cut.reason[1:]), *spans[1:]]


def _write(component: Component, stored: list[StatusPeriod], spans: list[Span]) -> bool:
    wanted = {span.started: span for span in spans}
    gone, moved = [], []
    for period in stored:
        span = wanted.get(period.started)
        if span is None:
            gone.append(period)
        elif _span(period) == span:
            del wanted[period.started]
        else:
            moved.append(period)
    if not (gone or wanted):
        return False
    if len(moved) > _FEW:
        # Made anew, all of them take two statements.
        gone += moved
        moved = []
    if gone:
        StatusPeriod.objects.filter(pk__in=[period.pk for period in gone]).delete()
    # The period that closes goes first: only one may be open at any time.
    for period in sorted(moved, key=lambda period: wanted[period.started].ended is None):
        _fill(period, wanted.pop(period.started))
        period.save(update_fields=["status", "ended", "cause", "source_uid", "label", "message"])
    StatusPeriod.objects.bulk_create(
        [_fill(StatusPeriod(component=component, started=span.started), span) for span in wanted.values()]
    )
    return True


def _fill(period: StatusPeriod, span: Span) -> StatusPeriod:
    period.status, period.ended = span.status, span.ended
    period.cause, period.source_uid, period.label, period.message = span.reason[1:]
    return period


def _span(period: StatusPeriod) -> Span:
    return Span(
        period.status,
        period.started,
        period.ended,
        period.cause,
        period.source_uid,
        period.label,
        period.message,
    )


def _shown(component: Component, tail: list[Span]) -> Shown:
    if not tail:
        return Shown(Status.UNKNOWN.value, None, None)
    current = tail[-1]
    start = current.started
    for span in reversed(tail):
        if span.status != current.status:
            return Shown(current.status, start, current)
        start = span.started
    before = component.periods.filter(started__lt=start).order_by("-started")
    other = before.exclude(status=current.status).values_list("ended", flat=True).first()
    if other is None:
        other = component.periods.order_by("started").values_list("started", flat=True).first()
    return Shown(current.status, other or start, current)


def _told(shown: Shown) -> dict[str, Any]:
    span = shown.span
    return {
        "status": shown.status,
        "since": shown.since,
        "cause": span.cause if span else "",
        "source_uid": span.source_uid if span else "",
        "label": span.label if span else "",
        "message": span.message if span else "",
    }
