"""Events of the journal, ready to be written out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from statuspage.catalogue import CATALOGUE
from statuspage.models import Event, Page
from web.dashboard.journal.changes import Change, Names, changes_of
from web.dashboard.journal.listed import ACTORS

_SCREENS = {
    "incident": "incident",
    "maintenance": "maintenance",
    "key": "key",
    "delivery": "delivery",
    "user": "teammate",
}
_FIRST = 3


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event in words; `first` of its changes are shown in a list, `more` are left for its own screen."""

    uid: str
    kind: str
    at: datetime
    told: str
    subject: str
    subject_word: str
    subject_url: str
    actor: str
    actor_kind: str
    actor_word: str
    address: str
    place: str
    changes: Sequence[Change]
    first: Sequence[Change]
    more: int

    @classmethod
    def of(cls, event: Event, *, page: Page, names: Names, place: str = "") -> "EventRow":
        kind = CATALOGUE.get(event.kind)
        changes = changes_of(event, names)
        actor_kind = str(ACTORS.get(event.actor_kind, event.actor_kind))
        # All of what was made or went is told on the screen of its own.
        first = changes[:_FIRST] if event.before is not None or len(changes) <= _FIRST else []
        is_of_page = event.page_uid in ("", page.uid)
        return cls(
            uid=event.uid,
            kind=event.kind,
            at=event.at,
            told=str(kind.description) if kind else event.kind,
            subject=event.subject_label,
            subject_word=f"{event.subject_kind}:{event.subject_uid}" if event.subject_uid else "",
            subject_url=_url(event, page) if is_of_page else "",
            actor=event.actor_label if event.actor_kind in ("user", "key", "check") else "",
            actor_kind=actor_kind,
            actor_word=f"{event.actor_kind}:{event.actor_uid}" if event.actor_uid else event.actor_kind,
            address=event.actor_address,
            place=place,
            changes=changes,
            first=first,
            more=len(changes) - len(first),
        )


def _url(event: Event, page: Page) -> str:
    """Where what an event is about can be looked at, unless it went with it."""
    route = _SCREENS.get(event.subject_kind)
    if not route or not event.subject_uid or event.kind.endswith((".deleted", ".removed")):
        return ""
    return reverse(f"dashboard:{route}", args=[page.slug, event.subject_uid])
