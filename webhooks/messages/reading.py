"""Reads what an event says about an incident or a maintenance, as one audience may know it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from incidents.models import Incident
from incidents.selectors import impact_told
from incidents.vocabulary import ENDED_STATUSES, Impact, IncidentKind, IncidentStatus, UpdateKind
from statuspage.languages import root, written
from statuspage.models import Component, Event, Page
from statuspage.richtext import render
from statuspage.sight import WHOLE, Sight
from statuspage.status import Status
from webhooks.messages.markup import html_text
from webhooks.vocabulary import Audience

_LOOKS: dict[str, str] = {
    Impact.NONE.value: Status.UNKNOWN.value,
    Impact.MAINTENANCE.value: Status.UNDER_MAINTENANCE.value,
    Impact.MINOR.value: Status.DEGRADED_PERFORMANCE.value,
    Impact.MAJOR.value: Status.PARTIAL_OUTAGE.value,
    Impact.CRITICAL.value: Status.MAJOR_OUTAGE.value,
}


@dataclass(frozen=True, slots=True)
class Said:
    """One entry of a timeline; `html` is sanitised, `text` the same without markup.

    `foreign` is its language, where that is not its reader's and nobody translated it.
    """

    uid: str
    kind: str
    status: str
    at: datetime
    html: str
    text: str
    author: str
    foreign: str = ""

    @property
    def status_words(self) -> str:
        """The status as people read it."""
        return str(IncidentStatus(self.status).label)


@dataclass(frozen=True, slots=True)
class Touched:
    """A component that it touches: the status declared for it, and the one that it shows now, if it lives."""

    uid: str
    name: str
    declared: str
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An incident or a maintenance as an event left it.

    `news` is the entry that the event is about, `updates` are all, newest first. `values` and `before` are
    the objects of the event, for what is asked of them rarely.
    """

    event: Event
    uid: str
    kind: str
    name: str
    status: str
    look: str
    url: str
    components: tuple[Touched, ...]
    updates: tuple[Said, ...]
    news: Said | None
    values: Mapping[str, Any]
    before: Mapping[str, Any]

    @property
    def verb(self) -> str:
        """What happened, without the noun: opened, updated, scheduled..."""
        return self.event.kind.partition(".")[2]

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.status in ENDED_STATUSES

    @property
    def was_over(self) -> bool:
        """Whether it had ended before this event."""
        return self.before.get("status") in ENDED_STATUSES

    @property
    def status_words(self) -> str:
        """The status as people read it."""
        return str(IncidentStatus(self.status).label)

    @property
    def is_maintenance(self) -> bool:
        """Whether it is a maintenance."""
        return self.kind == IncidentKind.MAINTENANCE

    def moment(self, name: str) -> datetime | None:
        """A time of the object, or None."""
        return _moment(self.values.get(name))


def stories_read(
    events: Sequence[Event],
    *,
    page: Page,
    audience: Audience | str,
    language: str,
    sight: Sight = WHOLE,
) -> list[Story]:
    """What events say, in their order; what does not tell of an incident is left out. Makes three queries.

    Visitors are not told of components beyond their `sight`, nor of how bad it is with these. Texts are in
    the language where they were translated, else as they were written.
    """
    told = [event for event in events if is_readable(event)]
    named = {item["component"] for event in told for item in (event.after or {}).get("components", ())}
    known = {row.uid: row for row in Component.objects.filter(page=page, uid__in=named)} if named else {}
    uids = {event.subject_uid for event in told}
    incidents = Incident.objects.filter(page=page, uid__in=uids).prefetch_related("updates")
    rows = {row.uid: row for row in incidents} if uids else {}
    hidden: set[str] = set()
    if audience == Audience.VISITOR:
        hidden = {uid for uid in named if uid not in known or not sight.shows(known[uid])}
    foreign = written(page) if root(written(page)) != root(language) else ""
    return [_story(event, rows.get(event.subject_uid), known, language, hidden, foreign) for event in told]


