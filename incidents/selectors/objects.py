"""Incidents as the journal, webhooks and the native API show them."""

from collections.abc import Collection, Mapping
from typing import Any

from incidents.impact import impact_of
from incidents.models import AffectedComponent, Incident, IncidentUpdate
from incidents.vocabulary import Impact, IncidentKind
from statuspage import links
from statuspage.sight import WHOLE, Sight


def incident_object(incident: Incident, *, public: bool = False) -> dict[str, Any]:
    """The whole of an incident or maintenance as plain values and times (native-api.md, Objects).

    Updates come newest first. With `public`, components that the page does not show are left out
    and play no part in the impact.
    Reads prefetched rows where there are any, else makes two queries.
    """
    shape = _maintenance_fields(incident) if incident.kind == IncidentKind.MAINTENANCE else {}
    return {
        "id": incident.uid,
        "kind": incident.kind,
        "name": incident.name,
        "number": incident.number,
        "status": incident.status,
        "impact": impact_shown(incident).value if public else incident.impact,
        "impact_override": incident.impact_override,
        "draft": incident.draft,
        "backfilled": incident.backfilled,
        "origin": incident.origin,
        "on_end": incident.on_end,
        "started_at": incident.started_at,
        "monitoring_at": incident.monitoring_at,
        "resolved_at": incident.resolved_at,
        "created_at": incident.created_at,
        "updated_at": incident.updated_at,
        **shape,
        "components": [
            {"component": row.component.uid, "name": row.component.name, "status": row.status}
            for row in (affected_shown(incident) if public else affected_in_order(incident))
        ],
        "notify": incident.notify,
        "metadata": incident.metadata,
        "updates": [update_object(update) for update in updates_newest_first(incident)],
        "url": incident_url(incident),
    }


def incident_url(incident: Incident) -> str:
    """The lasting public address."""
    address = links.maintenance_url if incident.kind == IncidentKind.MAINTENANCE else links.incident_url
    return address(incident.page, incident)


def update_object(update: IncidentUpdate) -> dict[str, Any]:
    """One entry of a timeline."""
    return {
        "id": update.uid,
        "kind": update.kind,
        "status": update.status,
        "body": update.body,
        "format": update.format,
        "body_html": update.html,
        "displayed_at": update.displayed_at,
        "notify": update.deliver,
        "author": update.author_label,
    }


def updates_newest_first(incident: Incident) -> list[IncidentUpdate]:
    """The timeline, from prefetched rows where there are any."""
    return sorted(incident.updates.all(), key=lambda update: (update.displayed_at, update.pk), reverse=True)


def affected_in_order(incident: Incident) -> list[AffectedComponent]:
    """The affected components in the order of the page, from prefetched rows where there are any."""
    if "affected" in getattr(incident, "_prefetched_objects_cache", {}):
        rows = list(incident.affected.all())
    else:
        rows = list(incident.affected.select_related("component"))
    return sorted(rows, key=lambda row: (row.component.position, row.component_id))


def affected_shown(incident: Incident, *, sight: Sight = WHOLE) -> list[AffectedComponent]:
    """The affected components that a reader may know of, in the order of the page."""
    return [row for row in affected_in_order(incident) if sight.shows(row.component)]


def incident_is_seen(incident: Incident, *, sight: Sight) -> bool:
    """Whether a reader may know of it: it touches no component at all, or at least one that they see."""
    if sight.components is None:
        return True
    rows = affected_in_order(incident)
    return not rows or any(sight.shows(row.component) for row in rows)


def impact_shown(incident: Incident, *, sight: Sight = WHOLE) -> Impact:
    """The impact as a reader may know it: components beyond their sight play no part.

    While what is shown works again, it is as bad as it was said to be. An override is told to everybody.
    Reads affected components and updates.
    """
    rows = affected_in_order(incident)
    seen = [row for row in rows if sight.shows(row.component)]
    if incident.impact_override is not None or len(seen) == len(rows):
        return Impact(incident.impact)
    return _impact_of_some({row.component.uid: row.status for row in seen}, incident.kind, incident)


def impact_told(told: Mapping[str, Any], seen: Collection[str], incident: Incident | None) -> Impact:
    """The same for an incident as an event kept it (`incident_object`), by the uids of what a reader sees.

    `incident` is the row, if there still is one: its updates say how bad it was.
    """
    shown = {row["component"]: row["status"] for row in told["components"] if row["component"] in seen}
    if told["impact_override"] is not None or len(shown) == len(told["components"]):
        return Impact(told["impact"])
    return _impact_of_some(shown, told["kind"], incident)


def _impact_of_some(shown: Mapping[str, str], kind: str, incident: Incident | None) -> Impact:
    now = impact_of(shown.values(), kind=kind)
    if now is not Impact.NONE or incident is None:
        return now
    said = (row["new"] for update in incident.updates.all() for row in update.snapshot if row["uid"] in shown)
    return impact_of(said, kind=kind)


def _maintenance_fields(incident: Incident) -> dict[str, Any]:
    series = incident.series
    return {
        "scheduled_for": incident.scheduled_for,
        "scheduled_until": incident.scheduled_until,
        "auto_start": incident.auto_start,
        "auto_complete": incident.auto_complete,
        "set_maintenance_status": incident.set_maintenance_status,
        "restore_status": incident.restore_status,
        "remind_before_seconds": incident.remind_before_seconds,
        "notify_at_start": incident.notify_at_start,
        "notify_at_end": incident.notify_at_end,
        "recurrence": series.rrule if series else None,
        "time_zone": series.time_zone if series else None,
        "series": series.uid if series else None,
    }
