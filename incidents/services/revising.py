"""Changing fields, declaring components and speaking in one act, as foreign doors do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from incidents.models import Incident
from incidents.services.incidents import incident_update
from incidents.services.intake import Declared
from incidents.services.scheduling import maintenance_update
from incidents.services.state import maintenance_lock
from incidents.services.updates import incident_post_update
from incidents.vocabulary import IncidentKind, TextFormat, UpdateKind
from statuspage import journal
from statuspage.actor import Actor
from statuspage.models import Component

SWITCHES = frozenset({"notify", "notify_at_start", "notify_at_end"})
"""Who is to hear of what follows: to change that alone is no news."""
WINDOW = frozenset({"scheduled_for", "scheduled_until"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What becomes of an incident or a maintenance.

    `changes` are those of `incident_update` or `maintenance_update`, without `components`. A component that
    is named without a status stays as it is declared; those not named do too, unless `replace_components`.
    `opening` are changes of the first entry as `update_edit` takes them.

    `notify` is about the entry that is added. Where none is, `tell` says whether subscribers hear of what is
    changed, and the team does in either case; without it nobody is told, but of another window of a
    maintenance.
    """

    changes: Mapping[str, Any] = field(default_factory=dict)
    opening: Mapping[str, Any] = field(default_factory=dict)
    components: Declared | None = None
    replace_components: bool = False
    status: str | None = None
    body: str = ""
    body_format: str = TextFormat.MARKDOWN.value
    notify: bool | None = None
    tell: bool | None = None


def incident_revise(
    *,
    incident: Incident,
    judge: Callable[[Incident], Revision],
    by: Actor,
    now: datetime | None = None,
) -> Incident:
    """Change an incident or a maintenance, and add an entry where a body or another status is given.

    `judge` is called once, with the incident as it is under its lock, and says what becomes of it. What it
    wishes that is so already is no change. All of it happens or nothing.

    Raises what `judge` raises, and the services that it calls.
    """
    with journal.transaction(now) as now:
        maintenance_lock(incident)
        wish = judge(incident)
        speaks = bool(wish.body.strip()) or (wish.status is not None and wish.status != incident.status)
        fields = {name: value for name, value in wish.changes.items() if _differs(incident, name, value)}
        named = None if wish.components is None else _as_declared(incident, wish.components)
        if named is not None and not speaks:
            affected = named if wish.replace_components else _merged(incident, named)
            if not _declares(incident, affected):
                fields["components"] = affected
        opening = _opening_changes(incident, wish.opening)
        tell = _telling(incident, wish, fields, opening, speaks=speaks)
        if incident.kind == IncidentKind.MAINTENANCE:
            maintenance_update(
                maintenance=incident, changes=fields, opening=opening, tell=tell, by=by, now=now
            )
        else:
            incident_update(incident=incident, changes=fields, opening=opening, tell=tell, by=by, now=now)
        if speaks:
            incident_post_update(
                incident=incident,
                body=wish.body,
                body_format=wish.body_format,
                status=wish.status,
                components=named,
                replace_components=wish.replace_components,
                notify=wish.notify,
                by=by,
                now=now,
            )
        return incident


def _opening_changes(incident: Incident, changes: Mapping[str, Any]) -> dict[str, Any]:
    if not changes:
        return {}
    opening = incident.updates.get(kind=UpdateKind.OPENING)
    columns = {"body_format": "format", "notify": "deliver"}
    return {
        name: value for name, value in changes.items() if getattr(opening, columns.get(name, name)) != value
    }


def _telling(
    incident: Incident,
    wish: Revision,
    fields: Mapping[str, Any],
    opening: Mapping[str, Any],
    *,
    speaks: bool,
) -> bool | None:
    """Who hears of the change itself, as `incident_update` and `maintenance_update` take it."""
    if speaks:
        # The entry tells it.
        return False if incident.kind == IncidentKind.MAINTENANCE else None
    if wish.tell is not None:
        return wish.tell if opening or fields.keys() - SWITCHES else None
    return wish.notify if fields.keys() & WINDOW else None


def _differs(incident: Incident, name: str, value: Any) -> bool:
    return not hasattr(incident, name) or getattr(incident, name) != value


def _as_declared(incident: Incident, components: Declared) -> list[tuple[Component, str] | Component]:
    declared = {row.component_id: row.status for row in incident.affected.all()}
    items: list[Any] = list(components.items() if isinstance(components, Mapping) else components)
    return [
        item if isinstance(item, tuple) or item.pk not in declared else (item, declared[item.pk])
        for item in items
    ]


def _declares(incident: Incident, affected: Sequence[tuple[Component, str] | Component]) -> bool:
    """Whether just these are affected, each with just this status."""
    rows = incident.affected.select_related("component")
    declared = {row.component: row.status for row in rows if row.component.deleted_at is None}
    told = [item for item in affected if isinstance(item, tuple)]
    return len(told) == len(affected) == len(declared) and dict(told) == declared


def _merged(
    incident: Incident, named: list[tuple[Component, str] | Component]
) -> list[tuple[Component, str] | Component]:
    """Those named, and what else is affected as it is declared, as far as it still lives."""
    known = {item[0] if isinstance(item, tuple) else item for item in named}
    others = incident.affected.select_related("component").filter(component__deleted_at__isnull=True)
    return [*named, *((row.component, row.status) for row in others if row.component not in known)]
