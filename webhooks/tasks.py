"""Thin tasks: what is due is found in the database, so that each may run twice, or get lost."""

import threading

from celery import shared_task

from statuspage import queue
from webhooks.services.alerts import alerts_tick
from webhooks.services.fanout import events_fan_out
from webhooks.services.retention import deliveries_retain
from webhooks.services.sending import deliveries_send
from webhooks.services.subscribers import subscribers_prove, subscribers_purge
from webhooks.services.waiting import waiting_release
from webhooks.vocabulary import Lane

_fanning_out, _releasing, _alerting = threading.Lock(), threading.Lock(), threading.Lock()


@shared_task(name="webhooks.fan_out")
def fan_out() -> None:
    """Turn what happened into deliveries, and have them sent at once.

    One at a time in a process, so that a long one cannot take all threads of its lane.
    """
    if not _fanning_out.acquire(blocking=False):
        return
    try:
        made = events_fan_out()
    finally:
        _fanning_out.release()
    if made:
        queue.ring("webhooks.mail")
        deliveries_send(lanes=(Lane.WIRE, Lane.LIBRARY))


@shared_task(name="webhooks.deliver")
def deliver() -> None:
    """Claim what is due by HTTP or through a library, and hand it over without waiting for answers."""
    deliveries_send(lanes=(Lane.WIRE, Lane.LIBRARY))


@shared_task(name="webhooks.mail")
def mail() -> None:
    """Claim mails that are due and hand them over."""
    deliveries_send(lanes=(Lane.MAIL,))


@shared_task(name="webhooks.release")
def release() -> None:
    """Tell what waited to be told together; one at a time in a process."""
    if _releasing.acquire(blocking=False):
        try:
            waiting_release()
        finally:
            _releasing.release()


@shared_task(name="webhooks.alerts")
def alerts() -> None:
    """Tell channels what came due without a new flip; one at a time in a process."""
    if _alerting.acquire(blocking=False):
        try:
            alerts_tick()
        finally:
            _alerting.release()


@shared_task(name="webhooks.retain")
def retain() -> None:
    """Delete what is old, forget who left, and make up for proofs that a crash lost."""
    deliveries_retain()
    subscribers_purge()
    subscribers_prove()
