"""What deliveries look like from the outside; addresses are never among it."""

from typing import Any, TypedDict

from api.native.values import Stamp, Uid, stamp, stamp_or_none
from api.native.words import DeliveryKindWord, DeliveryStateWord
from webhooks.models import Attempt, Delivery
from webhooks.selectors.deliveries import Blots
from webhooks.vocabulary import Audience


class DeliveredEventAnswer(TypedDict):
    """An event that a delivery tells."""

    id: Uid
    type: str


class AttemptAnswer(TypedDict):
    """One try. `status` is null where there was no answer; `answer` is its first KiB, secrets masked."""

    number: int
    at: Stamp
    status: int | None
    duration_ms: int | None
    error: str
    answer: str


class DeliveryAnswer(TypedDict):
    """One message to one receiver: a webhook, a subscriber or a channel. `id` is the `webhook-id` it carries.

    `sequence` is that of the newest event it tells.
    """

    id: Uid
    kind: DeliveryKindWord
    events: list[DeliveredEventAnswer]
    webhook: Uid | None
    subscriber: Uid | None
    channel: Uid | None
    state: DeliveryStateWord
    sequence: int
    created_at: Stamp
    next_attempt_at: Stamp | None
    finished_at: Stamp | None
    attempts: list[AttemptAnswer]


class RedeliveredAnswer(TypedDict):
    """How many deliveries are sent again."""

    count: int


def delivery_answer(delivery: Delivery, blots: Blots | None = None) -> DeliveryAnswer:
    """Reads subscription, events and attempts, which `deliveries_of` brings along."""
    blots = blots or Blots()
    to = delivery.subscription

    def receiver(audience: Audience) -> Uid | None:
        return Uid(to.uid) if to.audience == audience else None

    return {
        "id": Uid(delivery.uid),
        "kind": DeliveryKindWord(delivery.kind),
        "events": [{"id": Uid(item.event.uid), "type": item.event.kind} for item in delivery.items.all()],
        "webhook": receiver(Audience.MACHINE),
        "subscriber": receiver(Audience.VISITOR),
        "channel": receiver(Audience.CHANNEL),
        "state": DeliveryStateWord(delivery.state),
        "sequence": delivery.sequence,
        "created_at": stamp(delivery.created_at),
        "next_attempt_at": stamp_or_none(delivery.next_attempt_at),
        "finished_at": stamp_or_none(delivery.finished_at),
        "attempts": [_attempt(attempt, delivery, blots) for attempt in delivery.attempts.all()],
    }


def _attempt(attempt: Attempt, delivery: Delivery, blots: Blots) -> AttemptAnswer:
    return {
        "number": attempt.number,
        "at": stamp(attempt.at),
        "status": attempt.status,
        "duration_ms": attempt.duration_ms,
        "error": blots.blot(attempt.error, delivery.subscription),
        "answer": blots.blot(attempt.answer, delivery.subscription),
    }


EXAMPLE: dict[str, Any] = {
    "id": "d5p9x3j7r0hy",
    "kind": "event",
    "events": [{"id": "e7b1n4s9d2ku", "type": "incident.opened"}],
    "webhook": "w2k8d4n6q1fz",
    "subscriber": None,
    "channel": None,
    "state": "delivered",
    "sequence": 41,
    "created_at": "2026-11-21T10:02:00Z",
    "next_attempt_at": None,
    "finished_at": "2026-11-21T10:02:01Z",
    "attempts": [
        {
            "number": 1,
            "at": "2026-11-21T10:02:00Z",
            "status": 200,
            "duration_ms": 41,
            "error": "",
            "answer": "ok",
        }
    ],
}

TEST_EXAMPLE: dict[str, Any] = {**EXAMPLE, "kind": "test", "events": []}
