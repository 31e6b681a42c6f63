"""Claims what is due, hands it to its lane, and settles what comes of it.

Claiming happens in a worker's task, which returns at once; sending in the wire's thread or in the small pools
of mail and library; settling in one thread, in batches. Whatever is under way when the process ends comes
back through its lease.
"""

import logging
import os
import threading
import time
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from webhooks.exceptions import NotDeliverable
from webhooks.models import Attempt, Delivery
from webhooks.services.claiming import delivery_claim
from webhooks.services.dispatching import Dispatcher
from webhooks.services.settling import deliveries_settle
from webhooks.services.trying import delivery_try
from webhooks.vocabulary import Lane

logger = logging.getLogger(__name__)

WORD_OF_MOUTH_SECONDS = 20.0


def deliveries_send(
    *, lanes: Sequence[Lane] = (Lane.WIRE, Lane.LIBRARY, Lane.MAIL), now: datetime | None = None
) -> int:
    """Claim what is due, as far as there is room, and hand it over; gives how many that were.

    Returns without waiting for any answer. What is still due is claimed as soon as there is room again.
    """
    return dispatcher().run(lanes, now)


def delivery_send_now(*, delivery: Delivery, now: datetime | None = None) -> Attempt:
    """Make one try in this thread, due or not, and give what came of it.

    Where a worker was faster, waits for the worker's. Raises NotDeliverable where nothing may be sent.
    """
    claimed = delivery_claim(delivery=delivery, now=now or timezone.now())
    if claimed is None:
        return _other(delivery)
    outcome = delivery_try(claimed)
    deliveries_settle([(claimed, outcome)], now=now or timezone.now())
    return Attempt.objects.get(delivery=claimed, number=claimed.tries)


def _other(delivery: Delivery) -> Attempt:
    ends = time.monotonic() + WORD_OF_MOUTH_SECONDS
    while True:
        current = Delivery.objects.get(pk=delivery.pk)
        attempt = Attempt.objects.filter(delivery=delivery).order_by("-number").first()
        if attempt is None or (current.lease_until is None and attempt.duration_ms is None):
            raise NotDeliverable("Nothing is sent to this subscription in its present state.")
        if attempt.duration_ms is not None or time.monotonic() > ends:
            return attempt
        time.sleep(0.05)


def sending_stop(*, patience: float) -> None:
    """Before this process ends: claim no more, and wait so many seconds for what is under way."""
    with _shared_lock:
        shared = _shared.pop(os.getpid(), None)
    if shared is not None:
        shared.close(patience=patience)


_shared: dict[int, Dispatcher] = {}
_shared_lock = threading.Lock()


def dispatcher() -> Dispatcher:
    """The dispatcher of this process; a forked child gets its own, because threads do not survive a fork."""
    with _shared_lock:
        shared = _shared.get(os.getpid())
        if shared is None:
            _shared.clear()
            shared = _shared[os.getpid()] = Dispatcher()
        return shared
