"""The eight documents, and an incident alone."""

from typing import Any

from api.statuspage.public.answering import document
from api.statuspage.public.reading import Reading
from incidents import selectors
from incidents.vocabulary import IncidentKind
from statuspage.exceptions import NotFound

NEWEST = 50

_INCIDENT = IncidentKind.INCIDENT.value
_MAINTENANCE = IncidentKind.MAINTENANCE.value


@document
def summary(reading: Reading) -> dict[str, Any]:
    """Components, what is going on and what is planned, and the whole in a word."""
    going_on = list(selectors.incidents_list(reading.page, kind=None, open=True, sight=reading.sight))
    planned = [row for row in going_on if row.kind == _MAINTENANCE]
    planned.sort(key=lambda row: (row.scheduled_for or row.started_at, row.pk))
    return {
        "page": reading.page_part(),
        "components": reading.components(),
        "incidents": reading.incidents(row for row in going_on if row.kind == _INCIDENT),
        "scheduled_maintenances": reading.incidents(planned),
        "status": reading.status(going_on),
    }


@document
def status(reading: Reading) -> dict[str, Any]:
    """The whole in a word."""
    going_on = selectors.incidents_list(reading.page, kind=None, open=True, sight=reading.sight)
    return {"page": reading.page_part(), "status": reading.status(going_on)}


@document
def components(reading: Reading) -> dict[str, Any]:
    """Components, and groups among them."""
    return {"page": reading.page_part(), "components": reading.components()}


@document
def incidents(reading: Reading) -> dict[str, Any]:
    """The newest incidents, over or not."""
    found = selectors.incidents_list(reading.page, sight=reading.sight)[:NEWEST]
    return {"page": reading.page_part(), "incidents": reading.incidents(found)}


@document
def incidents_unresolved(reading: Reading) -> dict[str, Any]:
    """Incidents that are not over."""
    found = selectors.incidents_open(reading.page, sight=reading.sight)
    return {"page": reading.page_part(), "incidents": reading.incidents(found)}


@document
def maintenances(reading: Reading) -> dict[str, Any]:
    """The newest maintenance, over or not."""
    found = selectors.incidents_list(reading.page, kind=_MAINTENANCE, sight=reading.sight)[:NEWEST]
    return {"page": reading.page_part(), "scheduled_maintenances": reading.incidents(found)}


@document
def maintenances_upcoming(reading: Reading) -> dict[str, Any]:
    """Maintenance that has not begun, the next one first."""
    found = selectors.maintenances_upcoming(reading.page, sight=reading.sight)
    return {"page": reading.page_part(), "scheduled_maintenances": reading.incidents(found)}


@document
def maintenances_active(reading: Reading) -> dict[str, Any]:
    """Maintenance that runs."""
    found = selectors.maintenances_active(reading.page, sight=reading.sight)
    return {"page": reading.page_part(), "scheduled_maintenances": reading.incidents(found)}


@document
def incident(reading: Reading, uid: str) -> dict[str, Any]:
    """An incident alone; Statuspage has maintenance at the same address."""
    return _alone(reading, uid)


@document
def maintenance(reading: Reading, uid: str) -> dict[str, Any]:
    """A maintenance alone, beside the address of its page."""
    return _alone(reading, uid, kind=_MAINTENANCE)


@document
def incident_with_page(reading: Reading, uid: str) -> dict[str, Any]:
    """An incident or a maintenance, in the frame of the other documents."""
    return {"page": reading.page_part(), "incident": _alone(reading, uid)}


@document
def nothing(reading: Reading, name: str) -> dict[str, Any]:
    """What Statuspage has not either; other doors have answered for theirs before."""
    raise NotFound(name)


def _alone(reading: Reading, uid: str, *, kind: str | None = None) -> dict[str, Any]:
    return reading.incident(
        selectors.incident_get(reading.page, uid, kind=kind, drafts=False, sight=reading.sight)
    )
