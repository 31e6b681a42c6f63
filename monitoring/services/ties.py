"""Which checks an automatic incident is about: checks that fail together share one."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from incidents.models import Incident
from incidents.services import incident_auto_ease, incident_auto_join, incident_auto_resolve
from incidents.transitions import is_ended
from incidents.vocabulary import ENDED_STATUSES, IncidentKind, Origin
from monitoring.models import Check, CheckIncident, Pulse
from monitoring.vocabulary import Effect
from statuspage.actor import Actor

TOGETHER = timedelta(seconds=60)
"""A check that fails so soon after an incident was opened by another joins it."""


def tie_of(check: Check) -> CheckIncident | None:
    """The incident that the check holds on to."""
    return CheckIncident.objects.select_related("incident").filter(check_row=check, closed_at=None).first()


def tie(check: Check, incident: Incident, *, now: datetime) -> None:
    """Tie a check to the incident that speaks for its failure."""
    CheckIncident.objects.create(check_row=check, incident=incident, opened_at=now)


def untie(opened: CheckIncident, now: datetime) -> None:
    """Let a check go."""
    opened.closed_at = now
    opened.save(update_fields=["closed_at"])


def is_over(incident: Incident) -> bool:
    """Whether an incident needs nobody's recovery any more."""
    return incident.deleted_at is not None or is_ended(incident.status)


def others_hold(check: Check, *, now: datetime) -> None:
    """Keep other checks of the page from opening incidents until this transaction ends.

    Else two that fail in the same moment would both find none to join. A row of its own, because the page's
    is locked after incidents and components.
    """
    name = f"incidents:{check.page.uid}"
    Pulse.objects.get_or_create(name=name, defaults={"at": now})
    Pulse.objects.select_for_update().get(name=name)


def incident_join(check: Check, *, since: datetime, by: Actor, now: datetime) -> bool:
    """Join the incident that another check opened a moment ago, or the one that this check was part of."""
    incident = _joinable(check, now)
    if incident is None:
        return False
    component = check.component if check.component and check.component.deleted_at is None else None
    joined = incident_auto_join(
        incident=incident,
        component=component,
        status=check.effect_status,
        name=_("Several components are not working"),
        body=_("Automated monitoring noticed problems with more components at the same time."),
        since=since,
        by=by,
        now=now,
    )
    if joined:
        tie(check, incident, now=now)
    return joined


def incident_recover(check: Check, opened: CheckIncident, *, by: Actor, now: datetime) -> bool:
    """Take a check's recovery into its incident: with the last one it is resolved.

    False if a person has touched it: then it is theirs to end.
    """
    incident = opened.incident
    # Locks the incident, so that of two checks that recover at once one is the last.
    if not incident_auto_ease(incident=incident, component=None, by=by, now=now):
        return False
    ties = CheckIncident.objects.filter(incident=incident).exclude(check_row=check)
    failing = ties.filter(closed_at=None)
    if failing.exists():
        shared = failing.filter(check_row__component=check.component).exists()
        return incident_auto_ease(
            incident=incident, component=None if shared else check.component, by=by, now=now
        )
    if ties.exists():
        body = _("Everything is working again.")
    else:
        body = _("%(check)s is working again.") % {"check": check}
    return incident_auto_resolve(incident=incident, body=body, by=by, now=now)


def _joinable(check: Check, now: datetime) -> Incident | None:
    earlier = CheckIncident.objects.filter(incident=OuterRef("incident"), opened_at__lte=now - TOGETHER)
    fresh = Q(opened_at__gt=now - TOGETHER) & ~Q(Exists(earlier))
    found = (
        CheckIncident.objects.filter(
            fresh | Q(check_row=check),
            incident__page=check.page,
            incident__kind=IncidentKind.INCIDENT,
            incident__origin=Origin.CHECK,
            incident__template=check.template,
            incident__draft=check.effect == Effect.DRAFT_INCIDENT,
            incident__human_touched_at=None,
            incident__deleted_at=None,
        )
        .exclude(incident__status__in=ENDED_STATUSES)
        .select_related("incident")
        .order_by("opened_at", "pk")
        .first()
    )
    return None if found is None else found.incident
