"""What channels send and how they take the answer, over real sockets."""

import json
from collections.abc import Mapping
from typing import Any

from statuspage.models import Page
from tests.receiver import Received, Receiver, Reply
from tests.webhooks.making import BY, NOW, make_delivery
from webhooks.messages import Fact, Message
from webhooks.models import Subscription
from webhooks.services.channels import channel_create
from webhooks.services.trying import delivery_try
from webhooks.transports.base import Outcome
from webhooks.transports.registry import transport_for

DOWN = Message(
    subject="[Acme] API <health> is down",
    headline="API <health> is down & out",
    page_name="Acme",
    page_url="https://status.acme.example/",
    look="major_outage",
    text='It said "502".\nÜber & <out>',
    facts=(Fact(label="Since", value="12:00"),),
    url="https://status.acme.example/dashboard/checks/1?a=1&b=2",
    url_label="Open the check",
    thread="problem:abc",
    signal="trigger",
    at="2026-05-01T12:00:00Z",
    extra={"name": "API <health>"},
)
UP = Message(
    subject="[Acme] API is up again",
    headline="API is up again",
    page_name="Acme",
    page_url="https://status.acme.example/",
    look="operational",
    thread="problem:abc",
    signal="resolve",
    at="2026-05-01T12:10:00Z",
)
NOTE = Message(
    subject="[Acme] Update: API errors",
    headline="Update: API errors",
    page_name="Acme",
    page_url="https://status.acme.example/",
    look="partial_outage",
    text="We see it.",
    thread="incident:abc",
    at="2026-05-01T12:05:00Z",
)


def new_channel(page: Page, kind: str, config: Mapping[str, Any]) -> Subscription:
    """A channel as a door makes it."""
    return channel_create(page=page, kind=kind, name="On call", config=config, by=BY, now=NOW)


def tell(channel: Subscription, message: Message = DOWN, **fields: Any) -> Outcome:
    """Send one message to a channel now, by the way that deliveries go."""
    frozen = transport_for(channel.kind).freeze(channel, message)
    return delivery_try(make_delivery(channel, body=frozen.body, message=frozen.message, **fields))


def sent(receiver: Receiver) -> tuple[Received, Any]:
    """The last request, and its body as JSON."""
    last = receiver.requests[-1]
    return last, json.loads(last.body)


def answering(receiver: Receiver, status: int, values: Any = None, **headers: str) -> None:
    """Let the receiver answer with JSON from now on."""
    body = json.dumps(values).encode() if values is not None else b""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    receiver.answer = lambda _request: Reply(status=status, headers=named, body=body)
