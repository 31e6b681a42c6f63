"""Ending deliveries that must not be sent any more."""

import logging
from collections.abc import Collection
from datetime import datetime

from webhooks.models import Delivery, Subscription
from webhooks.vocabulary import OPEN_STATES, PERSONAL_KINDS, Audience, DeliveryState

logger = logging.getLogger(__name__)

CLOSING = "alert-end:"
"""How the `dedupe_key` of a delivery begins that only closes what a channel was told before."""


def deliveries_cancel(
    *, subscription: Subscription, reason: str, keep_closings: bool = False, now: datetime
) -> int:
    """Cancel everything that is still to be sent to a subscription; gives how many that were.

    `keep_closings`: but what closes alerts, for a channel that a person switches off or deletes.
    What is on the wire at this moment cannot be called back; whatever becomes of it, it is not tried again.
    """
    open_ones = Delivery.objects.filter(subscription=subscription, next_attempt_at__isnull=False)
    if keep_closings:
        open_ones = open_ones.exclude(dedupe_key__startswith=CLOSING)
    count = open_ones.filter(state__in=OPEN_STATES).update(**canceled(now))
    if count:
        logger.info("Canceled %d deliveries to %s: %s", count, subscription.uid, reason)
    return count


def deliveries_cancel_of(*, subscriptions: Collection[int], reason: str, now: datetime) -> int:
    """Cancel everything that is still to be sent to many subscriptions (keys); gives how many that were."""
    open_ones = Delivery.objects.filter(subscription__in=subscriptions, next_attempt_at__isnull=False)
    count = open_ones.filter(state__in=OPEN_STATES).update(**canceled(now))
    if count:
        logger.info("Canceled %d deliveries to %d subscriptions: %s", count, len(subscriptions), reason)
    return count


def deliveries_take_back(*, subscription: Subscription, reason: str, now: datetime) -> int:
    """End everything that is still to be sent to what is switched off; gives how many that were.

    What was meant for a machine is parked, so that it can be sent again once the machine is back; alerts and
    messages to people would be old by then and are canceled.
    """
    if subscription.audience != Audience.MACHINE:
        return deliveries_cancel(subscription=subscription, reason=reason, now=now)
    open_ones = Delivery.objects.filter(subscription=subscription, next_attempt_at__isnull=False)
    told = open_ones.filter(state__in=OPEN_STATES).exclude(kind__in=PERSONAL_KINDS)
    count = told.update(**parked(now))
    if count:
        logger.info("Parked %d deliveries to %s: %s", count, subscription.uid, reason)
    return count + deliveries_cancel(subscription=subscription, reason=reason, now=now)


def parked(now: datetime) -> dict[str, object]:
    """The columns of a delivery that waits for somebody to send it again."""
    return {**canceled(now), "state": DeliveryState.PARKED}


def canceled(now: datetime) -> dict[str, object]:
    """The columns of a delivery that was canceled."""
    return {
        "state": DeliveryState.CANCELED,
        "finished_at": now,
        "next_attempt_at": None,
        "lease_until": None,
        "updated_at": now,
    }
