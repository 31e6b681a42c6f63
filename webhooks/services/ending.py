"""Ending subscriptions that cannot be reached, and telling the owners of the team."""

from datetime import datetime

from django.utils.translation import gettext as _

from statuspage import journal
from statuspage.actor import Actor
from webhooks.models import OwnerNotice, Subscription
from webhooks.services.canceling import deliveries_cancel
from webhooks.transports.base import Verdict
from webhooks.vocabulary import Audience, NoticeKind, SubscriptionState


def subscription_gone(*, subscription: Subscription, verdict: Verdict, error: str, now: datetime) -> None:
    """An endpoint answered 410, or an address does not exist: nothing is sent there again."""
    if subscription.audience == Audience.VISITOR or (
        verdict == Verdict.BOUNCED and subscription.kind == "email"
    ):
        _quarantine(subscription, error, now)
    else:
        endpoint_give_up(subscription=subscription, reason=error, now=now)


def endpoint_give_up(*, subscription: Subscription, reason: str, now: datetime) -> None:
    """Disable what only fails, and leave a notice for the owners; a visitor's is quarantined."""
    if subscription.audience == Audience.VISITOR:
        _quarantine(subscription, reason, now)
        return
    with journal.transaction(now) as moment:
        changed = Subscription.objects.filter(pk=subscription.pk, enabled=True).update(
            enabled=False, disabled_reason=reason[:255], updated_at=moment
        )
        if not changed:
            return
        deliveries_cancel(subscription=subscription, reason=reason, now=moment)
        word = "webhook" if subscription.audience == Audience.MACHINE else "channel"
        journal.record(
            kind=f"{word}.disabled",
            page=subscription.page,
            subject_kind=word,
            subject_uid=subscription.uid,
            subject_label=str(subscription),
            by=Actor.system(),
            at=moment,
            before={"enabled": True},
            after={"enabled": False, "reason": reason[:255]},
        )
        OwnerNotice.objects.get_or_create(
            subscription=subscription,
            kind=NoticeKind.DISABLED,
            since=subscription.failing_since or moment,
            defaults={"error": reason[:500], "created_at": moment, "next_attempt_at": moment},
        )


def _quarantine(subscription: Subscription, reason: str, now: datetime) -> None:
    with journal.transaction(now) as moment:
        changed = Subscription.objects.filter(
            pk=subscription.pk, state__in=(SubscriptionState.ACTIVE, SubscriptionState.UNCONFIRMED)
        ).update(
            state=SubscriptionState.QUARANTINED,
            quarantined_at=moment,
            last_error=reason[:500],
            updated_at=moment,
        )
        if not changed:
            return
        deliveries_cancel(subscription=subscription, reason=reason or _("The address bounced."), now=moment)
        journal.record(
            kind="subscription.quarantined",
            page=subscription.page,
            subject_kind="subscription",
            subject_uid=subscription.uid,
            subject_label=subscription.kind,
            by=Actor.system(),
            at=moment,
            before={"state": subscription.state},
            after={"state": SubscriptionState.QUARANTINED, "reason": reason[:255]},
        )
