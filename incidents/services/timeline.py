"""The entries of a timeline, and what follows from them: status and times."""

from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext_lazy as _

from incidents.exceptions import ImpossibleTransition
from incidents.models import Incident, IncidentUpdate
from incidents.transitions import RUNNING_STATUSES, is_ended, may_follow
from incidents.vocabulary import IncidentKind, IncidentStatus, UpdateKind
from statuspage.actor import Actor
from statuspage.models import StatusClaim
from statuspage.richtext import render
from statuspage.validation import NAME_LENGTH


def update_write(
    incident: Incident,
    *,
    kind: UpdateKind,
    status: str,
    body: str,
    format: str,
    displayed_at: datetime,
    deliver: bool,
    by: Actor,
    translations: dict[str, Any] | None = None,
) -> IncidentUpdate:
    """Add an entry; its message is rendered here, once. `snapshot_write` follows."""
    return IncidentUpdate.objects.create(
        incident=incident,
        kind=kind,
        status=status,
        body=body,
        format=format,
        html=render(body, format),
        displayed_at=displayed_at,
        deliver=deliver,
        author_label=by.public_label[:NAME_LENGTH],
        actor_kind=by.kind,
        actor_uid=by.uid,
        translations=translations or {},
    )


def standing_of(incident: Incident) -> dict[int, str]:
    """How its affected components stand, by key: as the incident claims, else as they show themselves.

    A maintenance claims nothing before its start, and nothing is claimed any more after an end.
    """
    held = dict(
        StatusClaim.objects.filter(
            source=incident.kind, source_uid=incident.uid, ended__isnull=True, voided_at__isnull=True
        ).values_list("component_id", "status")
    )
    rows = incident.affected.values_list("component_id", "component__status")
    return {component: held.get(component, shown) for component, shown in rows}


def snapshot_write(update: IncidentUpdate, *, stood: Mapping[int, str]) -> None:
    """Keep with an entry how the affected components stood before its claims were made, and stand now.

    So an announcement changes nothing and the start of a maintenance does. What is a draft, or lies in the
    past, tells what it declares.
    """
    incident = update.incident
    told = not (incident.draft or incident.backfilled)
    stand = standing_of(incident) if told else {}
    rows = incident.affected.select_related("component").order_by("component__position", "component_id")
    update.snapshot = [
        {
            "uid": row.component.uid,
            "name": row.component.name,
            "old": stood[row.component_id],
            "new": stand.get(row.component_id, row.status),
        }
        for row in rows
    ]
    update.save(update_fields=["snapshot"])


def timeline_settle(incident: Incident) -> None:
    """Derive status and times from the entries; the latest shown one has the last word.

    Backfilled incidents stay as they were told: over. Raises `ImpossibleTransition` when the entries tell a
    story that cannot be.
    """
    if incident.backfilled:
        return
    entries = list(incident.updates.order_by("displayed_at", "pk").values_list("status", "displayed_at"))
    for (old, _at), (new, _later) in pairwise(entries):
        if not may_follow(old, new):
            raise ImpossibleTransition(
                _("The status “%(new)s” cannot follow “%(old)s”.")
                % {"new": IncidentStatus(new).label, "old": IncidentStatus(old).label}
            )
    incident.status = entries[-1][0]
    if incident.kind == IncidentKind.MAINTENANCE:
        incident.started_at = _started(incident, entries)
    incident.monitoring_at = _last_run(entries, (IncidentStatus.MONITORING,))
    ended = _last_run(entries, (incident.status,)) if is_ended(incident.status) else None
    incident.resolved_at = None if ended is None else max(ended, incident.started_at)


def _last_run(
    entries: list[tuple[str, datetime]], statuses: tuple[IncidentStatus | str, ...]
) -> datetime | None:
    """When the latest unbroken run of these statuses began."""
    began: datetime | None = None
    for status, at in reversed(entries):
        if status in statuses:
            began = at
        elif began is not None:
            break
    return began


def _started(incident: Incident, entries: list[tuple[str, datetime]]) -> datetime:
    """A maintenance starts with its first running entry; one that never ran starts, at the latest, when it
    ended."""
    running = next((at for status, at in entries if status in RUNNING_STATUSES), None)
    planned = incident.scheduled_for or incident.started_at
    if running is not None:
        return running
    ended = next((at for status, at in entries if is_ended(status)), None)
    return planned if ended is None else min(planned, ended)
