"""Ending deliveries that must not be sent any more."""

import logging
from datetime import datetime

from webhooks.models import Delivery, Subscription
from webhooks.vocabulary import OPEN_STATES, DeliveryKind, DeliveryState

logger = logging.getLogger(__name__)

PERSONAL_KINDS = (DeliveryKind.CONFIRMATION, DeliveryKind.TEST)
"""What is sent to a subscription that is not active: its confirmation, and a try-out."""


def deliveries_cancel(*, subscription: Subscription, reason: str, now: datetime) -> int:
    """Cancel everything that is still to be sent to a subscription; gives how many that were.

    What is on the wire at this moment cannot be called back; whatever becomes of it, it is not tried again.
    """
    open_ones = Delivery.objects.filter(subscription=subscription, next_attempt_at__isnull=False)
    count = open_ones.filter(state__in=OPEN_STATES).update(**canceled(now))
    if count:
        logger.info("Canceled %d deliveries to %s: %s", count, subscription.uid, reason)
    return count


def canceled(now: datetime) -> dict[str, object]:
    """The columns of a delivery that was canceled."""
    return {
        "state": DeliveryState.CANCELED,
        "finished_at": now,
        "next_attempt_at": None,
        "lease_until": None,
        "updated_at": now,
    }
