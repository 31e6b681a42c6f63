"""Setting right when an incident began and ended, together with what it claimed."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from incidents.models import Incident
from incidents.services.claiming import keeps
from incidents.services.timeline import timeline_settle
from incidents.transitions import is_ended
from incidents.vocabulary import UpdateKind
from statuspage.actor import Actor
from statuspage.exceptions import Invalid
from statuspage.models import StatusClaim
from statuspage.services import claim_respan

MOVED_REASON = "times of the incident corrected"


def times_move(
    incident: Incident, started_at: datetime | None, resolved_at: datetime | None, *, by: Actor, now: datetime
) -> None:
    """Move the start and the end, whichever is given and another one. Raises `Invalid`."""
    later = started_at is not None and incident.resolved_at is not None and started_at > incident.resolved_at
    moves = [(start_move, started_at, incident.started_at), (end_move, resolved_at, incident.resolved_at)]
    # What moves as a whole to a later time has to make room for its start first.
    for move, new, old in reversed(moves) if later else moves:
        if new is not None and new != old:
            move(incident, new, by=by, now=now)


def start_move(incident: Incident, started_at: datetime, *, by: Actor, now: datetime) -> None:
    """The claims that began with the incident begin with it still."""
    later = incident.updates.exclude(kind=UpdateKind.OPENING).order_by("displayed_at")[:1]
    limit = min([now, *(update.displayed_at for update in later)])
    if incident.resolved_at is not None:
        limit = min(limit, incident.resolved_at)
    if started_at > limit:
        raise Invalid.at("/started_at", "after_update", _("The start must not lie after a later update."))
    old, incident.started_at = incident.started_at, started_at
    if incident.backfilled:
        incident.updates.filter(kind=UpdateKind.OPENING).update(displayed_at=started_at)
    start_follow(incident, old, by=by, now=now)
    if is_ended(incident.status):
        timeline_settle(incident)


def start_follow(incident: Incident, old: datetime, *, by: Actor, now: datetime) -> None:
    """Move the claims that began with an incident, at `old`, to where it begins now."""
    if incident.started_at == old:
        return
    first = StatusClaim.objects.filter(
        source=incident.kind, source_uid=incident.uid, started=old, voided_at__isnull=True
    ).select_related("component")
    for claim in first.order_by("component_id"):
        claim_respan(claim=claim, started=incident.started_at, reason=MOVED_REASON, by=by, now=now)


def end_move(incident: Incident, resolved_at: datetime, *, by: Actor, now: datetime) -> None:
    """The claims that ended with the incident end with it still; what was kept goes on as it is."""
    old = incident.resolved_at
    if old is None:
        raise Invalid.at(
            "/resolved_at", "not_ended", _("This can be set once the incident is over; resolve it first.")
        )
    if resolved_at < incident.started_at:
        raise Invalid.at("/resolved_at", "reversed", _("The end must not lie before the start."))
    entry = incident.updates.filter(displayed_at=old, status=incident.status).first()
    if entry is not None and not incident.backfilled:
        entry.displayed_at = resolved_at
        entry.save(update_fields=["displayed_at", "updated_at"])
        timeline_settle(incident)
    if incident.resolved_at != resolved_at and not incident.backfilled:
        raise Invalid.at("/resolved_at", "before_update", _("The end must not lie before an earlier update."))
    incident.resolved_at = resolved_at
    end_follow(incident, old, by=by, now=now)


def end_follow(incident: Incident, old: datetime, *, by: Actor, now: datetime) -> None:
    """Move the claims that ended with an incident, at `old`, to where it ends now, unless they were kept."""
    resolved_at = incident.resolved_at
    if resolved_at is None or resolved_at == old or keeps(incident):
        return
    last = StatusClaim.objects.filter(
        source=incident.kind, source_uid=incident.uid, ended=old, voided_at__isnull=True
    ).select_related("component")
    for claim in last.order_by("component_id"):
        claim_respan(claim=claim, ended=resolved_at, reason=MOVED_REASON, by=by, now=now)
