"""The occurrences of a recurring maintenance, made ahead of their time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from django.db.models import Count, Q, QuerySet

from incidents.models import Incident, MaintenanceSeries
from incidents.recurrence import Recurrence, recurrence_load
from incidents.selectors.objects import incident_object
from incidents.services.opening import incident_begin
from incidents.services.state import (
    alarms_set,
    components_declare,
    impact_recompute,
    incident_record,
    incident_save,
    reminder_plan,
)
from incidents.vocabulary import IncidentKind, IncidentStatus, UpdateKind
from statuspage.actor import Actor
from statuspage.models import Component
from statuspage.richtext import render
from statuspage.validation import NAME_LENGTH

AHEAD = 2
HORIZON = timedelta(days=60)
COPIED = (
    "name",
    "impact_override",
    "metadata",
    "translations",
    "auto_start",
    "auto_complete",
    "set_maintenance_status",
    "restore_status",
    "remind_before_seconds",
    "notify",
    "notify_at_start",
    "notify_at_end",
)
"""What every occurrence takes over from its series as it is."""


def series_due(now: datetime) -> QuerySet[MaintenanceSeries]:
    """The series that have to make an occurrence: fewer than `AHEAD` are to come, one is within `HORIZON`."""
    coming = Count(
        "occurrences", filter=Q(occurrences__scheduled_for__gt=now, occurrences__deleted_at__isnull=True)
    )
    return (
        MaintenanceSeries.living.filter(next_occurrence_at__lte=now + HORIZON, page__deleted_at__isnull=True)
        .annotate(coming=coming)
        .filter(coming__lt=AHEAD)
        .order_by("next_occurrence_at")
    )


def occurrences_make(series: MaintenanceSeries, *, by: Actor, now: datetime) -> int:
    """Make the occurrences that are due, and give how many those were.

    Whoever takes a start first makes it, others leave it. Windows that have passed entirely while nobody
    looked are left out.
    """
    made = 0
    rule = recurrence_load(series.rrule, first_start=series.first_start, time_zone=series.time_zone)
    length = timedelta(seconds=series.duration_seconds)
    while series.occurrences.filter(scheduled_for__gt=now, deleted_at__isnull=True).count() < AHEAD:
        seen = series.next_occurrence_at
        if seen is None or seen > now + HORIZON:
            break
        passed = seen + length <= now
        following = rule.after(now - length if passed else seen)
        taken = MaintenanceSeries.living.filter(pk=series.pk, next_occurrence_at=seen)
        if not taken.update(next_occurrence_at=following):
            break
        series.next_occurrence_at = following
        known = series.occurrences.filter(scheduled_for=seen).exists()
        if not passed and not known and start_stamp(seen) not in series.blueprint["except"]:
            _make(series, seen, seen + length, by=by, now=now)
            made += 1
    return made


def occurrences_follow(
    series: MaintenanceSeries, checked: Recurrence, *, by: Actor, now: datetime, keep: Incident | None
) -> None:
    """Bring the coming occurrences that nobody touched in line with a series that was changed."""
    wanted = set(islice(_wanted(series, checked, now), AHEAD))
    for occurrence in occurrences_coming(series, now, keep):
        if occurrence.scheduled_for not in wanted:
            occurrence_drop(occurrence, by=by, now=now)
        else:
            _adapt(occurrence, series, by=by, now=now)


def occurrences_coming(series: MaintenanceSeries, now: datetime, keep: Incident | None) -> list[Incident]:
    """The occurrences that have not begun and that nobody touched, locked; without `keep`."""
    rows = Incident.living.select_for_update(no_key=True).filter(
        series=series, status=IncidentStatus.SCHEDULED, scheduled_for__gt=now, human_touched_at__isnull=True
    )
    return list((rows.exclude(pk=keep.pk) if keep else rows).order_by("pk"))


def occurrence_drop(occurrence: Incident, *, by: Actor, now: datetime) -> None:
    """Call off an occurrence that its series no longer gives."""
    before = incident_object(occurrence)
    # Without its series, so that the same time may come again if the rule is changed back.
    occurrence.series, occurrence.deleted_at = None, now
    occurrence.next_transition_at = occurrence.next_reminder_at = None
    incident_save(occurrence, now=now)
    incident_record(occurrence, "canceled", by=by, at=now, before=before, deliver=occurrence.notify)


def start_stamp(moment: datetime) -> str:
    """A start as the blueprint lists it among its exceptions."""
    return moment.astimezone(UTC).isoformat()


def _make(series: MaintenanceSeries, start: datetime, end: datetime, *, by: Actor, now: datetime) -> None:
    blueprint = series.blueprint
    occurrence = Incident(
        page=series.page,
        kind=IncidentKind.MAINTENANCE,
        status=IncidentStatus.SCHEDULED,
        series=series,
        started_at=start,
        scheduled_for=start,
        scheduled_until=end,
        reported_by=by.public_label[:NAME_LENGTH],
        **{field: blueprint[field] for field in COPIED},
    )
    incident_begin(
        occurrence,
        declared=_named(series),
        body=blueprint["body"],
        body_format=blueprint["body_format"],
        by=by,
        now=now,
    )


def _adapt(occurrence: Incident, series: MaintenanceSeries, *, by: Actor, now: datetime) -> None:
    """Bring a coming occurrence in line with its series."""
    before = incident_object(occurrence)
    blueprint = series.blueprint
    for field in COPIED:
        setattr(occurrence, field, blueprint[field])
    if occurrence.scheduled_for is not None:
        occurrence.scheduled_until = occurrence.scheduled_for + timedelta(seconds=series.duration_seconds)
    opening = occurrence.updates.get(kind=UpdateKind.OPENING)
    if blueprint["body"].strip():
        opening.body, opening.format = blueprint["body"], blueprint["body_format"]
        opening.html = render(opening.body, opening.format)
        opening.save(update_fields=["body", "format", "html", "updated_at"])
    components_declare(occurrence, _named(series), replace=True)
    impact_recompute(occurrence)
    alarms_set(occurrence)
    reminder_plan(occurrence, now=now)
    incident_save(occurrence, now=now)
    incident_record(occurrence, "updated", by=by, at=now, before=before)


def _wanted(series: MaintenanceSeries, checked: Recurrence, now: datetime) -> Iterator[datetime]:
    exceptions = series.blueprint["except"]
    return (
        start for start in checked.starts_from(now) if start > now and start_stamp(start) not in exceptions
    )


def _named(series: MaintenanceSeries) -> dict[Component, str]:
    """The components of the blueprint that still live."""
    statuses: dict[str, str] = series.blueprint["components"]
    living = Component.living.filter(page=series.page, uid__in=statuses)
    return {component: statuses[component.uid] for component in living.order_by("pk")}
