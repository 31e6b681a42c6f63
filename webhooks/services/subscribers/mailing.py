"""Messages about a subscription itself: to confirm an address, to prove an endpoint."""

from datetime import datetime, timedelta

from django.db.models import Max

from webhooks.addresses import Reached
from webhooks.messages.confirming import (
    confirmation_message,
    proof_message,
    standing_message,
    told_of_words,
)
from webhooks.messages.message import Message
from webhooks.models import Delivery, Letter, Subscription
from webhooks.tokens import CONFIRM_DAYS, stamp_of
from webhooks.transports.base import Frozen
from webhooks.transports.registry import TRANSPORTS
from webhooks.vocabulary import DeliveryKind, Lane, SubscriptionState

PAUSE = timedelta(minutes=10)
"""The least time between two messages of this kind to one address, on whatever page they are asked for."""
FORESIGHT = timedelta(hours=1)
"""How far ahead the next message may be put off; what would come later is not sent."""
UNCONFIRMED_KEPT = timedelta(days=CONFIRM_DAYS)


def next_moment(reached: Reached, now: datetime) -> datetime | None:
    """When the address may be written to next: now, or after the pause; None when too much waits already."""
    rows = Subscription.objects.filter(
        address_host=reached.host, address_key=reached.key, confirmation_sent_at__gt=now - PAUSE
    )
    latest = rows.aggregate(latest=Max("confirmation_sent_at"))["latest"]
    moment: datetime = now if latest is None else latest + PAUSE
    return moment if moment <= now + FORESIGHT else None


def confirmation_enqueue(subscription: Subscription, *, told_of: str = "") -> Delivery:
    """Put the message on its way that asks for confirmation, or proves an endpoint.

    It leaves at `confirmation_sent_at`, which the caller has claimed.
    """
    told_of = told_of or told_of_what(subscription)
    make = confirmation_message if subscription.kind == "email" else proof_message
    return _enqueue(subscription, make(subscription, told_of))


def standing_enqueue(subscription: Subscription, *, more: str = "") -> Delivery:
    """Put the message on its way that tells that the address is subscribed already."""
    return _enqueue(subscription, standing_message(subscription, more))


def told_of_what(subscription: Subscription) -> str:
    """What a subscription is about, in its language."""
    return told_of_words(
        subscription.language,
        scope=subscription.scope,
        components=[
            *subscription.components.filter(visible=True, deleted_at=None).order_by("position", "pk")
        ],
        incident_name=subscription.incident.name if subscription.incident else "",
    )


def frozen_for(subscription: Subscription, message: Message) -> Frozen:
    """The message in the form that the subscription's transport sends."""
    transport = TRANSPORTS.get(subscription.kind)
    return transport.freeze(subscription, message) if transport else Frozen(message=message.as_values())


def _enqueue(subscription: Subscription, message: Message) -> Delivery:
    sent_at = subscription.confirmation_sent_at
    if sent_at is None:
        raise ValueError("A message about a subscription leaves at its confirmation_sent_at.")
    frozen = frozen_for(subscription, message)
    letter = Letter.objects.create(
        page=subscription.page, content_type=frozen.content_type, body=frozen.body, message=frozen.message
    )
    delivery, _new = Delivery.objects.get_or_create(
        subscription=subscription,
        dedupe_key=f"confirmation:{stamp_of(sent_at)}",
        defaults={
            "page": subscription.page,
            "letter": letter,
            "kind": DeliveryKind.CONFIRMATION,
            "lane": Lane.MAIL if subscription.kind == "email" else Lane.WIRE,
            "next_attempt_at": sent_at,
        },
    )
    return delivery


def claim_moment(subscription: Subscription, at: datetime, now: datetime) -> bool:
    """Take the moment for the next message, unless one was sent (or put off) within the pause."""
    free = Subscription.objects.filter(pk=subscription.pk).exclude(confirmation_sent_at__gt=now - PAUSE)
    claimed = free.update(confirmation_sent_at=at)
    if not claimed:
        return False
    subscription.confirmation_sent_at = at
    if subscription.state == SubscriptionState.UNCONFIRMED:
        subscription.purge_at = at + UNCONFIRMED_KEPT
        Subscription.objects.filter(pk=subscription.pk).update(purge_at=subscription.purge_at)
    return True
