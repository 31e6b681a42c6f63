"""Running, ending and cancelling maintenance."""

from datetime import datetime
from typing import Any

from incidents.models import Incident, IncidentUpdate
from incidents.selectors.objects import incident_object
from incidents.services.incidents import claims_void
from incidents.services.intake import Declared
from incidents.services.state import (
    incident_lock,
    incident_record,
    incident_save,
    incident_touch,
    kind_require,
)
from incidents.services.updates import incident_post_update
from incidents.transitions import is_ended, is_live
from incidents.vocabulary import IncidentKind, IncidentStatus, TextFormat
from statuspage import journal
from statuspage.actor import Actor
from statuspage.services import claims_release


def maintenance_post_update(
    *,
    maintenance: Incident,
    body: str = "",
    status: str | None = None,
    components: Declared | None = None,
    notify: bool | None = None,
    displayed_at: datetime | None = None,
    body_format: str = TextFormat.MARKDOWN.value,
    translations: dict[str, Any] | None = None,
    by: Actor,
    now: datetime | None = None,
) -> IncidentUpdate:
    """Add an entry to the timeline of a maintenance; see `incident_post_update`."""
    return incident_post_update(
        incident=maintenance,
        body=body,
        status=status,
        components=components,
        notify=notify,
        displayed_at=displayed_at,
        body_format=body_format,
        translations=translations,
        by=by,
        now=now,
    )


def maintenance_start(
    *, maintenance: Incident, body: str = "", by: Actor, now: datetime | None = None
) -> Incident:
    """Start before or after its time; once it runs this does nothing."""
    with journal.transaction(now) as now:
        kind_require(maintenance, IncidentKind.MAINTENANCE)
        incident_lock(maintenance)
        if not is_live(maintenance.kind, maintenance.status):
            _go_to(maintenance, IncidentStatus.IN_PROGRESS, body, maintenance.notify_at_start, by, now)
        return maintenance


def maintenance_complete(
    *, maintenance: Incident, body: str = "", by: Actor, now: datetime | None = None
) -> Incident:
    """End before or after its time; once it is complete this does nothing."""
    with journal.transaction(now) as now:
        kind_require(maintenance, IncidentKind.MAINTENANCE)
        incident_lock(maintenance)
        if not is_ended(maintenance.status):
            _go_to(maintenance, IncidentStatus.COMPLETED, body, maintenance.notify_at_end, by, now)
        return maintenance


def maintenance_cancel(
    *, maintenance: Incident, notify: bool | None = None, by: Actor, now: datetime | None = None
) -> Incident:
    """Call a maintenance off and take it off the page; a series goes on without this occurrence.

    One that runs has really run until now, so its claims end. One that is complete is deleted as a mistake:
    its claims are voided. `notify` defaults to what the maintenance says.
    """
    with journal.transaction(now) as now:
        kind_require(maintenance, IncidentKind.MAINTENANCE)
        incident_lock(maintenance)
        before = incident_object(maintenance)
        incident_touch(maintenance, by=by, now=now)
        if is_ended(maintenance.status):
            claims_void(maintenance, by=by, now=now)
        else:
            claims_release(source=maintenance.kind, source_uid=maintenance.uid, by=by, now=now)
        maintenance.deleted_at = now
        maintenance.next_transition_at = maintenance.next_reminder_at = None
        incident_save(maintenance, now=now)
        deliver = maintenance.notify if notify is None else notify
        incident_record(maintenance, "canceled", by=by, at=now, before=before, deliver=deliver)
        return maintenance


def _go_to(
    maintenance: Incident, status: IncidentStatus, body: str, notify: bool, by: Actor, now: datetime
) -> None:
    maintenance_post_update(
        maintenance=maintenance, body=body, status=status.value, notify=notify, by=by, now=now
    )
