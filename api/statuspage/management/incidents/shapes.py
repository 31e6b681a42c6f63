"""Incidents, maintenance and their updates as Statuspage's management API shows them."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from api.statuspage.management.components.shapes import components_shape
from incidents.indicator import statuspage_incident_status, statuspage_public_status
from incidents.models import Incident, IncidentUpdate, Postmortem
from incidents.selectors import affected_in_order, incident_url, updates_newest_first
from incidents.vocabulary import IncidentKind, TextFormat
from statuspage.clock import iso_milliseconds
from statuspage.richtext import unwrapped


def incident_shape(incident: Incident) -> dict[str, Any]:
    """One incident or maintenance, as the selectors give it."""
    return incidents_shape([incident])[0]


def incidents_shape(incidents: Sequence[Incident]) -> list[dict[str, Any]]:
    """Incidents and maintenance in the order given, as the selectors give them.

    Two queries more, for what their components name, however many there are.
    """
    touched = [[row.component for row in affected_in_order(incident)] for incident in incidents]
    shapes = iter(components_shape([component for components in touched for component in components]))
    return [
        _incident(incident, [next(shapes) for _ in components])
        for incident, components in zip(incidents, touched, strict=True)
    ]


def update_shape(update: IncidentUpdate) -> dict[str, Any]:
    """One entry of a timeline."""
    affected = [
        {
            "code": row["uid"],
            "name": row["name"],
            "old_status": statuspage_public_status(row["old"]),
            "new_status": statuspage_public_status(row["new"]),
        }
        for row in update.snapshot
    ]
    return {
        "id": update.uid,
        "incident_id": update.incident.uid,
        "status": update.status,
        "body": as_written(update.body, update.format, update.html),
        "affected_components": affected or None,
        "deliver_notifications": update.deliver,
        "display_at": iso_milliseconds(update.displayed_at),
        "created_at": iso_milliseconds(update.created_at),
        "updated_at": iso_milliseconds(max(update.created_at, update.updated_at)),
        "custom_tweet": None,
        "tweet_id": None,
        "twitter_updated_at": None,
        "wants_twitter_update": False,
    }


def as_written(source: str, format: str, html: str) -> str:
    """A message as it was sent to this door; what was written in Markdown, in the door's own way."""
    return source if format == TextFormat.HTML else unwrapped(html)


def _incident(incident: Incident, components: list[dict[str, Any]]) -> dict[str, Any]:
    # At Statuspage what is told afterwards was made when it happened.
    made_at = incident.started_at if incident.backfilled else incident.created_at
    return {
        "id": incident.uid,
        "page_id": incident.page.uid,
        "name": incident.name,
        "status": statuspage_incident_status(incident),
        "impact": incident.impact,
        "impact_override": incident.impact_override,
        "components": components,
        "incident_updates": [update_shape(update) for update in updates_newest_first(incident)],
        "metadata": incident.metadata,
        "created_at": iso_milliseconds(made_at),
        "updated_at": iso_milliseconds(max(incident.created_at, incident.updated_at)),
        "monitoring_at": _time(incident.monitoring_at),
        "resolved_at": _time(incident.resolved_at),
        "shortlink": incident_url(incident),
        **_schedule(incident),
        "reminder_intervals": _intervals(incident),
        **_postmortem(incident),
    }


def _schedule(incident: Incident) -> dict[str, Any]:
    planned = incident.kind == IncidentKind.MAINTENANCE
    return {
        "scheduled_for": _time(incident.scheduled_for),
        "scheduled_until": _time(incident.scheduled_until),
        "scheduled_remind_prior": planned and incident.remind_before_seconds is not None,
        "scheduled_reminded_at": _time(incident.reminded_at) if planned else None,
        "scheduled_auto_in_progress": planned and incident.auto_start,
        "scheduled_auto_completed": planned and incident.auto_complete,
        "auto_transition_to_maintenance_state": incident.set_maintenance_status if planned else None,
        "auto_transition_to_operational_state": incident.restore_status if planned else None,
        "auto_transition_deliver_notifications_at_start": incident.notify_at_start if planned else None,
        "auto_transition_deliver_notifications_at_end": incident.notify_at_end if planned else None,
    }


def _intervals(incident: Incident) -> str | None:
    """As text, the way it is sent: a number, a list, or null for the usual ones."""
    if incident.kind == IncidentKind.MAINTENANCE or incident.reminder_intervals is None:
        return None
    return json.dumps(incident.reminder_intervals)


def _postmortem(incident: Incident) -> dict[str, Any]:
    written: Postmortem | None = getattr(incident, "postmortem", None)
    found = written if written is not None and written.published_at is not None else None
    return {
        "postmortem_body": found and as_written(found.body, found.format, found.html),
        "postmortem_body_last_updated_at": found and _time(found.body_updated_at),
        "postmortem_ignored": incident.postmortem_ignored,
        "postmortem_published_at": found and _time(found.published_at),
        "postmortem_notified_subscribers": found is not None and found.notify,
        "postmortem_notified_twitter": False,
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else iso_milliseconds(moment)
