"""Incidents and maintenance with all that was said about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from incidents.models import Incident, IncidentUpdate
from incidents.services.history import Story, StoryPostmortem, StoryUpdate, incident_bring
from incidents.transitions import RUNNING_STATUSES
from incidents.vocabulary import IncidentKind
from ops.importers.bringing import BY
from ops.importers.statuspage.bringing import Move
from ops.importers.statuspage.components import Components
from ops.importers.statuspage.identity import Known
from ops.importers.statuspage.told import ToldIncident, ToldPostmortem, ToldUpdate, paragraphs
from statuspage.models import Component
from statuspage.services.bringing import ToldStatus
from statuspage.status import SEVERITY, Status

_WELL = Status.OPERATIONAL.value


def incidents_bring(move: Move, told: Sequence[ToldIncident], components: Components) -> dict[str, str]:
    """Bring each story, the oldest first, so that their numbers rise with time; gives their uids by id."""
    known = Known(Incident, move.page, [one.id for one in told])
    for one in sorted(told, key=lambda one: (one.created_at, one.id)):
        move.bring(one.kind, one.name, partial(_bring, move, one, known, components))
    return known.uids()


def baselines(told: Iterable[ToldIncident], statuses: Mapping[str, str]) -> dict[str, str]:
    """What components are apart from the incidents that go on: as before these, and never worse than now.

    `statuses` are those that they show, by the ids of the source.
    """
    found: dict[str, str] = {}
    for one in sorted(told, key=lambda one: one.started_at):
        if not _goes_on(one):
            continue
        for update in one.updates:
            for change in update.changes:
                found.setdefault(change.component_id, change.old)
        for component in one.components:
            found.setdefault(component.id, _WELL)
    return {
        identity: min(status, statuses[identity] or _WELL, key=SEVERITY.__getitem__)
        for identity, status in found.items()
        if identity in statuses
    }


def _bring(
    move: Move, one: ToldIncident, known: Known[Incident], components: Components
) -> tuple[bool, list[str]]:
    incident = known.row(one.id)
    updates = Known(IncidentUpdate, move.page, [update.id for update in one.updates], owner="incident__page")
    declared = _declared(one, components)
    _incident, changed = incident_bring(
        page=move.page,
        story=Story(
            uid=known.uid(one.id),
            kind=one.kind,
            name=one.name,
            status=one.status,
            impact=one.impact,
            created_at=one.created_at,
            updated_at=one.updated_at,
            started_at=one.started_at,
            monitoring_at=one.monitoring_at,
            resolved_at=one.resolved_at,
            scheduled_for=one.scheduled_for,
            scheduled_until=one.scheduled_until,
            declared=declared,
            claimed={row: said for row, said in _claimed(one, declared, components).items() if said},
            updates=[_update(update, updates, components) for update in one.updates],
            postmortem=None if one.postmortem is None else _postmortem(one.postmortem),
            settings=one.settings,
        ),
        incident=incident,
        by=BY,
    )
    return incident is None, changed


def _declared(one: ToldIncident, components: Components) -> dict[Component, str]:
    """What it says about its components now: what they show while it goes on, else its last words."""
    last = {change.component_id: change.new for update in one.updates for change in update.changes}
    declared: dict[Component, str] = {}
    for component in one.components:
        row = components.rows.get(component.id)
        if row is None or component.is_group:
            continue
        if one.status == "scheduled":
            declared[row] = Status.UNDER_MAINTENANCE.value
        elif _goes_on(one):
            now = components.listed.get(component.id, component)
            declared[row] = now.status or _WELL
        else:
            declared[row] = last.get(component.id, _WELL)
    return declared


def _claimed(
    one: ToldIncident, declared: Mapping[Component, str], components: Components
) -> dict[Component, list[ToldStatus]]:
    """What it said about its components over time; of a maintenance from its start on."""
    said: dict[Component, list[ToldStatus]] = {row: [] for row in declared if row.deleted_at is None}
    for update in one.updates:
        if update.status == "scheduled":
            continue
        for change in update.changes:
            row = components.rows.get(change.component_id)
            if row in said:
                said[row].append(ToldStatus(max(update.displayed_at, one.started_at), change.new))
    if _goes_on(one):
        for row, points in said.items():
            if not points or points[-1].status != declared[row]:
                points.append(ToldStatus(None, declared[row]))
    return said


def _goes_on(one: ToldIncident) -> bool:
    if one.kind == IncidentKind.MAINTENANCE:
        return one.status in RUNNING_STATUSES
    return not one.is_over


def _update(update: ToldUpdate, known: Known[IncidentUpdate], components: Components) -> StoryUpdate:
    return StoryUpdate(
        uid=known.uid(update.id),
        status=update.status,
        body=update.body,
        displayed_at=update.displayed_at,
        created_at=update.created_at,
        updated_at=update.updated_at,
        deliver=update.deliver,
        snapshot=[
            {
                "uid": components.uid(change.component_id),
                "name": change.name,
                "old": change.old,
                "new": change.new,
            }
            for change in update.changes
        ],
    )


def _postmortem(told: ToldPostmortem) -> StoryPostmortem:
    return StoryPostmortem(
        body=paragraphs(told.body),
        updated_at=told.updated_at,
        published_at=told.published_at,
        notify=told.notify,
    )
