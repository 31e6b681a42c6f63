"""The status document."""

from collections.abc import Mapping
from typing import Any, TypedDict

from api.native.checks.answers import UptimeWindows, uptime_windows
from api.native.values import Stamp, Uid, Url, stamp, stamp_or_none
from api.native.words import ImpactWord, IncidentStatusWord, MaintenanceStatusWord, StatusWord
from incidents.models import Incident, IncidentUpdate
from incidents.selectors import affected_shown, impact_shown, incident_url, updates_newest_first
from statuspage.models import Component
from statuspage.sight import Sight


class StatusPage(TypedDict):
    """Whose status it is; `updated_at` is when something that visitors can see last changed."""

    id: Uid
    name: str
    url: Url
    time_zone: str
    updated_at: Stamp


class StatusGroup(TypedDict):
    """The group that a component stands in."""

    id: Uid
    name: str


class StatusComponent(TypedDict):
    """A component with its uptime per window (null when nothing was measured) and latest response time."""

    id: Uid
    name: str
    slug: str
    group: StatusGroup | None
    status: StatusWord
    since: Stamp | None
    uptime: UptimeWindows
    latency_ms: float | None


class StatusAffected(TypedDict):
    """A component that an incident touches."""

    component: Uid
    name: str
    status: StatusWord


class StatusIncidentUpdate(TypedDict):
    """One entry of a timeline."""

    id: Uid
    status: IncidentStatusWord
    body: str
    body_html: str
    displayed_at: Stamp


class StatusIncident(TypedDict):
    """An open incident, newest entry first."""

    id: Uid
    name: str
    status: IncidentStatusWord
    impact: ImpactWord
    started_at: Stamp
    components: list[StatusAffected]
    updates: list[StatusIncidentUpdate]
    url: Url


class StatusMaintenanceUpdate(TypedDict):
    """One entry of a timeline."""

    id: Uid
    status: MaintenanceStatusWord
    body: str
    body_html: str
    displayed_at: Stamp


class StatusMaintenance(TypedDict):
    """Maintenance that runs or is planned, newest entry first."""

    id: Uid
    name: str
    status: MaintenanceStatusWord
    scheduled_for: Stamp | None
    scheduled_until: Stamp | None
    components: list[StatusAffected]
    updates: list[StatusMaintenanceUpdate]
    url: Url


class StatusMaintenances(TypedDict):
    """Maintenance by where it stands."""

    active: list[StatusMaintenance]
    upcoming: list[StatusMaintenance]


class StatusAnswer(TypedDict):
    """How the page is, with everything that a visitor may know about it."""

    page: StatusPage
    status: StatusWord
    description: str
    components: list[StatusComponent]
    incidents: list[StatusIncident]
    maintenances: StatusMaintenances


def status_component(
    component: Component, *, uptime: Mapping[str, float | None], latency_ms: float | None
) -> StatusComponent:
    group = component.group
    return {
        "id": Uid(component.uid),
        "name": component.name,
        "slug": component.slug,
        "group": None if group is None else {"id": Uid(group.uid), "name": group.name},
        "status": StatusWord(component.status),
        "since": stamp_or_none(component.status_since),
        "uptime": uptime_windows(uptime),
        "latency_ms": latency_ms,
    }


def status_incident(incident: Incident, sight: Sight) -> StatusIncident:
    """An open incident as a reader may know it."""
    return {
        "id": Uid(incident.uid),
        "name": incident.name,
        "status": IncidentStatusWord(incident.status),
        "impact": ImpactWord(impact_shown(incident, sight=sight)),
        "started_at": stamp(incident.started_at),
        "components": _affected(incident, sight),
        "updates": [_update(update) for update in updates_newest_first(incident)],
        "url": Url(incident_url(incident)),
    }


def status_maintenance(maintenance: Incident, sight: Sight) -> StatusMaintenance:
    """Maintenance that runs or is planned, as a reader may know it."""
    return {
        "id": Uid(maintenance.uid),
        "name": maintenance.name,
        "status": MaintenanceStatusWord(maintenance.status),
        "scheduled_for": stamp_or_none(maintenance.scheduled_for),
        "scheduled_until": stamp_or_none(maintenance.scheduled_until),
        "components": _affected(maintenance, sight),
        "updates": [_maintenance_update(update) for update in updates_newest_first(maintenance)],
        "url": Url(incident_url(maintenance)),
    }


def _affected(incident: Incident, sight: Sight) -> list[StatusAffected]:
    return [
        {"component": Uid(row.component.uid), "name": row.component.name, "status": StatusWord(row.status)}
        for row in affected_shown(incident, sight=sight)
        if row.component.deleted_at is None
    ]


def _update(update: IncidentUpdate) -> StatusIncidentUpdate:
    return {
        "id": Uid(update.uid),
        "status": IncidentStatusWord(update.status),
        "body": update.body,
        "body_html": update.html,
        "displayed_at": stamp(update.displayed_at),
    }


def _maintenance_update(update: IncidentUpdate) -> StatusMaintenanceUpdate:
    return {
        "id": Uid(update.uid),
        "status": MaintenanceStatusWord(update.status),
        "body": update.body,
        "body_html": update.html,
        "displayed_at": stamp(update.displayed_at),
    }


EXAMPLE: dict[str, Any] = {
    "page": {
        "id": "p1w9xk2mzt4e",
        "name": "Acme",
        "url": "https://status.acme.example",
        "time_zone": "UTC",
        "updated_at": "2026-11-21T10:02:00Z",
    },
    "status": "partial_outage",
    "description": "Partial outage",
    "components": [
        {
            "id": "kctbh9vrtdwd",
            "name": "REST API",
            "slug": "rest-api",
            "group": {"id": "g7k2m0c5x9aq", "name": "Core"},
            "status": "partial_outage",
            "since": "2026-11-21T10:02:00Z",
            "uptime": {
                "24h": 97.1,
                "7d": 99.6,
                "30d": 99.9,
                "90d": 99.94,
            },
            "latency_ms": 184.0,
        }
    ],
    "incidents": [
        {
            "id": "i6v3t9b0y2sx",
            "name": "Elevated errors",
            "status": "investigating",
            "impact": "major",
            "started_at": "2026-11-21T10:02:00Z",
            "components": [{"component": "kctbh9vrtdwd", "name": "REST API", "status": "partial_outage"}],
            "updates": [
                {
                    "id": "u4m1z8r2c6pk",
                    "status": "investigating",
                    "body": "Some requests fail. We are looking into it.",
                    "body_html": "<p>Some requests fail. We are looking into it.</p>",
                    "displayed_at": "2026-11-21T10:02:00Z",
                }
            ],
            "url": "https://status.acme.example/incidents/i6v3t9b0y2sx",
        }
    ],
    "maintenances": {"active": [], "upcoming": []},
}
