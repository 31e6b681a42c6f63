"""What maintenance looks like from the outside."""

from typing import Any, TypedDict

from api.native.values import Stamp, Uid, Url, stamp, stamp_or_none
from api.native.words import FormatWord, MaintenanceStatusWord, UpdateKindWord
from incidents.models import Incident, IncidentUpdate
from incidents.selectors import affected_in_order, incident_url, updates_newest_first


class MaintenanceUpdateAnswer(TypedDict):
    """One entry of the timeline."""

    id: Uid
    kind: UpdateKindWord
    status: MaintenanceStatusWord
    body: str
    body_html: str
    format: FormatWord
    displayed_at: Stamp
    notify: bool
    author: str
    translations: dict[str, dict[str, str]]


class MaintenanceAnswer(TypedDict):
    """A maintenance window with its whole timeline, newest entry first.

    `recurrence` is an RFC 5545 RRULE, read in `time_zone`; each occurrence is a maintenance of its own, and
    `series` is what they have in common.
    """

    id: Uid
    number: int
    name: str
    status: MaintenanceStatusWord
    draft: bool
    scheduled_for: Stamp
    scheduled_until: Stamp
    recurrence: str | None
    time_zone: str | None
    series: Uid | None
    auto_start: bool
    auto_complete: bool
    set_maintenance_status: bool
    restore_status: bool
    remind_before_seconds: int | None
    notify: bool
    notify_at_start: bool
    notify_at_end: bool
    completed_at: Stamp | None
    components: list[Uid]
    metadata: dict[str, Any]
    translations: dict[str, dict[str, str]]
    updates: list[MaintenanceUpdateAnswer]
    url: Url
    created_at: Stamp
    updated_at: Stamp


def maintenance_answer(maintenance: Incident) -> MaintenanceAnswer:
    """Reads the page, the series, affected components and updates, which lists prefetch."""
    if maintenance.scheduled_for is None or maintenance.scheduled_until is None:
        raise ValueError("Only maintenance has a schedule.")
    series = maintenance.series
    return {
        "id": Uid(maintenance.uid),
        "number": maintenance.number,
        "name": maintenance.name,
        "status": MaintenanceStatusWord(maintenance.status),
        "draft": maintenance.draft,
        "scheduled_for": stamp(maintenance.scheduled_for),
        "scheduled_until": stamp(maintenance.scheduled_until),
        "recurrence": None if series is None else series.rrule,
        "time_zone": None if series is None else series.time_zone,
        "series": None if series is None else Uid(series.uid),
        "auto_start": maintenance.auto_start,
        "auto_complete": maintenance.auto_complete,
        "set_maintenance_status": maintenance.set_maintenance_status,
        "restore_status": maintenance.restore_status,
        "remind_before_seconds": maintenance.remind_before_seconds,
        "notify": maintenance.notify,
        "notify_at_start": maintenance.notify_at_start,
        "notify_at_end": maintenance.notify_at_end,
        "completed_at": stamp_or_none(maintenance.resolved_at),
        "components": [Uid(row.component.uid) for row in affected_in_order(maintenance)],
        "metadata": maintenance.metadata,
        "translations": maintenance.translations,
        "updates": [maintenance_update_answer(update) for update in updates_newest_first(maintenance)],
        "url": Url(incident_url(maintenance)),
        "created_at": stamp(maintenance.created_at),
        "updated_at": stamp(maintenance.updated_at),
    }


def maintenance_update_answer(update: IncidentUpdate) -> MaintenanceUpdateAnswer:
    return {
        "id": Uid(update.uid),
        "kind": UpdateKindWord(update.kind),
        "status": MaintenanceStatusWord(update.status),
        "body": update.body,
        "body_html": update.html,
        "format": FormatWord(update.format),
        "displayed_at": stamp(update.displayed_at),
        "notify": update.deliver,
        "author": update.author_label,
        "translations": update.translations,
    }


UPDATE_EXAMPLE: dict[str, Any] = {
    "id": "u0d5x7n3f8wl",
    "kind": "opening",
    "status": "scheduled",
    "body": "We move the database to new hardware.",
    "body_html": "<p>We move the database to new hardware.</p>",
    "format": "markdown",
    "displayed_at": "2026-11-21T09:00:00Z",
    "notify": True,
    "author": "deploy bot",
    "translations": {"de": {"body": "Wir ziehen die Datenbank auf neue Hardware um."}},
}

EXAMPLE: dict[str, Any] = {
    "id": "m8c4j1e7k5ag",
    "number": 8,
    "name": "Database upgrade",
    "status": "scheduled",
    "draft": False,
    "scheduled_for": "2026-11-28T02:00:00Z",
    "scheduled_until": "2026-11-28T03:00:00Z",
    "recurrence": None,
    "time_zone": None,
    "series": None,
    "auto_start": True,
    "auto_complete": True,
    "set_maintenance_status": True,
    "restore_status": True,
    "remind_before_seconds": 86400,
    "notify": True,
    "notify_at_start": True,
    "notify_at_end": True,
    "completed_at": None,
    "components": ["kctbh9vrtdwd"],
    "metadata": {},
    "translations": {"de": {"name": "Umzug der Datenbank"}},
    "updates": [UPDATE_EXAMPLE],
    "url": "https://status.acme.example/maintenances/m8c4j1e7k5ag",
    "created_at": "2026-11-21T09:00:00Z",
    "updated_at": "2026-11-21T09:00:00Z",
}
