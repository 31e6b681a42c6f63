"""The beginning that incidents and maintenance share."""

from datetime import datetime

from incidents.models import Incident
from incidents.services.claiming import claims_follow
from incidents.services.phrases import status_phrase
from incidents.services.state import (
    alarms_set,
    components_declare,
    impact_recompute,
    incident_record,
    incident_save,
    number_allocate,
    reminder_plan,
)
from incidents.services.timeline import snapshot_write, standing_of, timeline_settle, update_write
from incidents.transitions import is_live
from incidents.vocabulary import IncidentKind, UpdateKind
from statuspage.actor import Actor
from statuspage.models import Component
from statuspage.services import claim_record, components_lock

BACKFILLED_REASON = "incident backfilled"


def incident_begin(
    incident: Incident,
    *,
    declared: dict[Component, str],
    body: str,
    body_format: str,
    deliver: bool | None = None,
    by: Actor,
    now: datetime,
) -> Incident:
    """Write a new incident or maintenance of clean values, with its opening update and all that follows.

    `deliver` says whether the opening is told, where that differs from what the incident's `notify` says.
    """
    page = incident.page
    # Components come before the page: the one order in which locks are taken.
    components_lock([component.pk for component in declared])
    incident.number = number_allocate(page)
    incident.save(force_insert=True)
    components_declare(incident, declared)
    stood = standing_of(incident)
    opening = update_write(
        incident,
        kind=UpdateKind.OPENING,
        status=incident.status,
        body=body if body.strip() else status_phrase(page, incident.status),
        format=body_format,
        displayed_at=incident.started_at if incident.backfilled else now,
        deliver=(incident.notify if deliver is None else deliver) and not incident.backfilled,
        by=by,
    )
    timeline_settle(incident)
    impact_recompute(incident)
    if incident.backfilled:
        past_claim(incident, declared, by=by, now=now)
    elif is_live(incident.kind, incident.status):
        claims_follow(incident, by=by, at=incident.started_at, now=now)
    else:
        claims_follow(incident, by=by, at=now, now=now, declared=list(declared))
    snapshot_write(opening, stood=stood)
    alarms_set(incident)
    reminder_plan(incident, now=now)
    incident_save(incident, now=now)
    verb = "scheduled" if incident.kind == IncidentKind.MAINTENANCE else "opened"
    incident_record(incident, verb, by=by, at=now, before=None, update=opening, deliver=opening.deliver)
    return incident


def past_claim(incident: Incident, declared: dict[Component, str], *, by: Actor, now: datetime) -> None:
    """Record what a backfilled incident claims of the past; nothing where it took no time."""
    if incident.resolved_at is None or incident.resolved_at <= incident.started_at:
        return
    for component, status in sorted(declared.items(), key=lambda pair: pair[0].pk):
        claim_record(
            component=component,
            source=incident.kind,
            source_uid=incident.uid,
            status=status,
            message=incident.name,
            started=incident.started_at,
            ended=incident.resolved_at,
            reason=BACKFILLED_REASON,
            by=by,
            now=now,
        )
