"""One try of a delivery, by whichever way it goes; nothing here raises."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from statuspage.egress import EgressError
from statuspage.sealing import unseal
from webhooks.models import Delivery
from webhooks.selectors.deliveries import text_blotted
from webhooks.transports.base import Answer, Outcome, Outgoing, Transport, Verdict
from webhooks.transports.email import send_mails
from webhooks.transports.registry import TRANSPORTS
from webhooks.transports.wire import TIMEOUT_SECONDS, Wire, wire
from webhooks.vocabulary import Lane

logger = logging.getLogger(__name__)


def delivery_try(delivery: Delivery, *, seconds: float = TIMEOUT_SECONDS) -> Outcome:
    """Make the try in this thread and wait for its end; on the wire at most so many seconds."""
    transport = TRANSPORTS.get(delivery.subscription.kind)
    if transport is None:
        return _unknown(delivery)
    if transport.lane != Lane.WIRE:
        return delivery_send_whole(delivery)
    request = _request(transport, delivery)
    if isinstance(request, Outcome):
        return request
    answer = wire().send_and_wait(request, timeout=seconds)
    if answer.code == "timeout":
        answer = replace(answer, error=no_answer(seconds).error)
    return _judged(transport, delivery, answer)


def delivery_post(delivery: Delivery, *, by: Wire, done: Callable[[Delivery, Outcome], None]) -> None:
    """Begin the try on the wire; `done` is called once, in another thread unless nothing could be sent."""
    transport = TRANSPORTS.get(delivery.subscription.kind)
    if transport is None:
        done(delivery, _unknown(delivery))
        return
    request = _request(transport, delivery)
    if isinstance(request, Outcome):
        done(delivery, request)
        return
    by.send(
        request,
        timeout=TIMEOUT_SECONDS,
        done=lambda answer: done(delivery, _judged(transport, delivery, answer)),
    )


def delivery_send_whole(delivery: Delivery) -> Outcome:
    """A try by a transport that sends by itself (mail, library)."""
    transport = TRANSPORTS.get(delivery.subscription.kind)
    if transport is None:
        return _unknown(delivery)
    begun = time.monotonic()
    try:
        if transport.lane == Lane.MAIL:
            return send_mails([delivery])[0]
        return transport.send(delivery, _unsealed(delivery))
    except Exception:
        logger.exception("The delivery %s could not be sent", delivery.uid)
        return delivery_unprepared(round((time.monotonic() - begun) * 1000))


def delivery_unprepared(duration_ms: int = 0) -> Outcome:
    """The outcome of a try that failed on our side; it counts, so that it is not made for ever."""
    return Outcome(
        verdict=Verdict.RETRY, error=_("The message could not be prepared."), duration_ms=duration_ms
    )


def no_answer(seconds: float) -> Outcome:
    """The end of a try for which nobody waits any longer."""
    error = _("There was no answer in %g seconds.") % seconds
    return Outcome(verdict=Verdict.RETRY, error=error, duration_ms=round(seconds * 1000))


def _request(transport: Transport, delivery: Delivery) -> Outgoing | Outcome:
    try:
        return transport.request(delivery, _unsealed(delivery), number=delivery.tries, at=timezone.now())
    except EgressError as error:
        return Outcome(verdict=Verdict.REFUSED, error=str(error.detail))
    except Exception:
        logger.exception("The delivery %s could not be prepared", delivery.uid)
        return delivery_unprepared()


def _judged(transport: Transport, delivery: Delivery, answer: Answer) -> Outcome:
    try:
        outcome = transport.judge(answer)
        secrets = transport.unrepeated(delivery)
        return replace(
            outcome,
            error=text_blotted(outcome.error, secrets),
            answer=text_blotted(outcome.answer, secrets),
        )
    except Exception:
        logger.exception("The answer to the delivery %s could not be judged", delivery.uid)
        return delivery_unprepared(answer.duration_ms)


def _unsealed(delivery: Delivery) -> Mapping[str, Any]:
    # Opening a seal costs more than signing with what is inside.
    return dict(_opened(delivery.subscription.secrets))


@lru_cache(2048)
def _opened(sealed: str) -> Mapping[str, Any]:
    return unseal(sealed)


def _unknown(delivery: Delivery) -> Outcome:
    error = _("This version of Candor cannot send to subscriptions of the kind %s.")
    return Outcome(verdict=Verdict.RETRY, error=error % delivery.subscription.kind)
