"""Maintenance that recurs: its rule, and the occurrences that are made ahead of their time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from incidents.exceptions import SeriesNotFound
from incidents.models import Incident, MaintenanceSeries
from incidents.recurrence import recurrence_parse
from incidents.services.intake import (
    clean_body,
    clean_declared,
    clean_format,
    clean_incident_translations,
    clean_metadata,
    clean_name,
    clean_override,
    clean_reminder_seconds,
    clean_time,
    plain_rule,
)
from incidents.services.occurrences import (
    COPIED,
    HORIZON,
    occurrence_drop,
    occurrences_coming,
    occurrences_follow,
    occurrences_make,
    start_stamp,
)
from incidents.vocabulary import IncidentKind
from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Invalid
from statuspage.models import Component
from statuspage.validation import Rule, clean_bool, clean_changes, clean_int, clean_time_zone, rule


def series_begin(
    first: Incident,
    *,
    recurrence: str,
    time_zone: str | None,
    declared: dict[Component, str],
    body: str,
    body_format: str,
    by: Actor,
    now: datetime,
) -> MaintenanceSeries:
    """Make the series of which a maintenance of clean values is the first; `Invalid` for the rule."""
    start, end = _window(first)
    zone = clean_time_zone(time_zone or first.page.time_zone)
    checked = recurrence_parse(recurrence, first_start=start, duration=end - start, time_zone=zone)
    series = MaintenanceSeries.objects.create(
        page=first.page,
        rrule=checked.text,
        time_zone=zone,
        first_start=start,
        duration_seconds=int((end - start).total_seconds()),
        next_occurrence_at=checked.after(start),
        blueprint={
            **{field: getattr(first, field) for field in COPIED},
            "body": body,
            "body_format": body_format,
            "components": {component.uid: status for component, status in declared.items()},
            "except": [],
        },
    )
    first.series = series
    _record("series.created", series, by, now, None)
    return series


def series_update(
    *,
    series: MaintenanceSeries,
    changes: Mapping[str, Any],
    by: Actor,
    now: datetime | None = None,
    keep: Incident | None = None,
) -> MaintenanceSeries:
    """Change a series from now on.

    Fields: `recurrence`, `time_zone`, `first_start` (needed where the new rule does not give the old one),
    `duration_seconds`, `body`, `body_format`, `components` and everything in `COPIED`. Coming occurrences
    that nobody touched follow, or go where the rule no longer gives them; `keep` is left as it is. Past,
    running, touched and cancelled ones stay.
    """
    with journal.transaction(now) as now:
        series_lock(series)
        clean = clean_changes(changes, _rules(series))
        if not clean:
            return series
        before = series_object(series)
        declared: dict[Component, str] | None = clean.pop("components", None)
        series.rrule = clean.pop("recurrence", series.rrule)
        for field in ("time_zone", "first_start", "duration_seconds"):
            setattr(series, field, clean.pop(field, getattr(series, field)))
        checked = recurrence_parse(
            series.rrule,
            first_start=series.first_start,
            duration=timedelta(seconds=series.duration_seconds),
            time_zone=series.time_zone,
        )
        series.rrule = checked.text
        named = {} if declared is None else {"components": {c.uid: status for c, status in declared.items()}}
        series.blueprint = {**series.blueprint, **clean, **named}
        occurrences_follow(series, checked, by=by, now=now, keep=keep)
        series.next_occurrence_at = checked.after(now)
        series.updated_at = now
        series.save()
        _record("series.updated", series, by, now, before)
        occurrences_make(series, by=by, now=now)
        return series


def series_end(
    *, series: MaintenanceSeries, by: Actor, now: datetime | None = None, keep: Incident | None = None
) -> MaintenanceSeries:
    """Make no more occurrences and call off the coming ones that nobody touched, except `keep`."""
    with journal.transaction(now) as now:
        series_lock(series)
        before = series_object(series)
        for occurrence in occurrences_coming(series, now, keep):
            occurrence_drop(occurrence, by=by, now=now)
        series.deleted_at, series.next_occurrence_at = now, None
        series.save(update_fields=["deleted_at", "next_occurrence_at", "updated_at"])
        _record("series.deleted", series, by, now, before)
        return series


def series_lock(series: MaintenanceSeries) -> None:
    """Bring the row up to date and keep it; a series is locked before its occurrences."""
    try:
        series.refresh_from_db(from_queryset=MaintenanceSeries.objects.select_for_update(no_key=True))
    except MaintenanceSeries.DoesNotExist:
        raise SeriesNotFound(_("There is no such series.")) from None
    if series.deleted_at is not None:
        raise SeriesNotFound(_("This series has ended."))


def series_except(series: MaintenanceSeries, start: datetime, *, now: datetime) -> None:
    """Never make the occurrence of this start again: it was moved elsewhere. The caller holds the lock."""
    horizon = start_stamp(now - HORIZON)
    kept = [stamp for stamp in series.blueprint["except"] if stamp >= horizon]
    series.blueprint = {**series.blueprint, "except": [*kept, start_stamp(start)]}
    series.save(update_fields=["blueprint", "updated_at"])


def series_object(series: MaintenanceSeries) -> dict[str, Any]:
    """A series as plain values and times."""
    return {
        "id": series.uid,
        "recurrence": series.rrule,
        "time_zone": series.time_zone,
        "first_start": series.first_start,
        "duration_seconds": series.duration_seconds,
        "next_occurrence_at": series.next_occurrence_at,
        "blueprint": series.blueprint,
        "deleted": series.deleted_at is not None,
    }


def _rules(series: MaintenanceSeries) -> dict[str, Rule]:
    flags = (field for field in COPIED if field.startswith(("auto_", "notify")) or field.endswith("_status"))
    return {
        "recurrence": lambda value, pointer: value,
        "time_zone": rule(clean_time_zone),
        "first_start": plain_rule(clean_time),
        "duration_seconds": rule(clean_int, minimum=1, maximum=366 * 86_400),
        "name": plain_rule(clean_name),
        "body": plain_rule(clean_body),
        "body_format": lambda value, pointer: clean_format(value),
        "components": lambda value, pointer: clean_declared(
            value, page=series.page, kind=IncidentKind.MAINTENANCE, pointer=pointer
        ),
        "impact_override": plain_rule(clean_override),
        "metadata": plain_rule(clean_metadata),
        "translations": plain_rule(clean_incident_translations),
        "remind_before_seconds": plain_rule(clean_reminder_seconds),
        **dict.fromkeys(flags, rule(clean_bool)),
    }


def _window(maintenance: Incident) -> tuple[datetime, datetime]:
    if maintenance.scheduled_for is None or maintenance.scheduled_until is None:
        raise Invalid.at("/scheduled_for", "required", _("A maintenance needs its times."))
    return maintenance.scheduled_for, maintenance.scheduled_until


def _record(
    kind: str, series: MaintenanceSeries, by: Actor, now: datetime, before: dict[str, Any] | None
) -> None:
    journal.record(
        kind=kind,
        by=by,
        at=now,
        subject_kind="series",
        subject_uid=series.uid,
        subject_label=str(series.blueprint["name"]),
        page=series.page,
        before=before,
        after=series_object(series),
    )
