"""Rows and questions that tests of incidents share."""

from datetime import datetime
from typing import Any

from incidents import services
from incidents.models import Incident
from statuspage.actor import Actor
from statuspage.models import Component, Event, Page, StatusClaim
from tests.statuspage.making import BY, CHECK, NOW, make_component, make_page, minutes

CLOCK = Actor.for_schedule()

__all__ = [
    "BY",
    "CHECK",
    "CLOCK",
    "NOW",
    "claims_of",
    "kinds",
    "make_component",
    "make_page",
    "minutes",
    "open_incident",
    "plan",
    "shown",
]


def open_incident(page: Page, **given: Any) -> Incident:
    return services.incident_open(**{"page": page, "name": "Errors", "by": BY, "now": NOW, **given})


def plan(page: Page, start: float = 60, end: float = 120, **given: Any) -> Incident:
    """A maintenance from one minute to another."""
    window = {"scheduled_for": minutes(start), "scheduled_until": minutes(end)}
    return services.maintenance_schedule(
        **{"page": page, "name": "Upgrade", "by": BY, "now": NOW, **window, **given}
    )


def shown(component: Component) -> str:
    return Component.objects.get(pk=component.pk).status


def claims_of(incident: Incident) -> list[tuple[str, datetime, datetime | None]]:
    """What an incident claimed and did not take back, in order."""
    claims = StatusClaim.objects.filter(source_uid=incident.uid, voided_at__isnull=True)
    return [(claim.status, claim.started, claim.ended) for claim in claims.order_by("started", "pk")]


def kinds(incident: Incident) -> list[str]:
    """The events of an incident, in order."""
    return list(Event.objects.filter(subject_uid=incident.uid).order_by("pk").values_list("kind", flat=True))
