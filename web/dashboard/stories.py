"""Incidents and maintenance as screens show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from incidents.models import Incident, IncidentUpdate
from incidents.selectors import affected_in_order
from incidents.vocabulary import Origin, UpdateKind
from statuspage.status import Status
from web.dashboard.looks import STATUS_LOOKS, incident_look


@dataclass(frozen=True, slots=True)
class Story:
    """One line of a list."""

    uid: str
    name: str
    status: str
    look: str
    is_draft: bool
    is_by_check: bool
    components: list[str]
    started_at: datetime
    ended_at: datetime | None
    scheduled_until: datetime | None

    @classmethod
    def of(cls, incident: Incident) -> "Story":
        """Reads the components that the selector has fetched."""
        return cls(
            uid=incident.uid,
            name=incident.name,
            status=incident.get_status_display(),
            look=incident_look(incident),
            is_draft=incident.draft,
            is_by_check=incident.origin == Origin.CHECK,
            components=[row.component.name for row in affected_in_order(incident)],
            started_at=incident.scheduled_for or incident.started_at,
            ended_at=incident.resolved_at,
            scheduled_until=incident.scheduled_until,
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a timeline, newest first; `moved` are the components that it moved."""

    uid: str
    opens: bool
    status: str
    html: SafeString
    at: datetime
    author: str
    told: bool
    is_new: bool
    moved: list[dict[str, Any]]

    @classmethod
    def of(cls, update: IncidentUpdate, *, is_new: bool = False) -> "Entry":
        return cls(
            uid=update.uid,
            opens=update.kind == UpdateKind.OPENING,
            status=update.get_status_display(),
            # Sanitised when it was written, by the one sanitiser.
            html=mark_safe(update.html),  # noqa: S308
            at=update.displayed_at,
            author=update.author_label,
            told=update.deliver,
            is_new=is_new,
            moved=[_moved(row) for row in update.snapshot if row.get("old") != row.get("new")],
        )


def entries_of(incident: Incident, *, seen: object = None) -> list[Entry]:
    """The timeline, newest first; new is what came after the entry with the uid `seen`, if that is there."""
    updates = list(incident.updates.all())
    uids = [update.uid for update in updates]
    new = uids.index(seen) if seen in uids else 0
    return [Entry.of(update, is_new=number < new) for number, update in enumerate(updates)]


def past_of_story(incident: Incident) -> dict[str, Any]:
    """What a form for the next update is made of: with another one, the story has moved on."""
    uids = [update.uid for update in incident.updates.all()]
    return {
        "status": incident.status,
        "latest": uids[0] if uids else "",
        "entries": len(uids),
        "affected": affected_by_uid(incident),
    }


def standing(incident: Incident) -> list[dict[str, str]]:
    """The components that it touches, with what it says of each."""
    return [
        {
            "name": row.component.name,
            "status": str(Status(row.status).label),
            "look": STATUS_LOOKS[row.status],
        }
        for row in affected_in_order(incident)
    ]


def affected_by_uid(incident: Incident) -> dict[str, str]:
    """What it says of each component, by the component's uid."""
    return {row.component.uid: row.status for row in affected_in_order(incident)}


def _moved(row: Mapping[str, Any]) -> dict[str, Any]:
    new = str(row.get("new") or Status.UNKNOWN.value)
    return {"name": row.get("name", ""), "status": Status(new).label, "look": STATUS_LOOKS[new]}
