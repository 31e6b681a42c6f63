"""How long the log of deliveries stays."""

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from webhooks.models import Delivery, FanOut, Letter, OwnerNotice
from webhooks.services.channel_forgetting import channels_forget

BATCH = 1000
SECONDS = 60.0


def deliveries_retain(*, now: datetime | None = None, seconds: float = SECONDS) -> int:
    """Delete deliveries older than CANDOR_DELIVERY_DAYS with their attempts, and letters that nobody needs.

    Deleted channels lose their secrets once they were told everything, and go with their last delivery. Marks
    of events that were set aside go when they are as old.

    What is still to be tried stays. In small transactions, so that nobody waits for it, and for a bounded
    time: what is left is left to the next run. Gives how many deliveries went.
    """
    now = now or timezone.now()
    ends = time.monotonic() + seconds
    cutoff = now - timedelta(days=settings.CANDOR_DELIVERY_DAYS)
    gone = _deliveries(cutoff, ends)
    channels_forget(now=now)
    _letters(cutoff, ends)
    # Events that were set aside, which nobody took up again.
    FanOut.objects.filter(event__dispatched_at__isnull=False, event__at__lt=cutoff).delete()
    OwnerNotice.objects.filter(next_attempt_at__isnull=True, created_at__lt=cutoff).delete()
    return gone


def _deliveries(cutoff: datetime, ends: float) -> int:
    old = Delivery.objects.filter(created_at__lt=cutoff, next_attempt_at__isnull=True).order_by("created_at")
    gone = 0
    while time.monotonic() < ends:
        with transaction.atomic():
            ids = list(old.select_for_update(of=("self",)).values_list("pk", flat=True)[:BATCH])
            Delivery.objects.filter(pk__in=ids).delete()
        gone += len(ids)
        if len(ids) < BATCH:
            break
    return gone


def _letters(cutoff: datetime, ends: float) -> None:
    used = Delivery.objects.filter(letter=OuterRef("pk"))
    orphans = Letter.objects.filter(~Exists(used), created_at__lt=cutoff).order_by("created_at")
    while time.monotonic() < ends:
        with transaction.atomic():
            ids = list(orphans.values_list("pk", flat=True)[:BATCH])
            Letter.objects.filter(pk__in=ids).delete()
        if len(ids) < BATCH:
            break
