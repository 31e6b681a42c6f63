"""Opening, editing, publishing and deleting incidents."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from incidents.exceptions import AlreadyPublished
from incidents.models import Incident, IncidentTemplate
from incidents.reminders import clean_intervals
from incidents.selectors.objects import incident_object
from incidents.services.claiming import claims_follow
from incidents.services.intake import (
    Declared,
    clean_begun,
    clean_body,
    clean_declared,
    clean_format,
    clean_incident_translations,
    clean_metadata,
    clean_name,
    clean_override,
    clean_past,
    clean_status,
    plain_rule,
)
from incidents.services.opening import incident_begin, past_claim
from incidents.services.state import (
    alarms_set,
    components_declare,
    impact_recompute,
    impact_said,
    incident_lock,
    incident_record,
    incident_save,
    incident_touch,
    kind_require,
    reminder_plan,
)
from incidents.services.templates import template_fields, template_render
from incidents.services.timeline import snapshot_write, standing_of, timeline_settle
from incidents.services.times import times_move
from incidents.services.updates import opening_edit
from incidents.vocabulary import (
    INCIDENT_STATUSES,
    IncidentKind,
    IncidentStatus,
    OnEnd,
    Origin,
    UpdateKind,
)
from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Invalid
from statuspage.models import Component, Page, StatusClaim
from statuspage.services import (
    claim_void,
)
from statuspage.validation import (
    NAME_LENGTH,
    Problems,
    Rule,
    clean_bool,
    clean_changes,
    clean_choice,
    optional,
    rule,
)

DELETED_REASON = "incident deleted"
DECLARED_REASON = "components of the incident corrected"


def incident_open(
    *,
    page: Page,
    name: str = "",
    body: str = "",
    status: str | None = None,
    components: Declared | None = None,
    impact_override: str | None = None,
    notify: bool | None = None,
    started_at: datetime | None = None,
    draft: bool = False,
    backfilled: bool = False,
    resolved_at: datetime | None = None,
    template: IncidentTemplate | None = None,
    values: Mapping[str, str] | None = None,
    metadata: dict[str, Any] | None = None,
    on_end: str = OnEnd.RELEASE.value,
    origin: str = Origin.PERSON.value,
    body_format: str | None = None,
    reminder_intervals: Any = None,
    translations: dict[str, Any] | None = None,
    tell_opening: bool | None = None,
    by: Actor,
    now: datetime | None = None,
) -> Incident:
    """Open an incident with its first update, and claim what it says about its components.

    What is left out comes from `template` (its fields filled from `values`, and `page` and `component` by
    themselves), else: status investigating, subscribers told. An empty body says the stock text of the
    status. `started_at` may lie in the past; the claims hold from then. `tell_opening` says whether
    subscribers hear of the first update, where that differs from `notify`.

    A draft claims nothing and tells nobody until `incident_publish`. A backfilled one is over already: it
    needs `started_at` and `resolved_at`, corrects the history of the components that
    it names, and tells nobody.

    Raises `Invalid` with every wrong field.
    """
    with journal.transaction(now) as now:
        if template is not None:
            name, body, status, components, notify, body_format = _from_template(
                template, values or {}, page, name, body, status, components, notify, body_format
            )
        problems = Problems()
        incident = Incident(page=page, kind=IncidentKind.INCIDENT, template=template)
        with problems.caught():
            incident.name = clean_name(name)
        with problems.caught():
            body = clean_body(body)
        with problems.caught():
            body_format = clean_format(body_format or "markdown")
        with problems.caught():
            incident.status = clean_status(status or IncidentStatus.INVESTIGATING.value, kind=incident.kind)
        declared: dict[Component, str] = {}
        with problems.caught():
            declared = clean_declared(components or (), page=page, kind=incident.kind)
        with problems.caught():
            incident.impact_override = clean_override(impact_override)
        with problems.caught():
            incident.metadata = clean_metadata({} if metadata is None else metadata)
        with problems.caught():
            incident.on_end = clean_choice(on_end, pointer="/on_end", words=OnEnd)
        with problems.caught():
            incident.origin = clean_choice(origin, pointer="/origin", words=Origin)
        with problems.caught():
            incident.reminder_intervals = clean_intervals(reminder_intervals)
        with problems.caught():
            incident.translations = clean_incident_translations({} if translations is None else translations)
        with problems.caught():
            _set_times(incident, started_at, resolved_at, backfilled=backfilled, now=now)
        if draft and backfilled:
            problems.add("/draft", "either_or", _("What is backfilled is over and cannot be a draft."))
        problems.raise_if_any()
        incident.draft, incident.backfilled = draft, backfilled
        incident.notify = not backfilled and (True if notify is None else notify)
        incident.reported_by = by.public_label[:NAME_LENGTH]
        return incident_begin(
            incident,
            declared=declared,
            body=body,
            body_format=str(body_format),
            deliver=tell_opening,
            by=by,
            now=now,
        )


def incident_update(
    *,
    incident: Incident,
    changes: Mapping[str, Any],
    opening: Mapping[str, Any] | None = None,
    tell: bool | None = None,
    by: Actor,
    now: datetime | None = None,
) -> Incident:
    """Edit an incident without an entry in its timeline.

    Fields: `name`, `impact_override`, `metadata`, `components` (replaces the whole set), `notify`,
    `started_at` and, once it is over, `resolved_at` (both move its claims with them), `on_end`,
    `reminder_intervals`, `translations`, `postmortem_ignored`. `opening` changes the first entry in the same
    act, as `update_edit` does.

    Nobody is told, unless `tell` is given: then the team is, and subscribers where it is true.

    Raises `Invalid`, or `IncidentNotFound` once it is deleted.
    """
    with journal.transaction(now) as now:
        kind_require(incident, IncidentKind.INCIDENT)
        incident_lock(incident)
        clean = clean_changes(changes, _rules(incident, now))
        if not clean and not opening:
            return incident
        before = incident_object(incident)
        incident_touch(incident, by=by, now=now)
        entry = opening_edit(incident, opening or {}, by=by, now=now)
        declared = clean.pop("components", None)
        started_at = clean.pop("started_at", None)
        resolved_at = clean.pop("resolved_at", None)
        was_overridden = incident.impact_override is not None
        for field, value in clean.items():
            setattr(incident, field, value)
        if declared is not None:
            said = components_declare(incident, declared, replace=True)
            # After an end that kept statuses, only what is corrected moves them.
            moved = [component for component, status in declared.items() if said.get(component) != status]
            claims_follow(incident, by=by, at=now, now=now, declared=moved)
            if incident.backfilled:
                claims_void(incident, reason=DECLARED_REASON, by=by, now=now)
                past_claim(incident, declared, by=by, now=now)
        times_move(incident, started_at, resolved_at, by=by, now=now)
        if was_overridden and incident.impact_override is None:
            # An override that is taken back leaves nothing behind, unlike what was said of components.
            incident.impact = impact_said(incident)
        if declared is not None or "impact_override" in clean:
            impact_recompute(incident)
        if started_at is not None or "reminder_intervals" in clean:
            reminder_plan(incident, now=now)
        incident_save(incident, now=now)
        verb = "edited" if tell is None else "updated"
        incident_record(incident, verb, by=by, at=now, before=before, update=entry, deliver=tell is True)
        return incident


def incident_publish(*, incident: Incident, by: Actor, now: datetime | None = None) -> Incident:
    """Show a draft to visitors: its claims begin, its alarms are set and its subscribers told.

    It starts now unless another start was given. Raises `AlreadyPublished`.
    """
    with journal.transaction(now) as now:
        incident_lock(incident)
        if not incident.draft:
            raise AlreadyPublished(_("This has been published already."))
        before = incident_object(incident)
        incident_touch(incident, by=by, now=now)
        opening = incident.updates.get(kind=UpdateKind.OPENING)
        if incident.kind == IncidentKind.INCIDENT and incident.updates.count() == 1:
            # Written and shown are two moments: only a start that was given stays in the past.
            if opening.displayed_at == incident.started_at and incident.origin != Origin.CHECK:
                incident.started_at = now
            opening.displayed_at = now
            opening.save(update_fields=["displayed_at", "updated_at"])
        incident.draft = False
        timeline_settle(incident)
        stood = standing_of(incident)
        claims_follow(incident, by=by, at=now, now=now)
        snapshot_write(opening, stood=stood)
        alarms_set(incident)
        reminder_plan(incident, now=now)
        incident_save(incident, now=now)
        verb = "scheduled" if incident.kind == IncidentKind.MAINTENANCE else "opened"
        incident_record(incident, verb, by=by, at=now, before=before, update=opening, deliver=incident.notify)
        return incident


def incident_delete(*, incident: Incident, by: Actor, now: datetime | None = None) -> Incident:
    """Take an incident off, as a mistake: its claims are voided, so that history no longer counts them.

    What it left behind as manual claims (`on_end` keep) stays. For maintenance see `maintenance_cancel`.
    """
    with journal.transaction(now) as now:
        kind_require(incident, IncidentKind.INCIDENT)
        incident_lock(incident)
        before = incident_object(incident)
        incident_touch(incident, by=by, now=now)
        claims_void(incident, by=by, now=now)
        incident.deleted_at = now
        incident.next_transition_at = incident.next_reminder_at = None
        incident_save(incident, now=now)
        incident_record(incident, "deleted", by=by, at=now, before=before)
        return incident


def claims_void(incident: Incident, *, by: Actor, now: datetime, reason: str = DELETED_REASON) -> None:
    """Take back all that an incident ever claimed."""
    claims = StatusClaim.objects.filter(
        source=incident.kind, source_uid=incident.uid, voided_at__isnull=True
    ).select_related("component")
    for claim in claims.order_by("component_id", "pk"):
        claim_void(claim=claim, reason=reason, by=by, now=now)


def _from_template(
    template: IncidentTemplate,
    values: Mapping[str, str],
    page: Page,
    name: str,
    body: str,
    status: str | None,
    components: Declared | None,
    notify: bool | None,
    body_format: str | None,
) -> tuple[str, str, str | None, Declared, bool, str]:
    """What was given, completed by the template."""
    if template.page_id != page.pk:
        raise Invalid.at("/template", "not_found", _("There is no such template on this page."))
    declared: Declared = template_fields(template) if components is None else components
    named = [item[0] if isinstance(item, tuple) else item for item in _items(declared)]
    known = {"page": page.name, "component": ", ".join(component.name for component in named)}
    title, text = template_render(template=template, values={**known, **values})
    return (
        name or title,
        body or text,
        status or (template.status if template.status in INCIDENT_STATUSES else None),
        declared,
        template.notify if notify is None else notify,
        template.format if body_format is None or not body else body_format,
    )


def _items(declared: Declared) -> list[Any]:
    return list(declared.items() if isinstance(declared, Mapping) else declared)


def _set_times(
    incident: Incident,
    started_at: datetime | None,
    resolved_at: datetime | None,
    *,
    backfilled: bool,
    now: datetime,
) -> None:
    if started_at is not None:
        started_at = clean_begun(started_at, pointer="/started_at", now=now)
    elif backfilled:
        raise Invalid.at("/started_at", "required", _("What is backfilled needs the time of its start."))
    incident.started_at = started_at or now
    if not backfilled:
        if resolved_at is not None:
            raise Invalid.at("/resolved_at", "not_backfilled", _("Only a backfilled incident takes its end."))
        return
    incident.status = IncidentStatus.RESOLVED.value
    if resolved_at is None:
        raise Invalid.at("/resolved_at", "required", _("What is backfilled needs the time of its end."))
    incident.resolved_at = clean_past(resolved_at, pointer="/resolved_at", now=now)
    if incident.resolved_at < incident.started_at:
        raise Invalid.at("/resolved_at", "reversed", _("The end must not lie before the start."))


def _rules(incident: Incident, now: datetime) -> dict[str, Rule]:
    return {
        "name": plain_rule(clean_name),
        "impact_override": plain_rule(clean_override),
        "metadata": plain_rule(clean_metadata),
        "components": lambda value, pointer: clean_declared(
            value, page=incident.page, kind=incident.kind, pointer=pointer
        ),
        "notify": rule(clean_bool),
        "started_at": rule(clean_begun, now=now),
        "resolved_at": optional(rule(clean_past, now=now)),
        "on_end": rule(clean_choice, words=OnEnd),
        "reminder_intervals": lambda value, pointer: clean_intervals(value, pointer=pointer),
        "translations": plain_rule(clean_incident_translations),
        "postmortem_ignored": rule(clean_bool),
    }
