"""Messages that tell of several things: groups in a burst, and digests of a day or a week."""

from collections.abc import Sequence
from datetime import UTC
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from statuspage import links
from statuspage.clock import Clock
from statuspage.languages import only_in
from statuspage.models import Page
from statuspage.status import SEVERITY, Status
from statuspage.validation import cut_text
from webhooks.messages.incidents import period_words, status_words, subject_line
from webhooks.messages.message import Entry, Fact, Message
from webhooks.messages.notes import NoteStory
from webhooks.messages.reading import Story
from webhooks.vocabulary import DeliveryKind

_MOST_ENTRIES = 25
_ENTRY_LENGTH = 400


def gathering_message(
    stories: Sequence[Story | NoteStory], *, page: Page, kind: DeliveryKind | str, language: str
) -> Message | None:
    """One message for several events: an entry for each note and each incident, as last left.

    None where there is nothing to tell. The language is active already.
    """
    latest: dict[str, Story | NoteStory] = {}
    for story in stories:
        # Moved to the end, so that what changed last stands last before the turning round.
        latest.pop(story.uid, None)
        latest[story.uid] = story
    told = list(reversed(latest.values()))
    if not told:
        return None
    moment = max(story.event.at for story in told)
    clock = Clock(ZoneInfo(page.time_zone), moment)
    words = _words(told, digest=kind == DeliveryKind.DIGEST)
    rest = len(told) - _MOST_ENTRIES
    facts = (Fact(label=_("Also"), value=_more(rest)),) if rest > 0 else ()
    return Message(
        subject=subject_line(page, words),
        headline=words,
        page_name=page.name,
        page_url=links.page_url(page),
        language=language,
        look=_worst(told),
        entries=tuple(_entry(story, clock) for story in told[:_MOST_ENTRIES]),
        facts=facts,
        url=links.page_url(page),
        url_label=_("Open the status page"),
        at=moment.astimezone(UTC).isoformat().replace("+00:00", "Z"),
    )


def _words(told: Sequence[Story | NoteStory], *, digest: bool) -> str:
    if len(told) > 1 and any(isinstance(story, NoteStory) for story in told):
        if digest:
            return ngettext("Summary: %(n)d message", "Summary: %(n)d messages", len(told)) % {"n": len(told)}
        return ngettext("%(n)d message", "%(n)d messages", len(told)) % {"n": len(told)}
    if digest and not isinstance(told[0], NoteStory):
        return ngettext(
            "Summary: %(n)d incident or maintenance", "Summary: %(n)d incidents and maintenance", len(told)
        ) % {"n": len(told)}
    if len(told) == 1:
        return _("%(status)s: %(name)s") % {"status": told[0].status_words, "name": told[0].name}
    return _("News of %(n)d incidents and maintenance") % {"n": len(told)}


def _entry(story: Story | NoteStory, clock: Clock) -> Entry:
    if isinstance(story, NoteStory):
        return Entry(
            title=f"{story.status_words}: {story.name}",
            at=clock.time(story.at),
            text=cut_text(story.text, _ENTRY_LENGTH),
            look=story.look,
            url=story.url,
        )
    said = story.news or (story.updates[0] if story.updates else None)
    period = period_words(story, clock)
    gone = story.verb in {"canceled", "deleted"}
    words = status_words(story) if gone else story.status_words
    return Entry(
        title=f"{words}: {story.name}",
        at=f"{period} · {only_in(said.foreign)}" if said is not None and said.foreign else period,
        text=cut_text(said.text, _ENTRY_LENGTH) if said else "",
        look=story.look,
        url="" if gone else story.url,
    )


def _more(count: int) -> str:
    return ngettext("%(n)d more on the page", "%(n)d more on the page", count) % {"n": count}


def _worst(told: Sequence[Story | NoteStory]) -> str:
    return max((story.look or Status.UNKNOWN.value for story in told), key=SEVERITY.__getitem__)
