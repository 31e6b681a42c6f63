"""The stories of incidents and maintenance as another system tells them: the one place that writes these."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from incidents.exceptions import TouchedByPerson
from incidents.models import Incident, IncidentUpdate, Postmortem
from incidents.reminders import clean_intervals
from incidents.selectors.objects import incident_object
from incidents.services.intake import (
    DECLARABLE,
    MAX_COMPONENTS,
    clean_body,
    clean_metadata,
    clean_name,
    clean_override,
    clean_past,
    clean_reminder_seconds,
    clean_status,
    clean_time,
    clean_window,
)
from incidents.services.state import (
    alarms_set,
    components_declare,
    incident_lock,
    incident_record,
    incident_save,
    number_allocate,
    reminder_plan,
)
from incidents.transitions import is_ended
from incidents.vocabulary import Impact, IncidentKind, OnEnd, Origin, TextFormat, UpdateKind
from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict, Invalid
from statuspage.ids import uid_given
from statuspage.models import Component, Page
from statuspage.richtext import render
from statuspage.services import components_lock
from statuspage.services.bringing import ToldStatus, claims_bring
from statuspage.validation import NAME_LENGTH, Problems, clean_bool, clean_choice

_SWITCHES = ("auto_start", "auto_complete", "set_maintenance_status", "restore_status")
SWITCHES = (*_SWITCHES, "notify_at_start", "notify_at_end", "remind_before_seconds")
"""What a story may tell of a maintenance; what it does not stays as usual here."""


@dataclass(frozen=True, slots=True)
class StoryUpdate:
    """One entry. `body` is HTML; `snapshot` as `IncidentUpdate` has it, with the uids of here."""

    uid: str
    status: str
    body: str
    displayed_at: datetime
    created_at: datetime
    updated_at: datetime
    deliver: bool = True
    snapshot: Sequence[dict[str, str]] = ()


@dataclass(frozen=True, slots=True)
class StoryPostmortem:
    """What was written afterwards, in HTML: a draft as long as `published_at` is None."""

    body: str
    updated_at: datetime
    published_at: datetime | None = None
    notify: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """All of an incident or maintenance, with its updates in the order of time; at least one.

    `declared` are the statuses of the components that it touches, `claimed` what was said about them over
    time. `settings` may hold `impact_override`, `metadata`, `reminder_intervals`, `postmortem_ignored` and
    `SWITCHES`; what is not in it stays as it is.
    """

    uid: str
    kind: str
    name: str
    status: str
    impact: str
    created_at: datetime
    updated_at: datetime
    started_at: datetime
    updates: Sequence[StoryUpdate]
    monitoring_at: datetime | None = None
    resolved_at: datetime | None = None
    scheduled_for: datetime | None = None
    scheduled_until: datetime | None = None
    declared: Mapping[Component, str] = field(default_factory=dict)
    claimed: Mapping[Component, Sequence[ToldStatus]] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    postmortem: StoryPostmortem | None = None


def incident_bring(
    *, page: Page, story: Story, incident: Incident | None = None, by: Actor, now: datetime | None = None
) -> tuple[Incident, list[str]]:
    """Write a story that happened elsewhere, or bring `incident` in line with it; also gives what changed.

    Nobody is told, now or later, of what it says. Claims about components hold over the times that it tells,
    those of what goes on from then on. Entries that the clock wrote here give way to those that are told.

    Raises `Invalid`, `Conflict` for an incident of another kind or one that was deleted here, and
    `TouchedByPerson` where it would change what a person has changed here since.
    """
    with journal.transaction(now) as now:
        clean = _clean(story, page, now)
        if incident is None:
            return _write(page, story, clean, by, now), []
        return incident, _follow(incident, story, clean, by, now)


def _clean(story: Story, page: Page, now: datetime) -> dict[str, Any]:
    """The columns that a story tells; raises `Invalid` with all that is wrong."""
    problems = Problems()
    columns: dict[str, Any] = {}
    with problems.caught():
        columns["name"] = clean_name(story.name)
    with problems.caught():
        columns["status"] = clean_status(story.status, kind=story.kind)
    with problems.caught():
        columns["impact"] = clean_choice(story.impact, pointer="/impact", words=Impact)
    for name in ("created_at", "updated_at"):
        with problems.caught():
            clean_past(getattr(story, name), pointer=f"/{name}", now=now)
    with problems.caught():
        columns |= _times(story, now)
    _judge_components(story, page, problems)
    for name, value in story.settings.items():
        with problems.caught():
            columns[name] = _SETTINGS[name](value, f"/{name}")
    if not story.updates:
        problems.add("/updates", "required", _("A story has at least one update."))
    for number, update in enumerate(story.updates):
        here = f"/updates/{number}"
        with problems.caught():
            clean_status(update.status, kind=story.kind, pointer=f"{here}/status")
        with problems.caught():
            clean_body(update.body, f"{here}/body")
        for name in ("displayed_at", "created_at", "updated_at"):
            with problems.caught():
                clean_past(getattr(update, name), pointer=f"{here}/{name}", now=now)
    if story.postmortem is not None:
        with problems.caught():
            clean_body(story.postmortem.body, "/postmortem")
    problems.raise_if_any()
    return columns


def _judge_components(story: Story, page: Page, problems: Problems) -> None:
    """Deleted ones may be named too: the past keeps their names."""
    if len(story.declared) > MAX_COMPONENTS:
        problems.add("/components", "too_many", _("An incident can name 500 components at most."))
    for number, (component, status) in enumerate(story.declared.items()):
        if component.page_id != page.pk:
            problems.add(f"/components/{number}", "not_found", _("There is no such component on this page."))
        with problems.caught():
            clean_choice(status, pointer=f"/components/{number}", words=DECLARABLE)


def _times(story: Story, now: datetime) -> dict[str, Any]:
    times: dict[str, Any] = {"started_at": clean_time(story.started_at, "/started_at")}
    times["monitoring_at"] = story.monitoring_at and clean_time(story.monitoring_at, "/monitoring_at")
    times["resolved_at"] = story.resolved_at and clean_past(
        story.resolved_at, pointer="/resolved_at", now=now
    )
    if is_ended(story.status) is (story.resolved_at is None):
        raise Invalid.at("/resolved_at", "not_its_status", _("What is over has an end, and nothing else."))
    if story.resolved_at is not None and story.resolved_at < story.started_at:
        raise Invalid.at("/resolved_at", "reversed", _("The end must not lie before the start."))
    if story.kind == IncidentKind.MAINTENANCE:
        window = clean_window(story.scheduled_for, story.scheduled_until)
        times["scheduled_for"], times["scheduled_until"] = window
    else:
        clean_past(story.started_at, pointer="/started_at", now=now)
    return times


_SETTINGS: dict[str, Any] = {
    "impact_override": clean_override,
    "metadata": clean_metadata,
    "reminder_intervals": lambda value, pointer: clean_intervals(value, pointer=pointer),
    "postmortem_ignored": lambda value, pointer: clean_bool(value, pointer=pointer),
    "remind_before_seconds": clean_reminder_seconds,
    **dict.fromkeys(
        (*_SWITCHES, "notify_at_start", "notify_at_end"),
        lambda value, pointer: clean_bool(value, pointer=pointer),
    ),
}


def _write(page: Page, story: Story, columns: dict[str, Any], by: Actor, now: datetime) -> Incident:
    incident = Incident(
        page=page, kind=story.kind, origin=Origin.IMPORT, on_end=OnEnd.KEEP, **uid_given(story.uid), **columns
    )
    components_lock([component.pk for component in story.declared])
    incident.number = number_allocate(page)
    incident.save(force_insert=True)
    components_declare(incident, dict(story.declared))
    for number, update in enumerate(story.updates):
        _update_write(incident, update, UpdateKind.UPDATE if number else UpdateKind.OPENING)
    _postmortem_follow(incident, story.postmortem)
    _claims_follow(incident, story, by, now)
    _settle(incident, story, now)
    incident_record(incident, "brought", by=by, at=now, before=None)
    return incident


def _follow(incident: Incident, story: Story, columns: dict[str, Any], by: Actor, now: datetime) -> list[str]:
    if incident.kind != story.kind:
        raise Conflict(_("It is of another kind here."), code="other_kind")
    if incident.deleted_at is not None:
        raise Conflict(_("It was deleted here."), code="incident_deleted")
    incident_lock(incident)
    before = incident_object(incident)
    changed = [name for name, value in columns.items() if getattr(incident, name) != value]
    for name in changed:
        setattr(incident, name, columns[name])
    if {row.component: row.status for row in incident.affected.select_related("component")} != dict(
        story.declared
    ):
        components_declare(incident, dict(story.declared), replace=True)
        changed.append("components")
    if _updates_follow(incident, story):
        changed.append("updates")
    if _postmortem_follow(incident, story.postmortem):
        changed.append("postmortem")
    if _claims_follow(incident, story, by, now) and "components" not in changed:
        changed.append("components")
    if not changed:
        return []
    if incident.human_touched_at is not None:
        raise TouchedByPerson(_("A person has changed it here since."))
    _settle(incident, story, now)
    incident_record(incident, "brought", by=by, at=now, before=before)
    return changed


def _settle(incident: Incident, story: Story, now: datetime) -> None:
    """Alarms of what is still to come, and the times of elsewhere instead of those of the writing."""
    incident.impact = story.impact
    alarms_set(incident)
    reminder_plan(incident, now=now)
    incident_save(incident, now=now)
    incident.created_at, incident.updated_at = story.created_at, story.updated_at
    Incident.objects.filter(pk=incident.pk).update(
        created_at=story.created_at, updated_at=story.updated_at, impact=story.impact
    )


def _update_write(incident: Incident, update: StoryUpdate, kind: UpdateKind) -> None:
    row = IncidentUpdate.objects.create(
        incident=incident, kind=kind, **uid_given(update.uid), **_columns(update)
    )
    IncidentUpdate.objects.filter(pk=row.pk).update(
        created_at=update.created_at, updated_at=update.updated_at
    )


def _columns(update: StoryUpdate) -> dict[str, Any]:
    return {
        "status": update.status,
        "body": update.body,
        "format": TextFormat.HTML.value,
        "html": render(update.body, TextFormat.HTML),
        "displayed_at": update.displayed_at,
        "deliver": update.deliver,
        "snapshot": list(update.snapshot),
    }


def _updates_follow(incident: Incident, story: Story) -> bool:
    """Bring the entries in line; those that people wrote here stay."""
    told = {update.uid: update for update in story.updates}
    rows = {row.uid: row for row in incident.updates.all()}
    gone = [row.pk for uid, row in rows.items() if uid not in told and row.actor_kind == "schedule"]
    moved = False
    for uid, update in told.items():
        row = rows.get(uid)
        if row is None:
            _update_write(incident, update, UpdateKind.UPDATE)
            moved = True
            continue
        columns = _columns(update)
        if any(getattr(row, name) != value for name, value in columns.items()):
            IncidentUpdate.objects.filter(pk=row.pk).update(**columns, updated_at=update.updated_at)
            moved = True
    if moved and gone:
        incident.updates.filter(pk__in=gone).delete()
    return moved


def _postmortem_follow(incident: Incident, told: StoryPostmortem | None) -> bool:
    if told is None:
        return False
    published = told.published_at is not None
    columns = {
        "draft": told.body,
        "draft_updated_at": told.updated_at,
        "format": TextFormat.HTML.value,
        "body": told.body if published else "",
        "html": render(told.body, TextFormat.HTML) if published else "",
        "body_updated_at": told.updated_at if published else None,
        "published_at": told.published_at,
        "notify": told.notify,
    }
    row = Postmortem.objects.filter(incident=incident).first()
    if row is not None and all(getattr(row, name) == value for name, value in columns.items()):
        return False
    Postmortem.objects.update_or_create(incident=incident, defaults=columns)
    return True


def _claims_follow(incident: Incident, story: Story, by: Actor, now: datetime) -> bool:
    moved = False
    for component, told in sorted(story.claimed.items(), key=lambda pair: pair[0].pk):
        moved |= claims_bring(
            component=component,
            source=incident.kind,
            source_uid=incident.uid,
            told=told,
            ended=story.resolved_at,
            message=story.name[:NAME_LENGTH],
            by=by,
            now=now,
        )
    return moved
