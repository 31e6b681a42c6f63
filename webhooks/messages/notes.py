"""The message about what was said about a component, by the event that tells of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from incidents.services.state import PERSONS
from statuspage import links
from statuspage.clock import Clock
from statuspage.models import Component, Event, Page, StatusNote
from statuspage.sight import WHOLE, Sight
from statuspage.status import Status
from webhooks.messages.incidents import subject_line
from webhooks.messages.message import Fact, Message
from webhooks.messages.reading import said_in
from webhooks.vocabulary import Audience

NOTES = frozenset({"note.posted", "note.voided"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteStory:
    """What was said, as an event left it: `status_words` is its label, `url` where more is to be read.

    `look` is a status word, empty where it only informs.
    """

    event: Event
    uid: str
    component_uid: str
    name: str
    status_words: str
    status: str
    look: str
    text: str
    at: datetime
    url: str


def notes_read(
    events: Sequence[Event], *, page: Page, audience: Audience | str, language: str, sight: Sight = WHOLE
) -> list[NoteStory]:
    """What those of the events that are about notes say, in their order; two queries where there are any.

    Visitors are told of nothing that was taken back meanwhile, or is beyond their `sight`.
    """
    told = [event for event in events if event.kind in NOTES and event.after]
    if not told:
        return []
    uids = {event.subject_uid for event in told}
    components = {row.uid: row for row in Component.living.filter(page=page, uid__in=uids)}
    if audience == Audience.VISITOR:
        standing = set(
            StatusNote.objects.filter(
                component__page=page,
                uid__in={_values(event)["id"] for event in told},
                voided_at__isnull=True,
            ).values_list("uid", flat=True)
        )
        told = [
            event
            for event in told
            if event.kind == "note.posted"
            and _values(event)["id"] in standing
            and event.subject_uid in components
            and sight.shows(components[event.subject_uid])
        ]
    return [_story(event, components.get(event.subject_uid), page, language) for event in told]


def note_message(story: NoteStory, *, page: Page, audience: Audience | str, language: str) -> Message:
    """What one note is told as. The language is active already."""
    clock = Clock(ZoneInfo(page.time_zone), story.event.at)
    words = f"{story.status_words}: {story.name}"
    shown = story.url != links.page_url(page)
    return Message(
        subject=subject_line(page, words),
        headline=words,
        page_name=page.name,
        page_url=links.page_url(page),
        language=language,
        look=story.look,
        text=story.text,
        facts=tuple(_facts(story, team=audience != Audience.VISITOR)),
        url=story.url,
        url_label=_("Read more on the status page") if shown else _("Open the status page"),
        thread=f"note:{story.uid}",
        at=story.event.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        extra={"status": story.status_words, "name": story.name, "when": clock.full(story.at)},
    )


def _story(event: Event, component: Component | None, page: Page, language: str) -> NoteStory:
    values = _values(event)
    translated = said_in(component.translations, language, "name") if component else ""
    shown = component is not None and component.visible
    at = parse_datetime(values["at"])
    assert at is not None  # noqa: S101 - every note has its time
    return NoteStory(
        event=event,
        uid=values["id"],
        component_uid=event.subject_uid,
        name=translated or event.subject_label,
        status_words=_words(event, values),
        status=values["status"],
        look="" if values["informational"] or event.kind == "note.voided" else values["status"],
        text=values["message"],
        at=at,
        url=links.component_url(page, component) if component and shown else links.page_url(page),
    )


def _words(event: Event, values: dict[str, Any]) -> str:
    if event.kind == "note.voided":
        return _("Taken back")
    if values["informational"]:
        return _("Note")
    return values["label"] or str(Status(values["status"]).label)


def _facts(story: NoteStory, *, team: bool) -> list[Fact]:
    facts = []
    if story.look:
        facts.append(Fact(label=story.name, value=str(Status(story.status).label), look=story.status))
    if team and story.event.actor_kind in PERSONS and story.event.actor_label:
        facts.append(Fact(label=_("By"), value=story.event.actor_label))
    return facts


def _values(event: Event) -> dict[str, Any]:
    return event.after or {}
