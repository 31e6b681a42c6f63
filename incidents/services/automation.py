"""What checks do to an incident that they opened, as long as nobody has touched it."""

from datetime import datetime

from incidents.models import Incident
from incidents.selectors.objects import incident_object
from incidents.services.claiming import claims_follow
from incidents.services.intake import MAX_COMPONENTS
from incidents.services.state import (
    components_declare,
    impact_recompute,
    incident_lock,
    incident_record,
    incident_save,
    incident_touch,
    is_automations,
)
from incidents.services.updates import entry_add, incident_resolve
from incidents.transitions import is_ended
from incidents.vocabulary import UpdateKind
from statuspage import journal
from statuspage.actor import Actor
from statuspage.models import Component
from statuspage.richtext import TextFormat
from statuspage.status import SEVERITY, Status


def incident_auto_resolve(
    *, incident: Incident, body: str = "", by: Actor, now: datetime | None = None
) -> bool:
    """End what a check opened, if nobody has touched it and it is not over; True when it was ended."""
    with journal.transaction(now) as now:
        incident_lock(incident)
        if not _may_act(incident):
            return False
        incident_resolve(incident=incident, body=body, by=by, now=now)
        return True


def incident_auto_join(
    *,
    incident: Incident,
    component: Component | None,
    status: str,
    name: str,
    body: str,
    since: datetime,
    by: Actor,
    now: datetime | None = None,
) -> bool:
    """Let an incident speak for one more component; False if it is not, or no longer, automation's.

    The first time it gets `name` and an update with `body`, which its subscribers are told; after that it is
    edited in silence, so that a storm leaves a timeline that people can read.
    """
    with journal.transaction(now) as now:
        incident_lock(incident)
        if not _may_act(incident):
            return False
        affected = dict(incident.affected.values_list("component_id", "status"))
        if component is None or _is_said(affected.get(component.pk), status):
            return True
        if component.pk not in affected and len(affected) >= MAX_COMPONENTS:
            # It goes on showing what its check says.
            return True
        if component.pk in affected or incident.draft or incident.name == name:
            if component.pk not in affected:
                incident.name = name
            _declare(incident, component, status, at=min(since, now), by=by, now=now)
            return True
        incident.name = name
        entry_add(
            incident,
            kind=UpdateKind.AUTO,
            status=incident.status,
            body=body,
            format=TextFormat.MARKDOWN.value,
            declared={component: status},
            deliver=incident.notify,
            displayed_at=None,
            by=by,
            now=now,
        )
        return True


def incident_auto_ease(
    *, incident: Incident, component: Component | None, by: Actor, now: datetime | None = None
) -> bool:
    """Let an incident that goes on say that a component works again; False if it is not automation's."""
    with journal.transaction(now) as now:
        incident_lock(incident)
        if not _may_act(incident):
            return False
        well = Status.OPERATIONAL.value
        if (
            component is not None
            and incident.affected.filter(component=component).exclude(status=well).exists()
        ):
            _declare(incident, component, well, at=now, by=by, now=now)
        return True


def _may_act(incident: Incident) -> bool:
    return is_automations(incident) and not is_ended(incident.status)


def _is_said(declared: str | None, status: str) -> bool:
    return declared is not None and SEVERITY[declared] >= SEVERITY[status]


def _declare(
    incident: Incident, component: Component, status: str, *, at: datetime, by: Actor, now: datetime
) -> None:
    before = incident_object(incident)
    incident_touch(incident, by=by, now=now)
    components_declare(incident, {component: status})
    claims_follow(incident, by=by, at=at, now=now)
    impact_recompute(incident)
    incident_save(incident, now=now)
    incident_record(incident, "edited", by=by, at=now, before=before)
