"""What an incident claims about its components, and what it leaves behind."""

from collections.abc import Collection
from datetime import datetime

from incidents.models import Incident
from incidents.transitions import is_ended, is_live
from incidents.vocabulary import IncidentKind, OnEnd
from statuspage.actor import Actor
from statuspage.models import Component, StatusClaim
from statuspage.services import claim_release, claim_set, claims_keep, claims_release
from statuspage.status import SEVERITY, ClaimSource, Status


def claims_follow(
    incident: Incident,
    *,
    by: Actor,
    at: datetime,
    now: datetime,
    declared: Collection[Component] = (),
    was_live: bool = False,
) -> None:
    """Bring the claims of an incident in line with its state and its declared statuses, from `at` on.

    While it lives each affected component has its claim; at its end they are released or kept. What is
    declared together with the end, or after it, still counts where statuses are kept.
    """
    source, uid = incident.kind, incident.uid
    if incident.draft or incident.backfilled:
        return
    if is_live(incident.kind, incident.status):
        silent = incident.kind == IncidentKind.MAINTENANCE and not incident.set_maintenance_status
        _claim(incident, by=by, at=at, now=now, only=declared if silent else None)
    elif is_ended(incident.status) and keeps(incident):
        if was_live or declared:
            _claim(incident, by=by, at=at, now=now, only=None if was_live and _speaks(incident) else declared)
        claims_keep(source=source, source_uid=uid, by=by, at=at, now=now)
    else:
        claims_release(source=source, source_uid=uid, by=by, at=at, now=now)


def keeps(incident: Incident) -> bool:
    """Whether its end leaves the components as they are declared."""
    if incident.kind == IncidentKind.MAINTENANCE:
        return not incident.restore_status
    return incident.on_end == OnEnd.KEEP


def _speaks(incident: Incident) -> bool:
    return incident.kind == IncidentKind.INCIDENT or incident.set_maintenance_status


def _claim(
    incident: Incident, *, by: Actor, at: datetime, now: datetime, only: Collection[Component] | None
) -> None:
    rows = {
        row.component: row.status
        for row in incident.affected.select_related("component").order_by("component_id")
        if row.component.deleted_at is None
    }
    claims = StatusClaim.objects.filter(
        source=incident.kind, source_uid=incident.uid, ended__isnull=True, voided_at__isnull=True
    )
    held = {claim.component: claim.status for claim in claims.select_related("component")}
    gone = sorted(held.keys() - rows.keys(), key=lambda component: component.pk)
    if gone and keeps(incident):
        claims_keep(source=incident.kind, source_uid=incident.uid, only=gone, by=by, at=at, now=now)
    else:
        for component in gone:
            claim_release(
                component=component, source=incident.kind, source_uid=incident.uid, by=by, at=at, now=now
            )
    for component, status in rows.items():
        if held.get(component) == status:
            continue
        if only is not None and component not in only and component not in held:
            continue
        claim_set(
            component=component,
            source=ClaimSource(incident.kind).value,
            source_uid=incident.uid,
            status=status,
            message=incident.name,
            by=by,
            at=at,
            now=now,
        )
        if incident.on_end == OnEnd.KEEP:
            _speak_over(incident, component, status, by=by, at=at, now=now)


def _speak_over(
    incident: Incident, component: Component, status: str, *, by: Actor, at: datetime, now: datetime
) -> None:
    """What is declared last counts where statuses are kept: a worse one that was said by hand gives way.

    After a maintenance nothing is left of that; where a check speaks, it is heard then.
    """
    said = component.claims.filter(source=ClaimSource.MANUAL, ended__isnull=True, voided_at__isnull=True)
    worse = next((claim for claim in said if SEVERITY[claim.status] > SEVERITY[status]), None)
    if worse is None:
        return
    manual = ClaimSource.MANUAL.value
    checks = component.claims.filter(source=ClaimSource.CHECK, ended__isnull=True, voided_at__isnull=True)
    if incident.kind == IncidentKind.INCIDENT:
        claim_set(component=component, source=manual, status=status, by=by, at=at, now=now)
    elif checks.exists():
        claim_release(component=component, source=manual, by=by, at=at, now=now)
    else:
        well = Status.OPERATIONAL.value
        claim_set(component=component, source=manual, status=well, by=by, at=at, now=now)
