"""Ending subscriptions that cannot be reached."""

from datetime import datetime

from statuspage import journal
from webhooks.models import Subscription
from webhooks.services.canceling import deliveries_cancel
from webhooks.services.endpoints import endpoint_disable
from webhooks.services.notices import notices_leave
from webhooks.services.subscribers import subscriber_quarantine
from webhooks.vocabulary import Audience, NoticeKind


def subscription_end(*, subscription: Subscription, reason: str, now: datetime) -> None:
    """Send nothing there any more: it says that it is gone, does not exist, or only failed for days.

    A visitor's is quarantined. A team's endpoint or channel is disabled, and its owners are told.
    """
    if subscription.audience == Audience.VISITOR:
        subscriber_quarantine(subscription=subscription, reason=reason, now=now)
        return
    with journal.transaction(now) as moment:
        if not endpoint_disable(subscription=subscription, reason=reason, now=moment):
            return
        deliveries_cancel(subscription=subscription, reason=reason, now=moment)
        notices_leave(kind=NoticeKind.DISABLED, errors=[(subscription, reason)], now=moment)
