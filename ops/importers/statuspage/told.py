"""What a Statuspage tells, read and judged one object at a time; nothing here touches the database."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from incidents.transitions import RUNNING_STATUSES
from incidents.vocabulary import IncidentKind
from ops.importers.statuspage.rows import Row, Unreadable, needed
from statuspage.status import Status

POSTMORTEM = "postmortem"
MOST_UPDATES = 2_000
HOUR_SECONDS = 3600
"""How long before a maintenance Statuspage calls it to mind."""
MOST_COMPONENTS = 500
_STATUSES = frozenset(word for word in Status.values if word != Status.UNAVAILABLE) - {Status.UNKNOWN.value}
_SWITCHES = {
    "scheduled_auto_in_progress": "auto_start",
    "scheduled_auto_completed": "auto_complete",
    "auto_transition_to_maintenance_state": "set_maintenance_status",
    "auto_transition_to_operational_state": "restore_status",
    "auto_transition_deliver_notifications_at_start": "notify_at_start",
    "auto_transition_deliver_notifications_at_end": "notify_at_end",
}
_BLOCK = re.compile(
    r"</?(?:p|div|h[1-6]|ul|ol|li|dl|dt|dd|blockquote|table|thead|tbody|tr|td|th|hr)\b", re.IGNORECASE
)
_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")


@dataclass(frozen=True, slots=True)
class ToldComponent:
    """A component or a group. `status` is empty where nothing is known."""

    id: str
    name: str
    description: str
    status: str
    is_group: bool
    group_id: str | None
    position: int
    showcase: bool
    only_show_if_degraded: bool
    start_date: date | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ToldChange:
    """What an update says about a component."""

    component_id: str
    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ToldUpdate:
    """One entry of a timeline."""

    id: str
    status: str
    body: str
    displayed_at: datetime
    created_at: datetime
    updated_at: datetime
    deliver: bool
    changes: Sequence[ToldChange]


@dataclass(frozen=True, slots=True)
class ToldPostmortem:
    """What was published after an incident."""

    body: str
    published_at: datetime
    updated_at: datetime
    notify: bool


@dataclass(frozen=True, slots=True)
class ToldIncident:
    """An incident or maintenance with its updates in the order of time; `settings` as `Story` has them."""

    id: str
    kind: str
    name: str
    status: str
    impact: str
    created_at: datetime
    updated_at: datetime
    started_at: datetime
    monitoring_at: datetime | None
    resolved_at: datetime | None
    scheduled_for: datetime | None
    scheduled_until: datetime | None
    components: Sequence[ToldComponent]
    updates: Sequence[ToldUpdate]
    postmortem: ToldPostmortem | None
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        return self.resolved_at is not None


def component_told(value: Any) -> ToldComponent:
    """One item of a list of components."""
    row = Row(value)
    created_at = needed(row.past("created_at"), "created_at")
    is_group = row.flag("group")
    return ToldComponent(
        id=row.identity(),
        name=row.text("name"),
        description=row.text("description"),
        status="" if is_group else _status(row, "status"),
        is_group=is_group,
        group_id=None if is_group else row.identity_or_none("group_id"),
        position=row.whole("position"),
        showcase=row.flag("showcase"),
        only_show_if_degraded=row.flag("only_show_if_degraded"),
        start_date=row.day("start_date"),
        created_at=created_at,
        updated_at=max(row.past("updated_at") or created_at, created_at),
    )


def incident_told(value: Any) -> ToldIncident:
    """An incident or maintenance, as the public documents or the management API tell it."""
    row = Row(value)
    is_planned = row.values.get("scheduled_for") is not None
    created_at = needed(row.past("created_at"), "created_at")
    updates = sorted(
        (_update(update) for update in reversed(row.listed("incident_updates", MOST_UPDATES))),
        key=lambda update: update.displayed_at,
    )
    story = [update for update in updates if update.status != POSTMORTEM]
    if not story:
        raise Unreadable("it has no updates")
    if len({update.id for update in updates}) != len(updates):
        raise Unreadable("it has an update more than once")
    written = [update for update in updates if update.status == POSTMORTEM]
    resolved_at = row.past("resolved_at")
    scheduled_for = row.moment("scheduled_for")
    status = row.text("status")
    if status == POSTMORTEM:
        status = "resolved"
    if status in ("resolved", "completed") and resolved_at is None:
        resolved_at = story[-1].displayed_at
    started_at = row.moment("started_at") or _started(story, scheduled_for, created_at)
    return ToldIncident(
        id=row.identity(),
        kind=IncidentKind.MAINTENANCE.value if is_planned else IncidentKind.INCIDENT.value,
        name=row.text("name"),
        status=status,
        impact=row.text("impact") or "none",
        created_at=created_at,
        updated_at=max(row.past("updated_at") or created_at, created_at),
        started_at=started_at,
        monitoring_at=row.past("monitoring_at"),
        resolved_at=resolved_at,
        scheduled_for=scheduled_for,
        scheduled_until=row.moment("scheduled_until"),
        components=[component_told(component) for component in row.listed("components", MOST_COMPONENTS)],
        updates=story,
        postmortem=_published(row) or (_as_postmortem(written[-1]) if written else None),
        settings=_settings(row, is_planned),
    )


def paragraphs(body: str) -> str:
    """The HTML of a body of theirs, whose blank lines part paragraphs also where there are lists."""
    if not _BLOCK.search(body) or "<pre" in body.lower():
        return body
    return "\n\n".join(
        part if _BLOCK.search(part) else f"<p>{part.strip()}</p>".replace("\n", "<br>")
        for part in _BLANK_LINES.split(body.replace("\r\n", "\n"))
        if part.strip()
    )


def _started(story: Sequence[ToldUpdate], planned: datetime | None, created_at: datetime) -> datetime:
    """Where it is not told: a maintenance with its first running update, and at the latest with its end."""
    if planned is None:
        return min(created_at, story[0].displayed_at)
    running = [update.displayed_at for update in story if update.status in RUNNING_STATUSES]
    ended = [update.displayed_at for update in story if update.status == "completed"]
    return running[0] if running else min([planned, *ended])


def _settings(row: Row, is_planned: bool) -> dict[str, Any]:
    """What only the management API tells, by our names."""
    told: dict[str, Any] = {}
    if row.has("impact_override"):
        told["impact_override"] = row.text("impact_override") or None
    if row.values.get("metadata") is not None:
        told["metadata"] = row.values["metadata"]
    if row.has("postmortem_ignored"):
        told["postmortem_ignored"] = row.flag("postmortem_ignored")
    if not is_planned:
        if row.has("reminder_intervals"):
            told["reminder_intervals"] = row.values["reminder_intervals"]
        return told
    for name, own in _SWITCHES.items():
        if row.values.get(name) is not None:
            told[own] = row.flag(name)
    if row.values.get("scheduled_remind_prior") is not None:
        told["remind_before_seconds"] = HOUR_SECONDS if row.flag("scheduled_remind_prior") else None
    return told


def _published(row: Row) -> ToldPostmortem | None:
    """The postmortem as the management API tells it."""
    published_at = row.past("postmortem_published_at") if row.text("postmortem_body") else None
    if published_at is None:
        return None
    return ToldPostmortem(
        body=row.text("postmortem_body"),
        published_at=published_at,
        updated_at=row.past("postmortem_body_last_updated_at") or published_at,
        notify=row.flag("postmortem_notified_subscribers"),
    )


def _as_postmortem(update: ToldUpdate) -> ToldPostmortem:
    """The postmortem as the public documents tell it: the last update."""
    return ToldPostmortem(update.body, update.displayed_at, update.updated_at, update.deliver)


def _update(value: Any) -> ToldUpdate:
    row = Row(value)
    created_at = needed(row.past("created_at"), "created_at of an update")
    return ToldUpdate(
        id=row.identity(),
        status=row.text("status"),
        body=paragraphs(row.text("body")),
        displayed_at=row.past("display_at") or created_at,
        created_at=created_at,
        updated_at=row.past("updated_at") or created_at,
        deliver=row.flag("deliver_notifications", True),
        changes=[_change(change) for change in row.listed("affected_components", MOST_COMPONENTS)],
    )


def _change(value: Any) -> ToldChange:
    row = Row(value)
    return ToldChange(
        component_id=row.identity("code"),
        name=row.text("name"),
        old=_status(row, "old_status") or Status.OPERATIONAL.value,
        new=_status(row, "new_status") or Status.OPERATIONAL.value,
    )


def _status(row: Row, name: str) -> str:
    word = row.text(name)
    if word and word not in _STATUSES:
        raise Unreadable(f"{name} is no status of a component")
    return word
