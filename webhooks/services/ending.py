"""Ending subscriptions that cannot be reached."""

from datetime import datetime

from statuspage import journal
from statuspage.actor import Actor
from webhooks.models import Subscription
from webhooks.services.canceling import deliveries_take_back
from webhooks.services.notices import notices_leave
from webhooks.services.subscribers import subscriber_quarantine
from webhooks.transports.endpoint import url_masked
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
        notices_leave(kind=NoticeKind.DISABLED, errors=[(subscription, reason)], now=moment)


def endpoint_disable(*, subscription: Subscription, reason: str, now: datetime | None = None) -> bool:
    """Turn off what has only failed for days, or says that it is gone; True if it was on until now."""
    with journal.transaction(now) as now:
        switched = Subscription.objects.filter(pk=subscription.pk, enabled=True).update(
            enabled=False, disabled_reason=reason[:255], updated_at=now
        )
        if not switched:
            return False
        subscription.enabled, subscription.disabled_reason = False, reason[:255]
        deliveries_take_back(subscription=subscription, reason=reason, now=now)
        kind = "webhook" if subscription.audience == Audience.MACHINE else "channel"
        journal.record(
            kind=f"{kind}.disabled",
            by=Actor.system(),
            at=now,
            subject_kind=kind,
            subject_uid=subscription.uid,
            subject_label=subscription.name or url_masked(subscription.address),
            page=subscription.page,
            before={"enabled": True},
            after={"enabled": False, "reason": subscription.disabled_reason},
        )
        return True
