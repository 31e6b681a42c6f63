"""What every act on an incident has in common: the lock, the alarms and the journal."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from incidents.exceptions import IncidentNotFound, TouchedByPerson
from incidents.impact import impact_next, impact_of
from incidents.models import AffectedComponent, Incident, IncidentUpdate, MaintenanceSeries
from incidents.reminders import next_reminder
from incidents.selectors.objects import incident_object
from incidents.transitions import RUNNING_STATUSES, is_ended
from incidents.vocabulary import ENDED_STATUSES, Impact, IncidentKind, IncidentStatus, Origin
from statuspage import journal
from statuspage.actor import Actor
from statuspage.models import Component, Page
from statuspage.services import components_lock

PERSONS = ("user", "key")
"""Actor kinds that count as a person: what they touch, automation leaves alone."""


def incident_lock(incident: Incident) -> None:
    """Bring the given row up to date and keep others from changing it until the transaction ends.

    Locks are always taken in the order incident, components, page. Raises `IncidentNotFound` when the
    incident has been deleted.
    """
    rows = Incident.objects.select_for_update(no_key=True)
    try:
        incident.refresh_from_db(from_queryset=rows)
    except Incident.DoesNotExist:
        raise IncidentNotFound(_("There is no such incident.")) from None
    if incident.deleted_at is not None:
        raise IncidentNotFound(_("This incident has been deleted."))


def kind_require(incident: Incident, kind: IncidentKind) -> None:
    """Refuse a maintenance where an incident is meant, and the other way round."""
    if incident.kind != kind:
        raise IncidentNotFound(
            _("This is not a maintenance.")
            if kind == IncidentKind.MAINTENANCE
            else _("This is not an incident.")
        )


def maintenance_lock(maintenance: Incident) -> None:
    """Lock a maintenance together with its series; a series is always locked before its occurrences."""
    series = maintenance.series
    if series is not None:
        MaintenanceSeries.objects.select_for_update(no_key=True).get(pk=series.pk)
    incident_lock(maintenance)


def incident_touch(incident: Incident, *, by: Actor, now: datetime) -> None:
    """Note that a person acted; refuse a check that acts on what is not, or no longer, its own."""
    if by.kind in PERSONS:
        incident.human_touched_at = now
    elif by.kind == "check" and not is_automations(incident):
        raise TouchedByPerson(_("A person has taken this incident over."))


def is_automations(incident: Incident) -> bool:
    """Whether a check opened it and nobody has touched it since."""
    return incident.origin == Origin.CHECK and incident.human_touched_at is None


def number_allocate(page: Page) -> int:
    """The next number on a page; the page stays locked, so that no two get the same."""
    Page.objects.select_for_update(no_key=True).get(pk=page.pk)
    highest = Incident.objects.filter(page=page).aggregate(highest=Max("number"))["highest"]
    return int(highest or 0) + 1


def components_declare(
    incident: Incident, declared: dict[Component, str], *, replace: bool = False
) -> dict[Component, str]:
    """Write the declared statuses of affected components; gives what each had before.

    With `replace`, components that are not among them are no longer affected. The component rows are locked
    here, before anything else of theirs is touched.
    """
    before = {row.component: row.status for row in incident.affected.select_related("component")}
    components_lock([component.pk for component in {**before, **declared}])
    if replace:
        gone = [component.pk for component in before if component not in declared]
        incident.affected.filter(component__in=gone).delete()
    for component, status in declared.items():
        if component not in before:
            AffectedComponent.objects.create(incident=incident, component=component, status=status)
        elif before[component] != status:
            incident.affected.filter(component=component).update(status=status)
    return before


def impact_recompute(incident: Incident) -> None:
    """Bring the impact in line with the declared statuses, the kind and the override."""
    incident.impact = impact_next(
        incident.impact,
        incident.affected.values_list("status", flat=True),
        override=incident.impact_override,
        kind=incident.kind,
    )


def impact_said(incident: Incident) -> Impact:
    """The worst that its updates told of components."""
    told = incident.updates.values_list("snapshot", flat=True)
    return impact_of((row["new"] for snapshot in told for row in snapshot), kind=incident.kind)


def alarms_set(incident: Incident) -> None:
    """When the tick has to move a maintenance on; a reminder is due no more once the status is past it."""
    incident.next_transition_at = _next_transition(incident)
    quiet = incident.draft or incident.backfilled or is_ended(incident.status)
    if quiet or (incident.kind == IncidentKind.MAINTENANCE and incident.status != IncidentStatus.SCHEDULED):
        incident.next_reminder_at = None


def reminder_plan(incident: Incident, *, now: datetime) -> None:
    """Plan the next reminder anew: after opening, publishing, reopening, or a change of what it rests on.

    A maintenance that is announced later than its reminder would come is not called to mind again.
    """
    incident.next_reminder_at = None
    if incident.draft or incident.backfilled or is_ended(incident.status):
        return
    if incident.kind == IncidentKind.INCIDENT:
        incident.next_reminder_at = next_reminder(incident.started_at, incident.reminder_intervals, after=now)
    elif incident.status == IncidentStatus.SCHEDULED and incident.scheduled_for is not None:
        if incident.remind_before_seconds is None or incident.reminded_at is not None:
            return
        moment = incident.scheduled_for - timedelta(seconds=incident.remind_before_seconds)
        incident.next_reminder_at = moment if moment > now else None


def incident_save(incident: Incident, *, now: datetime) -> None:
    """Write every column that acts can change; the caller holds the lock."""
    incident.updated_at = now
    incident.save(update_fields=_WRITTEN)


def incident_record(
    incident: Incident,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    before: dict[str, Any] | None,
    update: IncidentUpdate | None = None,
    deliver: bool = False,
) -> None:
    """Journal an act; what happens to drafts is known to the team alone.

    `after` is the whole object with two more keys: `update`, the uid of the entry that the event is about,
    and `deliver`, whether visitors who subscribed shall be told.
    """
    kind = "incident.draft_saved" if incident.draft else f"{incident.kind}.{verb}"
    gone = incident.deleted_at is not None
    journal.record(
        kind=kind,
        by=by,
        at=at,
        subject_kind=incident.kind,
        subject_uid=incident.uid,
        subject_label=incident.name,
        page=incident.page,
        before=before,
        after={
            **incident_object(incident),
            "deleted": gone,
            "update": update.uid if update else None,
            "deliver": deliver and not incident.draft and not incident.backfilled,
        },
    )


_WRITTEN = [
    "name",
    "status",
    "impact",
    "impact_override",
    "human_touched_at",
    "draft",
    "notify",
    "on_end",
    "started_at",
    "monitoring_at",
    "resolved_at",
    "scheduled_for",
    "scheduled_until",
    "auto_start",
    "auto_complete",
    "set_maintenance_status",
    "restore_status",
    "remind_before_seconds",
    "reminded_at",
    "notify_at_start",
    "notify_at_end",
    "series",
    "reminder_intervals",
    "next_transition_at",
    "next_reminder_at",
    "metadata",
    "translations",
    "postmortem_ignored",
    "deleted_at",
    "updated_at",
]


def _next_transition(incident: Incident) -> datetime | None:
    if incident.kind != IncidentKind.MAINTENANCE or incident.draft or incident.status in ENDED_STATUSES:
        return None
    if incident.status in RUNNING_STATUSES:
        # Whoever starts after the window was over ends it by hand.
        over = incident.scheduled_until is None or incident.scheduled_until <= incident.started_at
        return incident.scheduled_until if incident.auto_complete and not over else None
    return incident.scheduled_for if incident.auto_start else None
