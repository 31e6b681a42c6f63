"""One example of what a webhook receives per kind of event; a test holds them against real ones."""

from typing import Any

_AT = "2026-11-21T10:02:00Z"
_COMPONENT: dict[str, Any] = {
    "id": "kctbh9vrtdwd",
    "name": "REST API",
    "slug": "rest-api",
    "description": "What our customers call.",
    "group": None,
    "status": "operational",
    "position": 1,
    "visible": True,
    "showcase": True,
    "only_show_if_degraded": False,
    "start_date": "2026-01-01",
    "translations": {},
}
_NOTE = {
    "id": "n2k8f5t0x4qd",
    "at": _AT,
    "status": "partial_outage",
    "label": "Down",
    "informational": False,
    "message": "A disk failed. We are replacing it.",
}
_UPDATE = {
    "id": "u4m1z8r2c6pk",
    "kind": "opening",
    "status": "investigating",
    "body": "Some requests fail. We are looking into it.",
    "format": "markdown",
    "body_html": "<p>Some requests fail. We are looking into it.</p>",
    "displayed_at": _AT,
    "notify": True,
    "author": "deploy bot",
}
_FIXED = {
    **_UPDATE,
    "id": "u9d2k5f8w3ha",
    "kind": "update",
    "status": "resolved",
    "body": "The index is back.",
    "body_html": "<p>The index is back.</p>",
    "displayed_at": "2026-11-21T10:40:00Z",
}
_INCIDENT = {
    "id": "i6v3t9b0y2sx",
    "kind": "incident",
    "name": "Elevated errors",
    "number": 7,
    "status": "investigating",
    "impact": "major",
    "impact_override": None,
    "draft": False,
    "backfilled": False,
    "origin": "api",
    "on_end": "release",
    "started_at": _AT,
    "monitoring_at": None,
    "resolved_at": None,
    "created_at": _AT,
    "updated_at": _AT,
    "components": [{"component": "kctbh9vrtdwd", "name": "REST API", "status": "partial_outage"}],
    "notify": True,
    "metadata": {},
    "updates": [_UPDATE],
    "url": "https://status.acme.example/incidents/i6v3t9b0y2sx",
}
_RESOLVED = {
    **_INCIDENT,
    "status": "resolved",
    "resolved_at": "2026-11-21T10:40:00Z",
    "updated_at": "2026-11-21T10:40:00Z",
    "updates": [_FIXED, _UPDATE],
}
_ANNOUNCED = {
    **_UPDATE,
    "id": "u0d5x7n3f8wl",
    "status": "scheduled",
    "body": "We move the database to new hardware.",
    "body_html": "<p>We move the database to new hardware.</p>",
}
_MAINTENANCE = {
    **_INCIDENT,
    "id": "m8c4j1e7k5ag",
    "kind": "maintenance",
    "name": "Database upgrade",
    "number": 8,
    "status": "scheduled",
    "impact": "maintenance",
    "started_at": "2026-11-28T02:00:00Z",
    "scheduled_for": "2026-11-28T02:00:00Z",
    "scheduled_until": "2026-11-28T03:00:00Z",
    "auto_start": True,
    "auto_complete": True,
    "set_maintenance_status": True,
    "restore_status": True,
    "remind_before_seconds": 86400,
    "notify_at_start": True,
    "notify_at_end": True,
    "recurrence": None,
    "time_zone": None,
    "series": None,
    "components": [{"component": "kctbh9vrtdwd", "name": "REST API", "status": "under_maintenance"}],
    "updates": [_ANNOUNCED],
    "url": "https://status.acme.example/maintenances/m8c4j1e7k5ag",
}
_CHECK = {
    "id": "c3n8v1q6z0wp",
    "kind": "http",
    "name": "API health",
    "slug": "api-health",
    "description": "",
    "component": "kctbh9vrtdwd",
    "tags": ["prod"],
    "target": {
        "url": "https://api.acme.example/health",
        "method": "GET",
        "headers": {},
        "body": "",
        "auth": None,
        "expected_status": ["200-299"],
        "body_contains": None,
        "body_not_contains": None,
        "body_regex": None,
        "json_path": None,
        "follow_redirects": True,
        "verify_tls": True,
        "tls_expiry_days": None,
        "ip_version": "auto",
    },
    "interval_seconds": 60,
    "timeout_seconds": 10,
    "confirm_down": 2,
    "confirm_up": 1,
    "degraded_over_ms": None,
    "regions": ["default"],
    "quorum": None,
    "location": "",
    "manual_resume": False,
    "showcase": "both",
    "effect": "status",
    "effect_status": "major_outage",
    "template": None,
    "state": "new",
}
_PAGE: dict[str, Any] = {
    "id": "p1w9xk2mzt4e",
    "name": "Acme",
    "slug": "status",
    "domain": None,
    "headline": "How we are",
    "description": "",
    "website_url": "",
    "support_url": "",
    "time_zone": "UTC",
    "languages": ["en"],
    "colors": {},
    "custom_css": "",
    "links": [],
    "analytics": {},
    "pictures": {},
    "plan": "premium",
    "visibility": "public",
    "hidden_from_search": False,
    "viewers_must_be_team_members": False,
    "ip_restrictions": "",
    "allow_page_subscribers": True,
    "allow_incident_subscribers": True,
    "allow_email": True,
    "allow_sms": False,
    "allow_webhook": True,
    "allow_slack": True,
    "allow_teams": True,
    "allow_discord": True,
    "allow_feeds": True,
    "notifications_from_email": "",
    "notifications_email_footer": "",
    "twitter_username": "",
    "city": "",
    "state": "",
    "country": "",
    "weight_degraded": 0.0,
    "weight_partial": 0.3,
    "weight_major": 1.0,
    "weight_unavailable": 1.0,
}


