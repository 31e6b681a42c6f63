"""Scheduling, moving and changing maintenance."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from incidents.exceptions import IncidentEnded
from incidents.models import Incident
from incidents.selectors.objects import incident_object
from incidents.services.claiming import claims_follow
from incidents.services.incidents import DECLARED_REASON, claims_void
from incidents.services.intake import (
    Declared,
    clean_body,
    clean_declared,
    clean_format,
    clean_incident_translations,
    clean_metadata,
    clean_name,
    clean_override,
    clean_reminder_seconds,
    clean_status,
    clean_time,
    clean_window,
    plain_rule,
)
from incidents.services.occurrences import occurrences_make
from incidents.services.opening import incident_begin, past_claim
from incidents.services.series import (
    series_begin,
    series_end,
    series_except,
    series_lock,
    series_update,
)
from incidents.services.state import (
    alarms_set,
    components_declare,
    impact_recompute,
    incident_record,
    incident_save,
    incident_touch,
    kind_require,
    maintenance_lock,
    reminder_plan,
)
from incidents.services.updates import opening_edit
from incidents.transitions import is_ended, is_live
from incidents.vocabulary import IncidentKind, IncidentStatus, OnEnd, Origin, TextFormat, UpdateKind
from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Invalid
from statuspage.models import Component, Page
from statuspage.validation import (
    NAME_LENGTH,
    Problems,
    Rule,
    clean_bool,
    clean_changes,
    clean_choice,
    clean_time_zone,
    optional,
    rule,
)

DAY_SECONDS = 86_400
_FIRST_STATUS = {False: IncidentStatus.SCHEDULED.value, True: IncidentStatus.COMPLETED.value}


def maintenance_schedule(
    *,
    page: Page,
    name: str,
    body: str = "",
    scheduled_for: datetime,
    scheduled_until: datetime,
    components: Declared = (),
    auto_start: bool = True,
    auto_complete: bool = True,
    set_maintenance_status: bool = True,
    restore_status: bool = True,
    remind_before_seconds: int | None = DAY_SECONDS,
    notify: bool = True,
    notify_at_start: bool = True,
    notify_at_end: bool = True,
    recurrence: str | None = None,
    time_zone: str | None = None,
    draft: bool = False,
    backfilled: bool = False,
    impact_override: str | None = None,
    metadata: dict[str, Any] | None = None,
    translations: dict[str, Any] | None = None,
    origin: str = Origin.PERSON.value,
    body_format: str = TextFormat.MARKDOWN.value,
    status: str | None = None,
    on_end: str = OnEnd.RELEASE.value,
    tell_opening: bool | None = None,
    by: Actor,
    now: datetime | None = None,
) -> Incident:
    """Announce a maintenance; the tick starts and ends it unless told not to.

    With `recurrence` (an RRULE of RFC 5545 on the wall clock of `time_zone`, default the page's) it is the
    first of a series, and the next ones are made ahead of their time. A backfilled one lies in the past and
    is complete; it corrects the history of its components and tells nobody. `status` is for one that runs or
    is over already when it is told. With `on_end` keep its start speaks over what was said by hand before.
    `tell_opening` says whether subscribers hear of the announcement, where that differs from `notify`.

    Raises `Invalid` with every wrong field.
    """
    with journal.transaction(now) as now:
        problems = Problems()
        maintenance = Incident(page=page, kind=IncidentKind.MAINTENANCE)
        given = {
            "auto_start": auto_start,
            "auto_complete": auto_complete,
            "set_maintenance_status": set_maintenance_status,
            "restore_status": restore_status,
            "notify": notify,
            "notify_at_start": notify_at_start,
            "notify_at_end": notify_at_end,
            "remind_before_seconds": remind_before_seconds,
            "name": name,
            "impact_override": impact_override,
            "metadata": {} if metadata is None else metadata,
            "translations": {} if translations is None else translations,
        }
        with problems.caught():
            for field, value in clean_changes(given, _plain_rules()).items():
                setattr(maintenance, field, value)
        with problems.caught():
            body = clean_body(body)
        with problems.caught():
            body_format = clean_format(body_format)
        with problems.caught():
            maintenance.origin = clean_choice(origin, pointer="/origin", words=Origin)
        with problems.caught():
            start, end = clean_window(scheduled_for, scheduled_until)
            if backfilled or status != IncidentStatus.COMPLETED:
                _check_side_of_now(end, backfilled=backfilled, now=now)
            maintenance.scheduled_for, maintenance.scheduled_until = start, end
            maintenance.started_at = start
            maintenance.resolved_at = end if backfilled else None
        with problems.caught():
            maintenance.on_end = clean_choice(on_end, pointer="/on_end", words=OnEnd)
        with problems.caught():
            maintenance.status = clean_status(status or _FIRST_STATUS[backfilled], kind=maintenance.kind)
        declared: dict[Component, str] = {}
        with problems.caught():
            declared = clean_declared(components, page=page, kind=maintenance.kind)
        if draft + backfilled + (recurrence is not None) > 1:
            problems.add(
                "/recurrence", "either_or", _("It can be a draft, backfilled or recurring, one of these.")
            )
        problems.raise_if_any()
        maintenance.notify = maintenance.notify and not backfilled
        maintenance.draft, maintenance.backfilled = draft, backfilled
        maintenance.reported_by = by.public_label[:NAME_LENGTH]
        if recurrence is not None:
            series_begin(
                maintenance,
                recurrence=recurrence,
                time_zone=time_zone,
                declared=declared,
                body=body,
                body_format=body_format,
                by=by,
                now=now,
            )
        incident_begin(
            maintenance,
            declared=declared,
            body=body,
            body_format=body_format,
            deliver=tell_opening,
            by=by,
            now=now,
        )
        if maintenance.series is not None:
            occurrences_make(maintenance.series, by=by, now=now)
        return maintenance


def maintenance_update(
    *,
    maintenance: Incident,
    changes: Mapping[str, Any],
    opening: Mapping[str, Any] | None = None,
    tell: bool | None = None,
    by: Actor,
    now: datetime | None = None,
) -> Incident:
    """Change a maintenance without an entry in its timeline.

    Fields: the name, window and switches of `maintenance_schedule`, `components` (replaces the set),
    `remind_before_seconds`, `impact_override`, `metadata`, `translations`; `recurrence` and `time_zone`
    change the whole series, and an empty `recurrence` ends it with this one. Moving one occurrence leaves the
    others where they are. `opening` changes the first entry in the same act, as `update_edit` does.

    The team hears of it, and subscribers as `tell` says: without it they hear of another window, if the
    maintenance's `notify` wants it.

    Raises `Invalid`, and `IncidentEnded` for a start that has passed or an end that has come.
    """
    with journal.transaction(now) as now:
        kind_require(maintenance, IncidentKind.MAINTENANCE)
        maintenance_lock(maintenance)
        clean = clean_changes(changes, _rules(maintenance))
        if not clean and not opening:
            return maintenance
        before = incident_object(maintenance)
        incident_touch(maintenance, by=by, now=now)
        entry = opening_edit(maintenance, opening or {}, by=by, now=now)
        declared = clean.pop("components", None)
        recurring: dict[str, Any] = {
            key: clean.pop(key) for key in ("recurrence", "time_zone") if key in clean
        }
        moved = _move(maintenance, clean.pop("scheduled_for", None), clean.pop("scheduled_until", None), now)
        for field, value in clean.items():
            setattr(maintenance, field, value)
        corrected: list[Component] = []
        if declared is not None:
            said = components_declare(maintenance, declared, replace=True)
            corrected = [part for part, status in declared.items() if said.get(part) != status]
        if corrected and is_ended(maintenance.status):
            # It counts on where the end kept statuses.
            claims_follow(maintenance, by=by, at=now, now=now, declared=corrected)
        if declared is not None and maintenance.backfilled:
            claims_void(maintenance, reason=DECLARED_REASON, by=by, now=now)
            past_claim(maintenance, declared, by=by, now=now)
        if is_live(maintenance.kind, maintenance.status) and (
            declared is not None or "set_maintenance_status" in clean
        ):
            claims_follow(maintenance, by=by, at=now, now=now)
        impact_recompute(maintenance)
        alarms_set(maintenance)
        if moved or "remind_before_seconds" in clean:
            reminder_plan(maintenance, now=now)
        incident_save(maintenance, now=now)
        if recurring:
            _recur(maintenance, recurring, by=by, now=now)
        deliver = moved and maintenance.notify if tell is None else tell
        incident_record(maintenance, "updated", by=by, at=now, before=before, update=entry, deliver=deliver)
        return maintenance


def _move(
    maintenance: Incident, scheduled_for: datetime | None, scheduled_until: datetime | None, now: datetime
) -> bool:
    """Move the window as far as it has not passed; True when it is another one now."""
    old = (maintenance.scheduled_for, maintenance.scheduled_until)
    new = clean_window(scheduled_for or old[0], scheduled_until or old[1])
    if new == old:
        return False
    if is_ended(maintenance.status):
        raise IncidentEnded(_("This maintenance is complete; its window stays as it was."))
    if new[0] != old[0] and maintenance.status != IncidentStatus.SCHEDULED:
        raise IncidentEnded(_("This maintenance has started; its start stays as it was."))
    _check_side_of_now(new[1], backfilled=False, now=now)
    maintenance.scheduled_for, maintenance.scheduled_until = new
    if maintenance.status == IncidentStatus.SCHEDULED:
        maintenance.started_at = new[0]
    if new[0] != old[0]:
        maintenance.reminded_at = None
        if maintenance.series is not None and old[0] is not None:
            series_lock(maintenance.series)
            series_except(maintenance.series, old[0], now=now)
    return True


def _recur(maintenance: Incident, recurring: dict[str, Any], *, by: Actor, now: datetime) -> None:
    """Change how a maintenance comes again, from this occurrence on."""
    series, rule_text = maintenance.series, recurring.get("recurrence")
    if series is not None and series.deleted_at is not None:
        series = None
    if series is None:
        if rule_text:
            _begin_series(maintenance, rule_text, recurring.get("time_zone"), by=by, now=now)
        return
    if "recurrence" in recurring and not rule_text:
        series_end(series=series, by=by, now=now, keep=maintenance)
        return
    start, end = clean_window(maintenance.scheduled_for, maintenance.scheduled_until)
    changes = {
        **recurring,
        "first_start": start,
        "duration_seconds": int((end - start).total_seconds()),
    }
    if (changes.get("recurrence", series.rrule), changes.get("time_zone", series.time_zone)) != (
        series.rrule,
        series.time_zone,
    ):
        series_update(series=series, changes=changes, by=by, now=now, keep=maintenance)


def _begin_series(
    maintenance: Incident, recurrence: str, time_zone: str | None, *, by: Actor, now: datetime
) -> None:
    if maintenance.status != IncidentStatus.SCHEDULED or maintenance.draft:
        raise IncidentEnded(_("Only a published maintenance that has not started can begin to recur."))
    opening = maintenance.updates.get(kind=UpdateKind.OPENING)
    rows = maintenance.affected.select_related("component")
    series = series_begin(
        maintenance,
        recurrence=recurrence,
        time_zone=time_zone,
        declared={row.component: row.status for row in rows},
        body=opening.body,
        body_format=opening.format,
        by=by,
        now=now,
    )
    incident_save(maintenance, now=now)
    occurrences_make(series, by=by, now=now)


def _check_side_of_now(end: datetime, *, backfilled: bool, now: datetime) -> None:
    if backfilled and end > now:
        raise Invalid.at("/scheduled_until", "in_the_future", _("What is backfilled is over already."))
    if not backfilled and end <= now:
        raise Invalid.at("/scheduled_until", "in_the_past", _("This window has passed already."))


def _plain_rules() -> dict[str, Rule]:
    return {
        "name": plain_rule(clean_name),
        "impact_override": plain_rule(clean_override),
        "metadata": plain_rule(clean_metadata),
        "translations": plain_rule(clean_incident_translations),
        "remind_before_seconds": plain_rule(clean_reminder_seconds),
        "auto_start": rule(clean_bool),
        "auto_complete": rule(clean_bool),
        "set_maintenance_status": rule(clean_bool),
        "restore_status": rule(clean_bool),
        "notify": rule(clean_bool),
        "notify_at_start": rule(clean_bool),
        "notify_at_end": rule(clean_bool),
    }


def _rules(maintenance: Incident) -> dict[str, Rule]:
    return {
        **_plain_rules(),
        "scheduled_for": plain_rule(clean_time),
        "scheduled_until": plain_rule(clean_time),
        "components": lambda value, pointer: clean_declared(
            value, page=maintenance.page, kind=maintenance.kind, pointer=pointer
        ),
        "recurrence": lambda value, pointer: value,
        "time_zone": optional(rule(clean_time_zone)),
    }
