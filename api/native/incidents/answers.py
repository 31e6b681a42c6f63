"""What incidents look like from the outside."""

from typing import Any, TypedDict

from api.native.values import Stamp, Uid, Url, stamp, stamp_or_none
from api.native.words import (
    FormatWord,
    ImpactWord,
    IncidentStatusWord,
    OnEndWord,
    OriginWord,
    StatusWord,
    UpdateKindWord,
)
from incidents.models import AffectedComponent, Incident, IncidentUpdate, Postmortem
from incidents.selectors import affected_in_order, incident_url, updates_newest_first


class AffectedAnswer(TypedDict):
    """A component that the incident touches, with the status declared for it."""

    component: Uid
    name: str
    status: StatusWord


class IncidentUpdateAnswer(TypedDict):
    """One entry of the timeline; `body` is Markdown or HTML as `format` says."""

    id: Uid
    kind: UpdateKindWord
    status: IncidentStatusWord
    body: str
    body_html: str
    format: FormatWord
    displayed_at: Stamp
    notify: bool
    author: str
    translations: dict[str, dict[str, str]]


class IncidentAnswer(TypedDict):
    """An incident with its whole timeline, newest entry first."""

    id: Uid
    number: int
    name: str
    status: IncidentStatusWord
    impact: ImpactWord
    impact_override: ImpactWord | None
    draft: bool
    backfilled: bool
    origin: OriginWord
    on_end: OnEndWord
    started_at: Stamp
    monitoring_at: Stamp | None
    resolved_at: Stamp | None
    components: list[AffectedAnswer]
    notify: bool
    template: Uid | None
    metadata: dict[str, Any]
    translations: dict[str, dict[str, str]]
    updates: list[IncidentUpdateAnswer]
    url: Url
    created_at: Stamp
    updated_at: Stamp


class PostmortemAnswer(TypedDict):
    """What is written after an incident: a draft for the team and, once published, a body for visitors."""

    body: str
    body_html: str
    draft: str
    published_at: Stamp | None
    notify: bool


def incident_answer(incident: Incident) -> IncidentAnswer:
    """Reads the page, the template, affected components and updates, which lists prefetch."""
    return {
        "id": Uid(incident.uid),
        "number": incident.number,
        "name": incident.name,
        "status": IncidentStatusWord(incident.status),
        "impact": ImpactWord(incident.impact),
        "impact_override": None if incident.impact_override is None else ImpactWord(incident.impact_override),
        "draft": incident.draft,
        "backfilled": incident.backfilled,
        "origin": OriginWord(incident.origin),
        "on_end": OnEndWord(incident.on_end),
        "started_at": stamp(incident.started_at),
        "monitoring_at": stamp_or_none(incident.monitoring_at),
        "resolved_at": stamp_or_none(incident.resolved_at),
        "components": [affected_answer(row) for row in affected_in_order(incident)],
        "notify": incident.notify,
        "template": None if incident.template is None else Uid(incident.template.uid),
        "metadata": incident.metadata,
        "translations": incident.translations,
        "updates": [update_answer(update) for update in updates_newest_first(incident)],
        "url": Url(incident_url(incident)),
        "created_at": stamp(incident.created_at),
        "updated_at": stamp(incident.updated_at),
    }


def affected_answer(row: AffectedComponent) -> AffectedAnswer:
    return {
        "component": Uid(row.component.uid),
        "name": row.component.name,
        "status": StatusWord(row.status),
    }


def update_answer(update: IncidentUpdate) -> IncidentUpdateAnswer:
    return {
        "id": Uid(update.uid),
        "kind": UpdateKindWord(update.kind),
        "status": IncidentStatusWord(update.status),
        "body": update.body,
        "body_html": update.html,
        "format": FormatWord(update.format),
        "displayed_at": stamp(update.displayed_at),
        "notify": update.deliver,
        "author": update.author_label,
        "translations": update.translations,
    }


def postmortem_answer(postmortem: Postmortem) -> PostmortemAnswer:
    return {
        "body": postmortem.body,
        "body_html": postmortem.html,
        "draft": postmortem.draft,
        "published_at": stamp_or_none(postmortem.published_at),
        "notify": postmortem.notify,
    }


UPDATE_EXAMPLE: dict[str, Any] = {
    "id": "u4m1z8r2c6pk",
    "kind": "opening",
    "status": "investigating",
    "body": "Some requests fail. We are looking into it.",
    "body_html": "<p>Some requests fail. We are looking into it.</p>",
    "format": "markdown",
    "displayed_at": "2026-11-21T10:02:00Z",
    "notify": True,
    "author": "deploy bot",
    "translations": {"de": {"body": "Einige Anfragen schlagen fehl. Wir untersuchen das."}},
}

EXAMPLE: dict[str, Any] = {
    "id": "i6v3t9b0y2sx",
    "number": 7,
    "name": "Elevated errors",
    "status": "investigating",
    "impact": "major",
    "impact_override": None,
    "draft": False,
    "backfilled": False,
    "origin": "api",
    "on_end": "release",
    "started_at": "2026-11-21T10:02:00Z",
    "monitoring_at": None,
    "resolved_at": None,
    "components": [{"component": "kctbh9vrtdwd", "name": "REST API", "status": "partial_outage"}],
    "notify": True,
    "template": None,
    "metadata": {},
    "translations": {"de": {"name": "Vermehrte Fehler"}},
    "updates": [UPDATE_EXAMPLE],
    "url": "https://status.acme.example/incidents/i6v3t9b0y2sx",
    "created_at": "2026-11-21T10:02:00Z",
    "updated_at": "2026-11-21T10:02:00Z",
}

POSTMORTEM_EXAMPLE: dict[str, Any] = {
    "body": "",
    "body_html": "",
    "draft": "A deploy removed an index.",
    "published_at": None,
    "notify": False,
}