def _incident(
    now: dict[str, Any], before: dict[str, Any] | None, update: str | None, **more: Any
) -> dict[str, Any]:
    previous = before and {name: value for name, value in before.items() if name != "updates"}
    return {"incident": now, "update": update, "previous": previous, **more}


def _moved(status: str, **fields: Any) -> dict[str, Any]:
    entry = {**_ANNOUNCED, "id": "u7s4g1b6y9mt", "kind": "auto", "status": status}
    return {**_MAINTENANCE, "status": status, "updates": [entry, _ANNOUNCED], **fields}


_DATA: dict[str, dict[str, Any]] = {
    "page.updated": {"page": _PAGE, "previous": {**_PAGE, "headline": ""}},
    "component.created": {"component": _COMPONENT},
    "component.updated": {"component": _COMPONENT, "previous": {**_COMPONENT, "description": ""}},
    "component.deleted": {"component": _COMPONENT},
    "component.status_changed": {
        "component": {
            "id": "kctbh9vrtdwd",
            "name": "REST API",
            "status": "partial_outage",
            "since": _AT,
        },
        "previous_status": "operational",
        "previous_since": "2026-11-01T09:00:00Z",
        "cause": "check",
        "source": "c3n8v1q6z0wp",
        "label": "",
        "message": "",
    },
    "note.posted": {"component": {"id": "kctbh9vrtdwd", "name": "REST API"}, "note": _NOTE},
    "note.voided": {"component": {"id": "kctbh9vrtdwd", "name": "REST API"}, "note": _NOTE},
    "incident.opened": _incident(_INCIDENT, None, "u4m1z8r2c6pk"),
    "incident.updated": _incident(
        {
            **_INCIDENT,
            "status": "identified",
            "updates": [{**_FIXED, "status": "identified", "body": "An index is missing."}, _UPDATE],
        },
        _INCIDENT,
        "u9d2k5f8w3ha",
    ),
    "incident.resolved": _incident(_RESOLVED, _INCIDENT, "u9d2k5f8w3ha"),
    "incident.deleted": _incident(_INCIDENT, _INCIDENT, None),
    "incident.reminder": _incident(_INCIDENT, None, None),
    "incident.postmortem_published": _incident(
        _RESOLVED,
        None,
        None,
        postmortem={
            "body": "A deploy removed an index.",
            "body_html": "<p>A deploy removed an index.</p>",
            "published_at": "2026-11-23T09:00:00Z",
        },
    ),
    "maintenance.scheduled": _incident(_MAINTENANCE, None, "u0d5x7n3f8wl"),
    "maintenance.updated": _incident(
        {**_MAINTENANCE, "scheduled_until": "2026-11-28T04:00:00Z"}, _MAINTENANCE, None
    ),
    "maintenance.reminder": _incident(_moved("scheduled"), _MAINTENANCE, "u7s4g1b6y9mt"),
    "maintenance.started": _incident(_moved("in_progress"), _MAINTENANCE, "u7s4g1b6y9mt"),
    "maintenance.completed": _incident(
        _moved("completed", resolved_at="2026-11-28T03:00:00Z"), _moved("in_progress"), "u7s4g1b6y9mt"
    ),
    "maintenance.canceled": _incident(_MAINTENANCE, _MAINTENANCE, None),
    "check.created": {"check": _CHECK},
    "check.flipped": {
        "check": {"id": "c3n8v1q6z0wp", "name": "API health", "state": "down", "component": "kctbh9vrtdwd"},
        "old": "up",
        "new": "down",
        "since": _AT,
        "reason": "",
        "error": "Status 502, expected 200-299.",
    },
    "metric.threshold_crossed": {
        "metric": {"id": "r5y8g2a7w1hm", "name": "Errors"},
        "value": 11.6,
        "threshold": 10,
        "side": "above",
        "at": "2026-11-21T10:00:00Z",
    },
    "webhook.test": {"message": "This is a test."},
}


def example_payload(kind: str) -> dict[str, Any]:
    """What a webhook receives for an event of this kind; `KeyError` for one that is not deliverable."""
    return {
        "type": kind,
        "id": "e7b1n4s9d2ku",
        "timestamp": _AT,
        "sequence": 41,
        "page": {
            "id": "p1w9xk2mzt4e",
            "name": "Acme",
            "url": "https://status.acme.example",
            "status": "partial_outage",
        },
        "data": _DATA[kind],
    }
