"""What is forgotten of subscribers, and when."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from webhooks.models import Subscription
from webhooks.services.subscribers.moments import moments_forget
from webhooks.vocabulary import Audience, SubscriptionState

BATCH = 500


def subscribers_purge(now: datetime | None = None) -> int:
    """Forget whose time has come; the number of rows that were touched.

    What was never confirmed is deleted. Who unsubscribed, or could not be reached for long, keeps a row
    without an address, so that lists and deliveries go on naming it.
    """
    now = now or timezone.now()
    moments_forget(now)
    touched = 0
    while True:
        with transaction.atomic():
            due = Subscription.objects.select_for_update(skip_locked=True, no_key=True).filter(
                audience=Audience.VISITOR, purge_at__lte=now
            )
            rows = list(due.order_by("purge_at").values_list("pk", "state")[:BATCH])
            if not rows:
                return touched
            gone = [pk for pk, state in rows if state == SubscriptionState.UNCONFIRMED]
            Subscription.objects.filter(pk__in=gone).delete()
            forgotten = Subscription.objects.filter(pk__in=[pk for pk, _state in rows]).exclude(pk__in=gone)
            forgotten.update(
                state=SubscriptionState.UNSUBSCRIBED,
                address="",
                address_key="",
                address_host="",
                contact_email="",
                name="",
                config={},
                secrets="",
                last_error="",
                purge_at=None,
            )
            touched += len(rows)
