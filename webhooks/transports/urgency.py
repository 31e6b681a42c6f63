"""How urgent a message is, for services that have a scale of their own."""

from enum import IntEnum

from statuspage.status import Status
from webhooks.messages import Message


class Urgency(IntEnum):
    """The least urgent first."""

    CALM = 0
    LOW = 1
    HIGH = 2
    HIGHEST = 3


_OF_LOOK = {
    Status.DEGRADED_PERFORMANCE: Urgency.LOW,
    Status.PARTIAL_OUTAGE: Urgency.HIGH,
    Status.MAJOR_OUTAGE: Urgency.HIGHEST,
    Status.UNAVAILABLE: Urgency.HIGHEST,
}


def urgency_of(message: Message) -> Urgency:
    """What the status word of a message says; the end of something is never urgent."""
    if message.signal == "resolve" or not message.look:
        return Urgency.CALM
    return _OF_LOOK.get(Status(message.look), Urgency.CALM)
