"""Incidents and their updates as this door shows them."""

from collections.abc import Iterable, Sequence
from typing import Any

from api.pingpong.affected import affected_objects
from api.pingpong.messages import message_of, opening_of
from api.pingpong.values import TITLE, short, zulu
from api.pingpong.vocabulary import OPENED, UPDATE_STATUSES, word_of
from incidents.models import Incident, IncidentUpdate
from incidents.selectors import updates_newest_first
from incidents.transitions import is_ended
from incidents.vocabulary import UpdateKind


def incident_objects(incidents: Iterable[Incident]) -> list[dict[str, Any]]:
    """Incidents in the order given, as the selectors give them; two queries more, however many there are."""
    rows = list(incidents)
    return [
        _incident(incident, affected) for incident, affected in zip(rows, affected_objects(rows), strict=True)
    ]


def incident_object(incident: Incident) -> dict[str, Any]:
    """One of them."""
    return incident_objects([incident])[0]


def updates_of(incident: Incident) -> list[IncidentUpdate]:
    """All that was said after the opening, oldest first."""
    updates = [entry for entry in updates_newest_first(incident)[::-1] if entry.kind != UpdateKind.OPENING]
    for update in updates:
        update.incident = incident
    return updates


def update_object(update: IncidentUpdate) -> dict[str, Any]:
    """One update; its time is that from which on it is told."""
    return {
        "id": update.uid,
        "created_at": zulu(update.displayed_at),
        "reported_by": reporter(update.author_label, update.incident),
        "status": word_of(UPDATE_STATUSES, update.status),
        "message": message_of(update),
    }


def reporter(label: str, incident: Incident) -> str:
    """Who said it, as far as visitors may know; the project where nobody can be named."""
    return label or incident.page.name


def _incident(incident: Incident, affected: list[dict[str, Any]]) -> dict[str, Any]:
    updates = updates_of(incident)
    return {
        "id": incident.uid,
        "project": short(incident.page.name),
        "title": short(incident.name, TITLE),
        "created_at": zulu(incident.created_at),
        "status": _status(incident, updates),
        "affected_components": affected,
        "reported_by": reporter(incident.reported_by, incident),
        "occurred_at": zulu(incident.started_at),
        "message": message_of(opening_of(incident)),
        "updates": [update_object(update) for update in updates],
    }


def _status(incident: Incident, updates: Sequence[IncidentUpdate]) -> str:
    # What was told when it was over needs no update to be so.
    return word_of(UPDATE_STATUSES, incident.status) if updates or is_ended(incident.status) else OPENED
