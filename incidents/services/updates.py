"""The timeline of an incident or a maintenance: posting, resolving, editing and deleting entries."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from incidents.exceptions import ImpossibleTransition, OpeningUpdate, UpdateNotFound
from incidents.models import Incident, IncidentUpdate
from incidents.selectors.objects import incident_object
from incidents.services.claiming import claims_follow
from incidents.services.intake import (
    Declared,
    clean_body,
    clean_declared,
    clean_format,
    clean_incident_translations,
    clean_past,
    clean_status,
    plain_rule,
)
from incidents.services.phrases import status_phrase
from incidents.services.state import (
    alarms_set,
    components_declare,
    impact_recompute,
    incident_lock,
    incident_record,
    incident_save,
    incident_touch,
    reminder_plan,
)
from incidents.services.timeline import snapshot_write, standing_of, timeline_settle, update_write
from incidents.services.times import end_follow, start_follow, start_move
from incidents.transitions import is_ended, is_live, may_follow
from incidents.vocabulary import IncidentKind, IncidentStatus, UpdateKind
from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Invalid
from statuspage.models import Component
from statuspage.richtext import render
from statuspage.validation import Problems, clean_bool, clean_changes, rule


def incident_post_update(
    *,
    incident: Incident,
    body: str = "",
    status: str | None = None,
    components: Declared | None = None,
    replace_components: bool = False,
    notify: bool | None = None,
    displayed_at: datetime | None = None,
    body_format: str = "markdown",
    kind: str = UpdateKind.UPDATE.value,
    translations: dict[str, Any] | None = None,
    by: Actor,
    now: datetime | None = None,
) -> IncidentUpdate:
    """Add an entry to the timeline; it may move the status and declare statuses of components.

    Without a status the present one stays; without a body a change says its stock text. Components that are
    not named stay as they were declared, unless `replace_components`. An entry shown before the latest one
    (`displayed_at`) adds to the story without moving the status. `notify` defaults to the incident's.

    An incident that was over opens again with any other status; its claims come back.
    Raises `Invalid`, `ImpossibleTransition`, `TouchedByPerson`, or `IncidentNotFound` once deleted.
    """
    with journal.transaction(now) as now:
        incident_lock(incident)
        problems = Problems()
        with problems.caught():
            body = clean_body(body)
        with problems.caught():
            body_format = clean_format(body_format)
        with problems.caught():
            status = clean_status(status or incident.status, kind=incident.kind)
        declared: dict[Component, str] = {}
        with problems.caught():
            declared = clean_declared(components or (), page=incident.page, kind=incident.kind)
        with problems.caught():
            translations = clean_incident_translations({} if translations is None else translations)
        with problems.caught():
            displayed_at = _clean_displayed(displayed_at, incident, now, "/displayed_at")
        problems.raise_if_any()
        if not body.strip():
            if status == incident.status and components is None:
                raise Invalid.at("/body", "required", _("Say something, or change the status."))
            body = status_phrase(incident.page, str(status))
        return entry_add(
            incident,
            kind=UpdateKind(kind),
            status=str(status),
            body=body,
            format=body_format,
            declared=declared,
            replace=replace_components and components is not None,
            deliver=incident.notify if notify is None else notify,
            displayed_at=displayed_at,
            translations=translations,
            by=by,
            now=now,
        )


def incident_resolve(
    *,
    incident: Incident,
    body: str = "",
    components: Declared | None = None,
    notify: bool | None = None,
    body_format: str = "markdown",
    by: Actor,
    now: datetime | None = None,
) -> Incident:
    """End an incident; once it is over this does nothing."""
    with journal.transaction(now) as now:
        incident_lock(incident)
        if not is_ended(incident.status):
            incident_post_update(
                incident=incident,
                body=body,
                status=IncidentStatus.RESOLVED.value,
                components=components,
                notify=notify,
                body_format=body_format,
                by=by,
                now=now,
            )
        return incident


def update_edit(
    *, update: IncidentUpdate, changes: Mapping[str, Any], by: Actor, now: datetime | None = None
) -> IncidentUpdate:
    """Edit an entry: `body`, `body_format`, `status`, `displayed_at`, `notify`, `translations`.

    Status and times of the incident follow from its entries again; its start follows the first one to an
    earlier time.
    """
    with journal.transaction(now) as now:
        incident = update.incident
        incident_lock(incident)
        update = _reread(update, incident)
        clean = clean_changes(changes, _rules(update, now))
        if not clean:
            return update
        before = incident_object(incident)
        incident_touch(incident, by=by, now=now)
        _rewrite(update, clean, by=by, now=now)
        _record_edit(incident, before, by=by, now=now)
        return update


def update_delete(*, update: IncidentUpdate, by: Actor, now: datetime | None = None) -> Incident:
    """Take an entry out of the timeline; status and times follow from what remains.

    What was declared about components stays declared. Raises `OpeningUpdate` for the first entry.
    """
    with journal.transaction(now) as now:
        incident = update.incident
        incident_lock(incident)
        update = _reread(update, incident)
        if update.kind == UpdateKind.OPENING:
            raise OpeningUpdate(_("The first update cannot be deleted; delete the incident instead."))
        before = incident_object(incident)
        incident_touch(incident, by=by, now=now)
        update.delete()
        _follow_entries(incident, by=by, now=now)
        _record_edit(incident, before, by=by, now=now)
        return incident


def opening_edit(
    incident: Incident, changes: Mapping[str, Any], *, by: Actor, now: datetime
) -> IncidentUpdate | None:
    """Edit the first entry as `update_edit` does, within an act on a locked incident that records it.

    Gives the entry, or None where nothing is to change.
    """
    if not changes:
        return None
    opening = incident.updates.get(kind=UpdateKind.OPENING)
    opening.incident = incident
    _rewrite(opening, clean_changes(changes, _rules(opening, now)), by=by, now=now)
    return opening


def entry_add(
    incident: Incident,
    *,
    kind: UpdateKind,
    status: str,
    body: str,
    format: str,
    declared: dict[Component, str],
    replace: bool = False,
    deliver: bool,
    displayed_at: datetime | None,
    translations: dict[str, Any] | None = None,
    by: Actor,
    now: datetime,
) -> IncidentUpdate:
    """Add an entry of clean values to a locked incident, with all that follows from it."""
    before = incident_object(incident)
    old_status, was_live = incident.status, is_live(incident.kind, incident.status)
    latest = incident.updates.aggregate(latest=Max("displayed_at"))["latest"]
    at = displayed_at or max(now, latest)
    if at >= latest and not incident.backfilled and not may_follow(old_status, status):
        raise ImpossibleTransition(
            _("The status “%(new)s” cannot follow “%(old)s”.")
            % {"new": IncidentStatus(status).label, "old": IncidentStatus(old_status).label}
        )
    incident_touch(incident, by=by, now=now)
    components_declare(incident, declared, replace=replace)
    stood = standing_of(incident)
    update = update_write(
        incident,
        kind=kind,
        status=status,
        body=body,
        format=format,
        displayed_at=at,
        deliver=deliver and not incident.backfilled,
        by=by,
        translations=translations,
    )
    timeline_settle(incident)
    impact_recompute(incident)
    claims_follow(
        incident,
        by=by,
        at=min(at, now) if at >= latest else now,
        now=now,
        declared=list(declared),
        was_live=was_live,
    )
    snapshot_write(update, stood=stood)
    alarms_set(incident)
    if is_ended(old_status) and not is_ended(incident.status):
        reminder_plan(incident, now=now)
    incident_save(incident, now=now)
    incident_record(
        incident,
        event_verb(incident.kind, old_status, incident.status),
        by=by,
        at=now,
        before=before,
        update=update,
        deliver=update.deliver,
    )
    return update


def event_verb(kind: str, old: str, new: str) -> str:
    """What an entry that moves the status from `old` to `new` did, as the journal names it."""
    if kind == IncidentKind.MAINTENANCE:
        if is_ended(new) and not is_ended(old):
            return "completed"
        started = is_live(kind, new) and old == IncidentStatus.SCHEDULED
        return "started" if started else "updated"
    return "resolved" if is_ended(new) and not is_ended(old) else "updated"


def _rewrite(update: IncidentUpdate, clean: dict[str, Any], *, by: Actor, now: datetime) -> None:
    """Write clean changes of an entry, and let its locked incident follow."""
    incident = update.incident
    if _opens(update) and clean.get("displayed_at", incident.started_at) < incident.started_at:
        start_move(incident, clean["displayed_at"], by=by, now=now)
    for given, field in (("notify", "deliver"), ("body_format", "format")):
        if given in clean:
            clean[field] = clean.pop(given)
    for field, value in clean.items():
        setattr(update, field, value)
    if not update.body.strip():
        update.body = status_phrase(incident.page, update.status)
    update.html = render(update.body, update.format)
    update.save(
        update_fields=[
            "body",
            "format",
            "html",
            "status",
            "displayed_at",
            "deliver",
            "translations",
            "updated_at",
        ]
    )
    _follow_entries(incident, by=by, now=now)


def _opens(update: IncidentUpdate) -> bool:
    return update.kind == UpdateKind.OPENING and update.incident.kind == IncidentKind.INCIDENT


def _reread(update: IncidentUpdate, incident: Incident) -> IncidentUpdate:
    found = IncidentUpdate.objects.filter(pk=update.pk).first()
    if found is None:
        raise UpdateNotFound(_("There is no such update."))
    found.incident = incident
    return found


def _follow_entries(incident: Incident, *, by: Actor, now: datetime) -> None:
    """After an entry changed: what ends or opens again by that does so as of when it was told."""
    was_live, ended_at = is_live(incident.kind, incident.status), incident.resolved_at
    was_ended, started_at = is_ended(incident.status), incident.started_at
    timeline_settle(incident)
    if is_live(incident.kind, incident.status) != was_live:
        at = incident.resolved_at if was_live else ended_at
        claims_follow(incident, by=by, at=min(at or now, now), now=now, was_live=was_live)
    else:
        start_follow(incident, started_at, by=by, now=now)
        if ended_at is not None:
            end_follow(incident, ended_at, by=by, now=now)
    alarms_set(incident)
    if was_ended and not is_ended(incident.status):
        reminder_plan(incident, now=now)


def _record_edit(incident: Incident, before: dict[str, Any], *, by: Actor, now: datetime) -> None:
    incident_save(incident, now=now)
    verb = "updated" if incident.kind == IncidentKind.MAINTENANCE else "edited"
    incident_record(incident, verb, by=by, at=now, before=before)


def _clean_displayed(
    value: Any, incident: Incident, now: datetime, pointer: str, *, opens: bool = False
) -> datetime | None:
    if value is None:
        return None
    moment = clean_past(value, pointer=pointer, now=now)
    if incident.kind == IncidentKind.INCIDENT and moment < incident.started_at and not opens:
        raise Invalid.at(pointer, "before_start", _("An update cannot be shown before the incident starts."))
    return moment


def _rules(update: IncidentUpdate, now: datetime) -> dict[str, Any]:
    incident, opens = update.incident, _opens(update)
    return {
        "body": plain_rule(clean_body),
        "body_format": lambda value, pointer: clean_format(value),
        "status": rule(clean_status, kind=incident.kind),
        "displayed_at": lambda value, pointer: (
            _clean_displayed(value, incident, now, pointer, opens=opens) or _required(pointer)
        ),
        "notify": rule(clean_bool),
        "translations": plain_rule(clean_incident_translations),
    }


def _required(pointer: str) -> datetime:
    raise Invalid.at(pointer, "required", _("This must not be empty."))