def is_readable(event: Event) -> bool:
    """Whether an event carries an incident or a maintenance."""
    return event.subject_kind in IncidentKind.values and bool(event.after) and "status" in (event.after or {})


def said_in(translations: Mapping[str, Any], language: str, name: str) -> str:
    """A translated text, also of the language without its region; empty where there is none."""
    for tag in (language, language.partition("-")[0]):
        text = (translations.get(tag) or {}).get(name)
        if text:
            return str(text)
    return ""


def _story(
    event: Event,
    incident: Incident | None,
    known: Mapping[str, Component],
    language: str,
    hidden: Collection[str],
    foreign: str,
) -> Story:
    values: dict[str, Any] = event.after or {}
    texts: Mapping[str, Any] = incident.translations if incident else {}
    entries = {row.uid: row.translations for row in incident.updates.all()} if incident else {}
    updates = tuple(
        _said(item, entries.get(item["id"]) or {}, texts, language, foreign) for item in values["updates"]
    )
    postmortem = values.get("postmortem")
    news = next((said for said in updates if said.uid == values.get("update")), None)
    if postmortem:
        news = _postmortem(postmortem, values, foreign)
    return Story(
        event=event,
        uid=str(values["id"]),
        kind=event.subject_kind,
        name=said_in(texts, language, "name") or str(values["name"]),
        status=str(values["status"]),
        look=_look(values, _impact(values, incident, hidden)),
        url=str(values["url"]),
        components=tuple(_touched(values, known, language, hidden)),
        updates=updates,
        news=news,
        values=values,
        before=event.before or {},
    )


def _said(
    item: Mapping[str, Any],
    own: Mapping[str, Any],
    of_incident: Mapping[str, Any],
    language: str,
    foreign: str,
) -> Said:
    body = said_in(own, language, "body")
    if not body and item["kind"] == UpdateKind.OPENING:
        body = said_in(of_incident, language, "body")
    html = render(body, item["format"]) if body else str(item["body_html"])
    at = _moment(item["displayed_at"])
    assert at is not None  # noqa: S101 - every entry has its time
    return Said(
        uid=str(item["id"]),
        kind=str(item["kind"]),
        status=str(item["status"]),
        at=at,
        html=html,
        text=html_text(html),
        author=str(item.get("author") or ""),
        foreign="" if body else foreign,
    )


def _postmortem(item: Mapping[str, Any], values: Mapping[str, Any], foreign: str) -> Said | None:
    at = _moment(item.get("published_at"))
    if at is None:
        return None
    html = str(item.get("body_html") or "")
    return Said(
        uid="",
        kind="postmortem",
        status=str(values["status"]),
        at=at,
        html=html,
        text=html_text(html),
        author="",
        foreign=foreign,
    )


def _touched(
    values: Mapping[str, Any],
    known: Mapping[str, Component],
    language: str,
    hidden: Collection[str],
) -> list[Touched]:
    found = []
    for item in values["components"]:
        if item["component"] in hidden:
            continue
        row = known.get(item["component"])
        translated = said_in(row.translations, language, "name") if row else ""
        shown = row.status if row is not None and row.deleted_at is None else ""
        found.append(
            Touched(
                uid=str(item["component"]),
                name=translated or str(item["name"]),
                declared=str(item["status"]),
                shown=shown,
            )
        )
    return found


def _impact(values: Mapping[str, Any], incident: Incident | None, hidden: Collection[str]) -> str:
    seen = {item["component"] for item in values["components"]}.difference(hidden)
    return impact_told(values, seen, incident).value


def _look(values: Mapping[str, Any], impact: str) -> str:
    if values["status"] in ENDED_STATUSES:
        return Status.OPERATIONAL.value
    if values.get("kind") == IncidentKind.MAINTENANCE:
        return Status.UNDER_MAINTENANCE.value
    return _LOOKS.get(impact, Status.UNKNOWN.value)


def _moment(value: Any) -> datetime | None:
    return parse_datetime(value) if isinstance(value, str) else value
