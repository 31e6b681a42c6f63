"""Subscriptions and events that tests of this app begin with, laid down without services."""

from datetime import UTC, datetime
from typing import Any

from statuspage import journal
from statuspage.actor import Actor
from statuspage.models import Component, Event, Page
from statuspage.sealing import seal
from webhooks.models import Delivery, DeliveryItem, Letter, Subscription
from webhooks.vocabulary import OPEN_STATES, Audience, SubscriptionState

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
BY = Actor(kind="user", uid="ada000000000", label="Ada")
SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def make_endpoint(page: Page, url: str = "https://hooks.example.com/candor", **fields: Any) -> Subscription:
    """A machine's webhook that hears of everything."""
    given = {"kind": "webhook", "address": url, "secrets": seal({"secret": SECRET}), **fields}
    return _subscription(page, Audience.MACHINE, **given)


def make_visitor(
    page: Page,
    address: str = "vera@visitors.example",
    *,
    components: tuple[Component, ...] = (),
    **fields: Any,
) -> Subscription:
    """A confirmed subscriber by e-mail, of some components or of the whole page."""
    given = {"kind": "email", "address": address, "address_key": address.lower(), **fields}
    if components:
        given["scope"] = "components"
    row = _subscription(page, Audience.VISITOR, **given)
    row.components.set(components)
    return row


def make_channel(page: Page, **fields: Any) -> Subscription:
    """An alert channel by e-mail."""
    given = {"kind": "email", "name": "On call", "address": "oncall@acme.example", **fields}
    return _subscription(page, Audience.CHANNEL, **given)


def make_event(page: Page, kind: str = "component.updated", **fields: Any) -> Event:
    """A journaled event about nothing in particular."""
    subject = kind.partition(".")[0]
    given = {
        "subject_kind": subject,
        "subject_uid": f"{subject:x<12}"[:12],
        "subject_label": subject.capitalize(),
        "by": BY,
        "at": NOW,
        **fields,
    }
    with journal.transaction(given["at"]):
        return journal.record(kind=kind, page=page, **given)


def make_delivery(subscription: Subscription, event: Event | None = None, **fields: Any) -> Delivery:
    """A delivery that is due at `NOW`."""
    body = fields.pop("body", b'{"type": "component.updated"}')
    letter = Letter.objects.create(page=subscription.page, body=body, message=fields.pop("message", {}))
    is_open = fields.get("state", "pending") in OPEN_STATES
    due = {"next_attempt_at": NOW if is_open else None}
    given = {"dedupe_key": f"test:{Delivery.objects.count()}", **due, **fields}
    delivery = Delivery.objects.create(
        page=subscription.page, subscription=subscription, letter=letter, **given
    )
    if event is not None:
        DeliveryItem.objects.create(delivery=delivery, event=event)
    return delivery


def _subscription(page: Page, audience: Audience, **fields: Any) -> Subscription:
    return Subscription.objects.create(
        page=page, audience=audience, **{"state": SubscriptionState.ACTIVE, **fields}
    )
