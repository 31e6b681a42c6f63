"""What happened, as one audience is told in one language."""

from collections.abc import Sequence

from django.utils import translation

from statuspage.languages import spoken
from statuspage.models import Event, Page
from statuspage.sight import WHOLE, Sight
from webhooks.messages.gatherings import gathering_message
from webhooks.messages.incidents import incident_message
from webhooks.messages.message import Message
from webhooks.messages.notes import NoteStory, note_message, notes_read
from webhooks.messages.notices import (
    message_confirmation,
    message_delivery_parked,
    message_endpoint_disabled,
    message_known,
    message_test,
)
from webhooks.messages.reading import Story, stories_read
from webhooks.vocabulary import Audience, DeliveryKind

__all__ = [
    "message_confirmation",
    "message_delivery_parked",
    "message_endpoint_disabled",
    "message_for",
    "message_known",
    "message_test",
]


def message_for(
    *,
    events: Sequence[Event],
    page: Page,
    audience: Audience | str,
    kind: DeliveryKind | str = DeliveryKind.EVENT,
    language: str = "en",
    sight: Sight = WHOLE,
) -> Message | None:
    """The message that tells of these events; None where there is nothing that this audience is told.

    Reads `after` and `before` of the events, and with three queries (two more where notes are told) the names
    that have since been translated or hidden. `sight` bounds what a visitor is told of. Why the reader gets
    it depends on the subscription and is added where the letter is sent.
    """
    with translation.override(spoken(language)):
        places = {id(event): place for place, event in enumerate(events)}
        stories: list[Story | NoteStory] = [
            *stories_read(events, page=page, audience=audience, language=language, sight=sight),
            *notes_read(events, page=page, audience=audience, language=language, sight=sight),
        ]
        stories.sort(key=lambda story: places[id(story.event)])
        made = [_message(story, page, audience, language) for story in stories]
        if kind in {DeliveryKind.GROUP, DeliveryKind.DIGEST} or len(stories) > 1:
            seen = [story for story, message in zip(stories, made, strict=True) if message is not None]
            return gathering_message(seen, page=page, kind=kind, language=language)
        return made[0] if made else None


def _message(story: Story | NoteStory, page: Page, audience: Audience | str, language: str) -> Message | None:
    if isinstance(story, NoteStory):
        return note_message(story, page=page, audience=audience, language=language)
    return incident_message(story, page=page, audience=audience, language=language)
