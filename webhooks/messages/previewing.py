"""What subscribers would be told, before anything is kept: the message of an event that has not happened."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from incidents.impact import impact_of
from incidents.models import Incident
from incidents.selectors import incident_object
from incidents.services.phrases import status_phrase
from incidents.services.updates import event_verb
from incidents.transitions import is_ended
from incidents.vocabulary import IncidentKind, TextFormat, UpdateKind
from statuspage import links
from statuspage.languages import written
from statuspage.models import Component, Event, Page
from statuspage.richtext import render
from webhooks.messages.compose import message_for
from webhooks.messages.message import Message
from webhooks.vocabulary import Audience

_NEW = "new"


def message_previewed(
    *,
    page: Page,
    kind: str,
    name: str,
    status: str,
    body: str,
    body_format: str = TextFormat.MARKDOWN.value,
    declared: Mapping[Component, str],
    window: tuple[datetime, datetime] | None = None,
    told: Incident | None = None,
    now: datetime,
) -> Message | None:
    """The message that visitors would get of an entry of clean values, in the language of the page.

    It opens an incident or announces a maintenance (`window`); with `told` it is the next entry of that.
    Components that are not in `declared` stay as `told` says of them; without a word, the usual sentence of
    the status is said.
    Raises `RichTextTooLong`.
    """
    before = incident_object(told) if told else None
    if not body.strip():
        body = status_phrase(page, status)
    entry = {
        "id": _NEW,
        "kind": UpdateKind.UPDATE.value if told else UpdateKind.OPENING.value,
        "status": status,
        "body": body,
        "format": body_format,
        "body_html": render(body, body_format),
        "displayed_at": now,
        "notify": True,
        "author": "",
    }
    after = {
        **(before or _beginning(page, kind, now)),
        "name": name,
        "status": status,
        "components": _components(before, declared),
        "updates": [entry, *(before["updates"] if before else ())],
        "update": _NEW,
        "deliver": True,
    }
    if window is not None:
        after |= {"scheduled_for": window[0], "scheduled_until": window[1], "started_at": window[0]}
    if after["impact_override"] is None:
        after["impact"] = impact_of((row["status"] for row in after["components"]), kind=kind).value
    if is_ended(status):
        after["resolved_at"] = after["resolved_at"] or now
    event = Event(
        page=page,
        kind=f"{kind}.{_verb(told, kind, status)}",
        subject_kind=kind,
        subject_uid=told.uid if told else "",
        actor_kind="user",
        before=before,
        after=after,
        at=now,
    )
    return message_for(events=[event], page=page, audience=Audience.VISITOR, language=written(page))


def _beginning(page: Page, kind: str, now: datetime) -> dict[str, Any]:
    return {
        "id": "",
        "kind": kind,
        "impact_override": None,
        "started_at": now,
        "resolved_at": None,
        "origin": "person",
        "url": links.page_url(page),
    }


def _components(before: Mapping[str, Any] | None, declared: Mapping[Component, str]) -> list[dict[str, str]]:
    rows = {row["component"]: row for row in before["components"]} if before else {}
    for component, status in declared.items():
        rows[component.uid] = {"component": component.uid, "name": component.name, "status": status}
    return list(rows.values())


def _verb(told: Incident | None, kind: str, status: str) -> str:
    if told is None or told.draft:
        return "scheduled" if kind == IncidentKind.MAINTENANCE else "opened"
    return event_verb(kind, told.status, status)
