"""Deleted channels: kept for the log of deliveries, without what lets one in."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from webhooks.addresses import address_masked
from webhooks.models import Attempt, Delivery, Subscription
from webhooks.selectors.deliveries import Blots
from webhooks.vocabulary import Audience, SubscriptionState

FORGOTTEN = "deleted"
"""The `disabled_reason` of a channel whose secrets are gone, so that nothing can be sent there any more."""

LATE = timedelta(minutes=5)
"""An answer may still come so long after its channel was deleted, and is masked only by the secrets."""


def channels_forget(*, now: datetime) -> None:
    """Forget the secrets of deleted channels that were told everything; delete those without a delivery."""
    gone = Subscription.objects.filter(
        audience=Audience.CHANNEL, state=SubscriptionState.UNSUBSCRIBED, unsubscribed_at__lte=now - LATE
    )
    for key in gone.filter(disabled_reason="").order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            for row in gone.select_for_update(of=("self",)).filter(pk=key):
                channel_forget(channel=row)
    deliveries = Delivery.objects.filter(subscription=OuterRef("pk"))
    gone.exclude(disabled_reason="").filter(~Exists(deliveries)).delete()


def channel_forget(*, channel: Subscription) -> None:
    """Wipe the secrets of a deleted channel unless something is still to be sent. The caller holds its row.

    What services answered may hold a secret too: it is masked for good, while that can still be done.
    """
    if Delivery.objects.filter(subscription=channel, next_attempt_at__isnull=False).exists():
        return
    blots = Blots()
    answered = Attempt.objects.filter(delivery__subscription=channel).exclude(error="", answer="")
    for attempt in answered.iterator():
        error, answer = blots.blot(attempt.error, channel), blots.blot(attempt.answer, channel)
        if (error, answer) != (attempt.error, attempt.answer):
            Attempt.objects.filter(pk=attempt.pk).update(error=error[:500], answer=answer)
    channel.address = address_masked(channel.kind, channel.address)
    channel.secrets, channel.config, channel.last_error = "", {}, ""
    channel.disabled_reason = channel.disabled_reason or FORGOTTEN
    channel.save(
        update_fields=["address", "secrets", "config", "last_error", "disabled_reason", "updated_at"]
    )
