"""What subscribers look like from the outside."""

from typing import Any, TypedDict

from api.native.values import Stamp, Uid, stamp, stamp_or_none
from api.native.words import DigestWord, ScopeWord, SubscriberKindWord, SubscriberStateWord
from webhooks.addresses import address_shown
from webhooks.models import Subscription
from webhooks.selectors.subscribers import components_of
from webhooks.services.subscribers import ImportResult


class SubscriberAnswer(TypedDict):
    """A visitor who is told, or asked to be.

    The address of a chat service is shown masked, since whoever knows it may post there. `digest` is empty
    for whoever is told at once. `last_error` says why the last message did not arrive.
    """

    id: Uid
    kind: SubscriberKindWord
    address: str
    contact_email: str
    scope: ScopeWord
    components: list[Uid]
    incident: Uid | None
    language: str
    digest: DigestWord
    state: SubscriberStateWord
    confirmed_at: Stamp | None
    quarantined_at: Stamp | None
    unsubscribed_at: Stamp | None
    last_error: str
    created_at: Stamp
    updated_at: Stamp


class WrongLineAnswer(TypedDict):
    """A line that was left out; the first line of the text is line 1."""

    line: int
    code: str
    detail: str


class ImportAnswer(TypedDict):
    """How many were added, how many were known already, and the lines that were left out."""

    added: int
    known: int
    wrong: list[WrongLineAnswer]


def subscriber_answer(subscription: Subscription) -> SubscriberAnswer:
    return {
        "id": Uid(subscription.uid),
        "kind": SubscriberKindWord(subscription.kind),
        "address": address_shown(subscription.kind, subscription.address),
        "contact_email": subscription.contact_email,
        "scope": ScopeWord(subscription.scope),
        "components": [Uid(component.uid) for component in components_of(subscription)],
        "incident": Uid(subscription.incident.uid) if subscription.incident else None,
        "language": subscription.language,
        "digest": DigestWord(subscription.digest),
        "state": SubscriberStateWord(subscription.state),
        "confirmed_at": stamp_or_none(subscription.confirmed_at),
        "quarantined_at": stamp_or_none(subscription.quarantined_at),
        "unsubscribed_at": stamp_or_none(subscription.unsubscribed_at),
        "last_error": subscription.last_error,
        "created_at": stamp(subscription.created_at),
        "updated_at": stamp(subscription.updated_at),
    }


def import_answer(result: ImportResult) -> ImportAnswer:
    return {
        "added": result.added,
        "known": result.known,
        "wrong": [{"line": row.line, "code": row.code, "detail": row.reason} for row in result.wrong],
    }


EXAMPLE: dict[str, Any] = {
    "id": "u8k2m5x1c7fq",
    "kind": "email",
    "address": "vera@visitors.example",
    "contact_email": "",
    "scope": "components",
    "components": ["kctbh9vrtdwd"],
    "incident": None,
    "language": "en",
    "digest": "",
    "state": "active",
    "confirmed_at": "2026-11-01T09:05:00Z",
    "quarantined_at": None,
    "unsubscribed_at": None,
    "last_error": "",
    "created_at": "2026-11-01T09:00:00Z",
    "updated_at": "2026-11-01T09:05:00Z",
}
IMPORT_EXAMPLE: dict[str, Any] = {
    "added": 118,
    "known": 3,
    "wrong": [
        {"line": 17, "code": "invalid_email", "detail": "address: This must be an e-mail address."},
    ],
}
EXPORT_EXAMPLE = (
    "kind,address,scope,components,incident,language,digest,contact_email,state,created_at\r\n"
    "email,vera@visitors.example,components,rest-api,,en,,,active,2026-11-01T09:00:00Z\r\n"
)
