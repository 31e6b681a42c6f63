"""Claims what is due, hands it to its lane, and settles what comes of it.

Claiming happens in a worker's task, which returns at once; sending in the wire's thread or in the small pools
of mail and library; settling in one thread, in batches. Whatever is under way when the process ends comes
back through its lease.
"""

import logging
import os
import queue
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from webhooks.exceptions import NotDeliverable, TryInProgress
from webhooks.models import Attempt, Delivery
from webhooks.services.claiming import delivery_claim
from webhooks.services.dispatching import Dispatcher
from webhooks.services.settling import deliveries_settle
from webhooks.services.trying import delivery_send_whole, delivery_try, no_answer
from webhooks.transports.base import Outcome
from webhooks.vocabulary import Lane

logger = logging.getLogger(__name__)

TEST_SECONDS = 5.0
"""So long at most a thread that serves people waits for the answer to a test."""


def deliveries_send(
    *, lanes: Sequence[Lane] = (Lane.WIRE, Lane.LIBRARY, Lane.MAIL), now: datetime | None = None
) -> int:
    """Claim what is due, as far as there is room, and hand it over; gives how many that were.

    Returns without waiting for any answer. What is still due is claimed as soon as there is room again.
    """
    return dispatcher().run(lanes, now)


def tryout_send(*, test: Callable[[], Delivery], now: datetime | None = None) -> Attempt:
    """Make a test delivery, send it in this thread and give what came of it within five seconds.

    One at a time in a process: its few threads serve everybody, so no more than one of them waits for other
    people's endpoints. Raises TryInProgress, before anything is made, while another one waits, and
    NotDeliverable where nothing may be sent.
    """
    if not _place.acquire(blocking=False):
        raise _in_progress()
    try:
        if any(thread.is_alive() for thread in _left_behind):
            raise _in_progress()
        _left_behind.clear()
        return delivery_send_now(delivery=test(), now=now)
    finally:
        _place.release()


def delivery_send_now(*, delivery: Delivery, now: datetime | None = None) -> Attempt:
    """Make one try in this thread, due or not, and give what came of it within five seconds.

    Where a worker was faster, waits for the worker's as long; its attempt may still be without an answer
    then. Raises NotDeliverable where nothing may be sent.
    """
    ends = time.monotonic() + TEST_SECONDS
    claimed = delivery_claim(delivery=delivery, now=now or timezone.now())
    if claimed is None:
        return _other(delivery, ends)
    outcome = _tried(claimed)
    deliveries_settle([(claimed, outcome)], now=now or timezone.now())
    return Attempt.objects.select_related("delivery").get(delivery=claimed, number=claimed.tries)


def _tried(delivery: Delivery) -> Outcome:
    if delivery.lane == Lane.WIRE:
        return delivery_try(delivery, seconds=TEST_SECONDS)
    # Mail servers and libraries can stretch their time by a word now and then; nobody waits for that.
    outcomes: queue.SimpleQueue[Outcome] = queue.SimpleQueue()

    def run() -> None:
        try:
            outcomes.put(delivery_send_whole(delivery))
        finally:
            connection.close()

    thread = threading.Thread(target=run, name="test", daemon=True)
    thread.start()
    try:
        return outcomes.get(timeout=TEST_SECONDS)
    except queue.Empty:
        _left_behind.append(thread)
        return no_answer(TEST_SECONDS)


def _other(delivery: Delivery, ends: float) -> Attempt:
    while True:
        current = Delivery.objects.get(pk=delivery.pk)
        attempts = Attempt.objects.select_related("delivery").filter(delivery=delivery)
        attempt = attempts.order_by("-number").first()
        if attempt is None or (current.lease_until is None and attempt.duration_ms is None):
            raise NotDeliverable(_("Nothing is sent to this subscription in its present state."))
        if attempt.duration_ms is not None or time.monotonic() > ends:
            return attempt
        time.sleep(0.05)


def _in_progress() -> TryInProgress:
    return TryInProgress(
        _("Another test is waiting for its answer. Try again in a few seconds; nothing was sent."),
        retry_after=round(TEST_SECONDS),
    )


def sending_stop(*, patience: float) -> None:
    """Before this process ends: claim no more, and wait so many seconds for what is under way."""
    with _shared_lock:
        shared = _shared.pop(os.getpid(), None)
    if shared is not None:
        shared.close(patience=patience)


_place = threading.Lock()
_left_behind: list[threading.Thread] = []
"""Tries that nobody waits for any more but that have not ended yet; read and written with the place."""

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
