"""Putting back an entry of a timeline that was deleted."""

from datetime import datetime
from typing import Any

from incidents.models import Incident, IncidentUpdate
from incidents.services.updates import incident_post_update, update_edit
from incidents.vocabulary import TextFormat
from statuspage import journal
from statuspage.actor import Actor


def update_restore(
    *,
    incident: Incident,
    body: str,
    body_format: str = TextFormat.MARKDOWN.value,
    status: str,
    displayed_at: datetime,
    delivered: bool,
    translations: dict[str, Any] | None = None,
    by: Actor,
    now: datetime | None = None,
) -> IncidentUpdate:
    """Write an entry again as it stood, at its old time; nobody is told a second time.

    `delivered` is whether subscribers were told of it. It has another uid, and `by` as its author.
    Raises `ImpossibleTransition` where the story has gone on in a way that leaves no room for it.
    """
    with journal.transaction(now) as now:
        update = incident_post_update(
            incident=incident,
            body=body,
            body_format=body_format,
            status=status,
            displayed_at=displayed_at,
            notify=False,
            translations=translations,
            by=by,
            now=now,
        )
        if not delivered:
            return update
        return update_edit(update=update, changes={"notify": True}, by=by, now=now)
