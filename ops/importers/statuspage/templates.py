"""Templates that incidents start from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from incidents.models import IncidentTemplate
from incidents.services import template_create, template_update
from incidents.vocabulary import IncidentStatus, TextFormat
from ops.importers.bringing import BY
from ops.importers.statuspage.bringing import Move
from ops.importers.statuspage.components import Components
from ops.importers.statuspage.identity import Known
from ops.importers.statuspage.rows import Row
from ops.importers.statuspage.told import MOST_COMPONENTS


@dataclass(frozen=True, slots=True)
class ToldTemplate:
    """A template as it is told."""

    id: str
    name: str
    title: str
    body: str
    status: str
    group_id: str | None
    component_ids: Sequence[str]
    notify: bool


def template_told(value: Any) -> ToldTemplate:
    """One item of the list of templates."""
    row = Row(value)
    return ToldTemplate(
        id=row.identity(),
        name=row.text("name"),
        title=row.text("title"),
        body=row.text("body"),
        status=row.text("update_status") or IncidentStatus.INVESTIGATING.value,
        group_id=row.identity_or_none("group_id"),
        component_ids=[Row(one).identity() for one in row.listed("components", MOST_COMPONENTS)],
        notify=row.flag("should_send_notifications", True),
    )


def templates_bring(move: Move, told: Sequence[ToldTemplate], components: Components) -> None:
    """Bring each; what it names that could not be brought is not in it."""
    known = Known(IncidentTemplate, move.page, [one.id for one in told])
    for one in told:
        move.bring("template", one.name, partial(_bring, move, one, known, components))


def _bring(
    move: Move, one: ToldTemplate, known: Known[IncidentTemplate], components: Components
) -> tuple[bool, list[str]]:
    rows = [components.rows[uid] for uid in one.component_ids if uid in components.rows]
    settings: dict[str, Any] = {
        "name": one.name,
        "title": one.title,
        "body": one.body,
        "status": one.status,
        "group": components.group(one.group_id),
        "notify": one.notify,
    }
    named = [row for row in rows if row.deleted_at is None]
    template = known.row(one.id)
    if template is None:
        template_create(
            page=move.page,
            uid=known.uid(one.id),
            components=named,
            body_format=TextFormat.HTML.value,
            by=BY,
            **settings,
        )
        return True, []
    changes = {name: value for name, value in settings.items() if getattr(template, name) != value}
    if "body" in changes:
        changes["body_format"] = TextFormat.HTML.value
    if set(template.components.all()) != set(named):
        changes["components"] = named
    if changes:
        template_update(template=template, changes=changes, by=BY)
    return False, list(changes)
