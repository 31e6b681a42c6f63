"""Thin tasks: what is due is found in the database, so that each may run twice, or get lost."""

import threading
from collections.abc import Callable
from contextlib import ExitStack

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from statuspage import queue
from statuspage.services.admissions import admission_links_purge
from statuspage.services.invitations import invitations_purge
from statuspage.services.sign_in import sessions_purge
from webhooks.selectors.due import due_now
from webhooks.services.alerts import alerts_tick
from webhooks.services.fanout import events_fan_out
from webhooks.services.retention import deliveries_retain
from webhooks.services.sending import deliveries_send
from webhooks.services.subscribers import (
    subscriber_imports_purge,
    subscriber_imports_work,
    subscribers_prove,
    subscribers_purge,
)
from webhooks.services.waiting import waiting_release
from webhooks.vocabulary import Lane

_fanning_out, _releasing, _alerting = threading.Lock(), threading.Lock(), threading.Lock()
_importing = threading.Lock()

# With a broker mail has a queue of its own, and workers of its own where there is much of it.
_LANES = tuple(Lane) if settings.CANDOR_EMBEDDED else (Lane.WIRE, Lane.LIBRARY)


@shared_task(name="webhooks.tick")
def tick() -> None:
    """Look with one query what there is to do, and do it, without waiting for the answers of receivers.

    Where one part fails the others are done all the same.
    """
    due = due_now(now=timezone.now())
    with ExitStack() as parts:
        # The last one comes first: what these make is sent in the same round, but nobody waits for a list.
        if due.imports:
            parts.callback(imports)
        if due.wire or due.library or (due.mail and Lane.MAIL in _LANES) or due.alerts or due.waiting:
            parts.callback(deliveries_send, lanes=_LANES)
        if due.events:
            parts.callback(fan_out)
        if due.waiting:
            parts.callback(_alone, _releasing, waiting_release)
        if due.alerts:
            parts.callback(_alone, _alerting, alerts_tick)


@shared_task(name="webhooks.fan_out")
def fan_out() -> None:
    """Turn what happened into deliveries, and have them sent at once."""
    if _alone(_fanning_out, events_fan_out):
        queue.ring("webhooks.mail")
        deliveries_send(lanes=_LANES)


@shared_task(name="webhooks.imports")
def imports() -> None:
    """Take in some batches of a list of subscribers."""
    _alone(_importing, subscriber_imports_work)


@shared_task(name="webhooks.mail")
def mail() -> None:
    """Claim mails that are due and hand them over."""
    deliveries_send(lanes=(Lane.MAIL,))


@shared_task(name="webhooks.retain")
def retain() -> None:
    """Delete what is old, forget who left and what ended, and make up for proofs that a crash lost."""
    deliveries_retain()
    subscribers_purge()
    subscribers_prove()
    subscriber_imports_purge()
    admission_links_purge()
    invitations_purge()
    sessions_purge()


def _alone(lock: threading.Lock, act: Callable[[], int]) -> int:
    """Do it unless this process is at it already: a long one must not take all threads of its queue."""
    if not lock.acquire(blocking=False):
        return 0
    try:
        return act()
    finally:
        lock.release()
