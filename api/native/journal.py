"""`pages/{page}/events/`: the journal of a page, and the catalogue of its kinds."""

from typing import Any, TypedDict

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api.base.paging import CursorPages
from api.native.checks.masking import masked_target
from api.native.resource import NativeView
from api.native.schema.describe import describe_stretch
from api.native.values import Stamp, Uid, stamp
from api.native.words import ActorWord
from apikeys.models import ApiKey
from apikeys.selectors import key_has_scope
from statuspage.catalogue import CATALOGUE
from statuspage.models import Event
from statuspage.selectors import events_of_page


class SubjectAnswer(TypedDict):
    """What an event is about."""

    kind: str
    id: str
    label: str


class ActorAnswer(TypedDict):
    """Who acted. People and visitors are named to keys for all pages that may read members, here and in the
    authors, reporters and addresses of `before` and `after`."""

    kind: ActorWord
    id: str
    label: str


class EventAnswer(TypedDict):
    """One change; `before` and `after` hold what changed, or the whole object."""

    id: Uid
    sequence: int
    kind: str
    at: Stamp
    subject: SubjectAnswer
    actor: ActorAnswer
    before: dict[str, Any] | None
    after: dict[str, Any] | None


EXAMPLE: dict[str, Any] = {
    "id": "e7b1n4s9d2ku",
    "sequence": 41,
    "kind": "component.updated",
    "at": "2026-11-21T10:02:00Z",
    "subject": {"kind": "component", "id": "kctbh9vrtdwd", "label": "REST API"},
    "actor": {"kind": "key", "id": "k9s1f6u3o8ez", "label": "deploy bot"},
    "before": {"description": ""},
    "after": {"description": "What our customers call."},
}

_PEOPLE = frozenset({"user", "visitor"})
_PERSONAL_FIELDS = frozenset({"author", "reported_by", "automation_email"})
"""Fields of objects that name people, wherever in an object they are."""
_FREE_FIELDS = frozenset({"metadata", "translations"})
"""Fields whose names inside are their writers' own."""
_SCOPE_OF_PERSONAL = {
    "audience": "subscribers:read",
    "subscription": "subscribers:read",
    "channel": "channels:read",
}


class _BySequence(CursorPages):
    ordering = ("-sequence",)


class EventList(NativeView):
    """A page's journal, newest first."""

    tag = "Events"
    scope = "log"
    paging = _BySequence

    @describe_stretch(
        "event_list",
        "List events",
        of=EventAnswer,
        example=EXAMPLE,
        note="Events with personal data are listed for keys for all pages that may read what they are about.",
    )
    def get(self, request: Request, page: str) -> Response:
        events = _within_reach(events_of_page(self.get_page(page)), self.key)
        reader = _Reader(self.key)
        return self.listed(events, reader.answer)


def _within_reach(events: QuerySet[Event], key: ApiKey) -> QuerySet[Event]:
    hidden = [kind for kind, told in CATALOGUE.items() if told.personal and not _may_read(key, kind)]
    return events.exclude(kind__in=hidden)


def _may_read(key: ApiKey, kind: str) -> bool:
    scope = _SCOPE_OF_PERSONAL.get(kind.split(".")[0], "members:read")
    return key.all_pages and key_has_scope(key, scope)


class _Reader:
    """Tells events to one key."""

    def __init__(self, key: ApiKey) -> None:
        self._names_people = key.all_pages and key_has_scope(key, "members:read")

    def answer(self, event: Event) -> EventAnswer:
        named = self._names_people or event.actor_kind not in _PEOPLE
        return {
            "id": Uid(event.uid),
            "sequence": event.sequence or 0,
            "kind": event.kind,
            "at": stamp(event.at),
            "subject": {
                "kind": event.subject_kind,
                "id": event.subject_uid,
                "label": event.subject_label,
            },
            "actor": {
                "kind": ActorWord(event.actor_kind),
                "id": event.actor_uid if named else "",
                "label": event.actor_label if named else "",
            },
            "before": self._shown(event.before),
            "after": self._shown(event.after),
        }

    def _shown(self, values: dict[str, Any] | None) -> dict[str, Any] | None:
        if values is None:
            return None
        shown = values if self._names_people else _unnamed(values)
        if isinstance(shown.get("target"), dict):
            shown = {**shown, "target": masked_target(shown["target"])}
        return shown


def _unnamed(values: dict[str, Any]) -> dict[str, Any]:
    """The values with nothing where they name people."""
    return {name: _unnamed_field(name, value) for name, value in values.items()}


def _unnamed_field(name: str, value: Any) -> Any:
    if name in _PERSONAL_FIELDS:
        return "" if value else value
    if name in _FREE_FIELDS:
        return value
    if isinstance(value, dict):
        return _unnamed(value)
    if isinstance(value, list):
        return [_unnamed(each) if isinstance(each, dict) else each for each in value]
    return value
