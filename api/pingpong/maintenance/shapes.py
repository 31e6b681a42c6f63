"""Maintenance as this door shows it."""

from collections.abc import Iterable
from typing import Any

from api.pingpong.affected import affected_objects
from api.pingpong.incidents.shapes import reporter
from api.pingpong.messages import message_of, opening_of
from api.pingpong.values import TITLE, maybe_zulu, short, zulu
from api.pingpong.vocabulary import MAINTENANCE_STATUSES
from incidents.models import Incident


def maintenance_objects(maintenances: Iterable[Incident]) -> list[dict[str, Any]]:
    """Maintenance in the order given, as the selectors give it; two queries more, however much it is."""
    rows = list(maintenances)
    return [
        _maintenance(maintenance, affected)
        for maintenance, affected in zip(rows, affected_objects(rows), strict=True)
    ]


def maintenance_object(maintenance: Incident) -> dict[str, Any]:
    """One of them."""
    return maintenance_objects([maintenance])[0]


def _maintenance(maintenance: Incident, affected: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": maintenance.uid,
        "project": short(maintenance.page.name),
        # What is sent as a title is longer than the original says of names; it comes back whole.
        "name": short(maintenance.name, TITLE),
        "created_at": zulu(maintenance.created_at),
        "status": MAINTENANCE_STATUSES[maintenance.status],
        "affected_components": affected,
        "reported_by": reporter(maintenance.reported_by, maintenance),
        "scheduled_for": maybe_zulu(maintenance.scheduled_for),
        "ends_at": maybe_zulu(maintenance.scheduled_until),
        "message": message_of(opening_of(maintenance)),
    }
