"""What a person says about a component directly."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from incidents.models import AffectedComponent, Incident
from incidents.selectors.objects import incident_object
from incidents.selectors.related import incidents_speaking
from incidents.services.claiming import claims_follow
from incidents.services.state import (
    components_declare,
    impact_recompute,
    incident_record,
    incident_save,
    incident_touch,
    is_automations,
)
from incidents.vocabulary import IncidentKind
from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict
from statuspage.models import Component
from statuspage.selectors import statement_of
from statuspage.services import claim_set, component_update, components_lock
from statuspage.services.retracting import statements_retract
from statuspage.status import ClaimSource, Status
from statuspage.validation import (
    MESSAGE_LENGTH,
    NAME_LENGTH,
    Problems,
    clean_choice,
    clean_text,
)

_RETRACTED = "Taken back by whoever said it"


def component_declare_status(
    *,
    component: Component,
    status: str,
    message: str = "",
    label: str = "",
    by: Actor,
    now: datetime | None = None,
) -> Component:
    """Say what a component is like; who says so speaks last.

    Sets the manual claim, and with it what open incidents and running maintenance declare about the
    component, so that none of them goes on saying otherwise. Checks speak again with their next flip.
    """
    problems = Problems()
    with problems.caught():
        status = clean_choice(status, pointer="/status", words=Status)
    with problems.caught():
        message = clean_text(message, pointer="/message", max_length=MESSAGE_LENGTH, multiline=True)
    with problems.caught():
        label = clean_text(label, pointer="/label", max_length=NAME_LENGTH)
    problems.raise_if_any()
    with journal.transaction(now) as now:
        speaking = _speaking_about(component)
        named = AffectedComponent.objects.filter(incident__in=speaking).values_list("component", flat=True)
        components_lock([component.pk, *named])
        claim_set(
            component=component,
            source=ClaimSource.MANUAL.value,
            status=status,
            message=message,
            label=label,
            by=by,
            now=now,
        )
        for incident in speaking:
            if _says_already(incident, component, status):
                continue
            before = incident_object(incident)
            incident_touch(incident, by=by, now=now)
            components_declare(incident, {component: status})
            impact_recompute(incident)
            claims_follow(incident, by=by, at=now, now=now)
            incident_save(incident, now=now)
            verb = "updated" if incident.kind == IncidentKind.MAINTENANCE else "edited"
            incident_record(incident, verb, by=by, at=now, before=before)
        component.refresh_from_db()
        return component


def component_update_and_declare(
    *,
    component: Component,
    changes: Mapping[str, Any],
    status: str | None = None,
    by: Actor,
    now: datetime | None = None,
) -> Component:
    """Change settings as `component_update` does and, unless `status` is None, say what it is like too.

    Either all of it happens or nothing.
    """
    with journal.transaction(now) as now:
        # First, since incidents are locked before components.
        if status is not None:
            component_declare_status(component=component, status=status, by=by, now=now)
        if changes:
            component_update(component=component, changes=changes, by=by, now=now)
        return component


def component_declaration_retract(
    *, component: Component, stated_at: datetime, by: Actor, now: datetime | None = None
) -> Component:
    """Take back what a person declared at a time, as if it had not been said, where nothing else hangs on it.

    Raises `Conflict`: `said_since` when somebody has spoken since, `told_by_incident` while an open incident
    or a running maintenance speaks of the component, since it took the status over.
    """
    with journal.transaction(now) as now:
        if _speaking_about(component):
            raise Conflict(
                _("An open incident or maintenance has taken this status over; say there how it is now."),
                code="told_by_incident",
            )
        components_lock([component.pk])
        said = statement_of(component)
        if said is None or said.stated_at != stated_at:
            raise Conflict(_("Somebody else has said how it is since, and that stands."), code="said_since")
        statements_retract(component=component, claims=[said], reason=_RETRACTED, by=by, now=now)
        component.refresh_from_db()
        return component


def _says_already(incident: Incident, component: Component, status: str) -> bool:
    """Whether an incident declares just this; that of a check is still to be taken over by a person."""
    return (
        not is_automations(incident) and incident.affected.filter(component=component, status=status).exists()
    )


def _speaking_about(component: Component) -> list[Incident]:
    """The incidents that hold a claim on the component or should, locked in id order."""
    found = incidents_speaking(component)
    return list(found.select_for_update(no_key=True, of=("self",)).order_by("pk"))
