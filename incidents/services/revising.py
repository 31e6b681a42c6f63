"""Changing fields, declaring components and speaking in one act, as foreign doors do."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from incidents.models import Incident
from incidents.services.incidents import incident_update
from incidents.services.intake import Declared
from incidents.services.scheduling import maintenance_update
from incidents.services.state import maintenance_lock
from incidents.services.updates import incident_post_update
from incidents.vocabulary import IncidentKind, TextFormat
from statuspage import journal
from statuspage.actor import Actor
from statuspage.models import Component


def incident_revise(
    *,
    incident: Incident,
    changes: Mapping[str, Any] | None = None,
    components: Declared | None = None,
    replace_components: bool = False,
    status: str | None = None,
    body: str = "",
    body_format: str = TextFormat.MARKDOWN.value,
    notify: bool | None = None,
    by: Actor,
    now: datetime | None = None,
) -> Incident:
    """Change an incident or a maintenance, and add an entry where a body or another status is given.

    `changes` are those of `incident_update` or `maintenance_update`, without `components`. A component that
    is named without a status stays as it is declared; those not named do too, unless `replace_components`.
    All of it happens or nothing; what it depends on is judged under the lock.

    Raises what the services raise that it calls.
    """
    with journal.transaction(now) as now:
        maintenance_lock(incident)
        is_maintenance = incident.kind == IncidentKind.MAINTENANCE
        speaks = bool(body.strip()) or (status is not None and status != incident.status)
        fields = {name: value for name, value in (changes or {}).items() if _differs(incident, name, value)}
        named = None if components is None else _as_declared(incident, components)
        if named is not None and not speaks:
            fields["components"] = named if replace_components else _merged(incident, named)
        if fields and is_maintenance:
            tell = False if speaks else notify
            maintenance_update(maintenance=incident, changes=fields, tell=tell, by=by, now=now)
        elif fields:
            incident_update(incident=incident, changes=fields, by=by, now=now)
        if speaks:
            incident_post_update(
                incident=incident,
                body=body,
                body_format=body_format,
                status=status,
                components=named,
                replace_components=replace_components,
                notify=notify,
                by=by,
                now=now,
            )
        return incident


def _differs(incident: Incident, name: str, value: Any) -> bool:
    return not hasattr(incident, name) or getattr(incident, name) != value


def _as_declared(incident: Incident, components: Declared) -> list[tuple[Component, str] | Component]:
    declared = {row.component_id: row.status for row in incident.affected.all()}
    items: list[Any] = list(components.items() if isinstance(components, Mapping) else components)
    return [
        item if isinstance(item, tuple) or item.pk not in declared else (item, declared[item.pk])
        for item in items
    ]


def _merged(
    incident: Incident, named: list[tuple[Component, str] | Component]
) -> list[tuple[Component, str] | Component]:
    """Those named, and what else is affected as it is declared, as far as it still lives."""
    known = {item[0] if isinstance(item, tuple) else item for item in named}
    others = incident.affected.select_related("component").filter(component__deleted_at__isnull=True)
    return [*named, *((row.component, row.status) for row in others if row.component not in known)]
