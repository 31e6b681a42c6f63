"""What becomes of deliveries after a try: done, tried again, or parked where people see it."""

import logging
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from webhooks.models import TRIES, Attempt, Delivery, Subscription
from webhooks.schedule import next_attempt
from webhooks.services.canceling import canceled
from webhooks.services.ending import subscription_end
from webhooks.services.notices import notices_leave
from webhooks.services.subscribers import UNPROVED, subscriber_proved
from webhooks.transports.base import ANSWER_BYTES, Outcome, Verdict
from webhooks.vocabulary import OPEN_STATES, Audience, DeliveryKind, DeliveryState, NoticeKind

logger = logging.getLogger(__name__)

PATIENCE = timedelta(days=5)
"""A subscription that only failed for so long is disabled."""

QUIET = timedelta(hours=30)
"""What was not tried for so long, which is longer than the longest wait, may have been well in between."""

ERROR_LENGTH = 500

_rng = random.Random()  # noqa: S311
_READ = ("uid", "page", "audience", "kind", "name", "state", "failing_since", "last_error")
_FAILED = ("state", "next_attempt_at", "lease_until", "finished_at", "updated_at")


@dataclass(slots=True)
class _Standing:
    """What this batch says about one subscription."""

    row: Subscription
    delivered: bool = False
    failed: bool = False
    error: str = ""
    verdict: Verdict | None = None


def deliveries_settle(outcomes: Sequence[tuple[Delivery, Outcome]], *, now: datetime) -> int:
    """Keep what each try came to, in one transaction; gives how many deliveries it moved.

    Only who still holds a delivery's lease moves it: what comes later keeps its answer with its attempt and
    changes nothing else. A subscription that says that it is gone, an address that does not exist and an
    endpoint that only failed for five days are ended afterwards, and a visitor's endpoint that took its first
    message is active from then on, each in a transaction of its own.
    """
    if not outcomes:
        return 0
    with transaction.atomic():
        subscriptions = _lock_subscriptions(outcomes)
        held = _lock_deliveries(outcomes)
        _answer([one for one in outcomes if one[0].pk in held], now)
        mine = [one for one in outcomes if _is_mine(one[0], held)]
        standings = {pk: _Standing(row) for pk, row in subscriptions.items()}
        _move(mine, standings, now)
        _note(standings.values(), now)
    _end(standings.values(), now)
    return len(mine)


def _lock_subscriptions(outcomes: Iterable[tuple[Delivery, Outcome]]) -> dict[int, Subscription]:
    # Before the deliveries, as everybody does who cancels those of a subscription.
    ids = {delivery.subscription_id for delivery, _outcome in outcomes}
    rows = Subscription.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    return {row.pk: row for row in rows.only(*_READ)}


def _lock_deliveries(outcomes: Iterable[tuple[Delivery, Outcome]]) -> dict[int, tuple[object, str]]:
    ids = [delivery.pk for delivery, _outcome in outcomes]
    rows = Delivery.objects.filter(pk__in=ids).order_by("pk").select_for_update()
    found = {row.pk: row for row in rows.only("token", "state", "budget")}
    for delivery, _outcome in outcomes:
        if delivery.pk in found:
            # Somebody may have asked for more tries while this one was under way.
            delivery.budget = found[delivery.pk].budget
    return {pk: (row.token, row.state) for pk, row in found.items()}


def _is_mine(delivery: Delivery, held: dict[int, tuple[object, str]]) -> bool:
    token, state = held.get(delivery.pk, (None, ""))
    return token == delivery.token and state in OPEN_STATES


def _answer(outcomes: Sequence[tuple[Delivery, Outcome]], now: datetime) -> None:
    # An insert that always conflicts: one statement for many rows of different values, on both databases.
    Attempt.objects.bulk_create(
        [
            Attempt(
                delivery_id=delivery.pk,
                number=delivery.tries,
                at=now,
                status=outcome.status,
                duration_ms=max(0, outcome.duration_ms),
                error=outcome.error[:ERROR_LENGTH],
                answer=outcome.answer[:ANSWER_BYTES].replace("\x00", "\ufffd"),
            )
            for delivery, outcome in outcomes
        ],
        update_conflicts=True,
        unique_fields=["delivery", "number"],
        update_fields=["status", "duration_ms", "error", "answer"],
    )


def _move(
    outcomes: Sequence[tuple[Delivery, Outcome]], standings: dict[int, _Standing], now: datetime
) -> None:
    done: list[int] = []
    failed: list[Delivery] = []
    parked: dict[int, tuple[Subscription, str]] = {}
    for delivery, outcome in outcomes:
        standing = standings[delivery.subscription_id]
        if outcome.verdict == Verdict.DELIVERED:
            done.append(delivery.pk)
            standing.delivered = True
            continue
        standing.error = outcome.error[:ERROR_LENGTH]
        if delivery.kind != DeliveryKind.TEST:
            standing.failed = True
            if outcome.verdict in (Verdict.GONE, Verdict.BOUNCED):
                standing.verdict = outcome.verdict
        _fail(delivery, outcome, now)
        failed.append(delivery)
        ended = outcome.verdict in (Verdict.BOUNCED, Verdict.GONE)
        given_up = delivery.state == DeliveryState.PARKED and not ended
        if given_up and delivery.kind != DeliveryKind.TEST:
            # The first one is told of; what else is given up in the same trouble is not.
            standing.row.failing_since = standing.row.failing_since or now
            parked[standing.row.pk] = (standing.row, standing.error)
    if done:
        Delivery.objects.filter(pk__in=done).update(
            **{**canceled(now), "state": DeliveryState.DELIVERED, "updated_at": now}
        )
    if failed:
        Delivery.objects.bulk_update(failed, _FAILED, batch_size=200)
    notices_leave(kind=NoticeKind.PARKED, errors=parked.values(), now=now)


def _fail(delivery: Delivery, outcome: Outcome, now: datetime) -> None:
    """The delivery after a try that did not reach anybody; not written yet."""
    made = delivery.tries - (delivery.budget - TRIES)
    again = None
    if delivery.kind != DeliveryKind.TEST and outcome.verdict in (Verdict.RETRY, Verdict.REFUSED):
        again = next_attempt(made, retry_after=outcome.retry_after, now=now, rng=_rng)
    delivery.lease_until = None
    delivery.next_attempt_at = again
    delivery.updated_at = now
    if again is not None:
        delivery.state = DeliveryState.RETRYING
        return
    delivery.finished_at = now
    # A machine may come back and be sent what it missed.
    gone = outcome.verdict == Verdict.GONE and delivery.subscription.audience != Audience.MACHINE
    delivery.state = DeliveryState.CANCELED if gone else DeliveryState.PARKED


def _note(standings: Iterable[_Standing], now: datetime) -> None:
    """What is remembered of the subscriptions: since when they fail, and why."""
    well = [standing.row.pk for standing in standings if standing.delivered]
    if well:
        Subscription.objects.filter(pk__in=well).update(
            last_delivered_at=now, failing_since=None, last_error=""
        )
    by_error: dict[tuple[str, datetime | None], list[int]] = defaultdict(list)
    for standing in standings:
        if standing.delivered or not standing.error:
            continue
        row = standing.row
        if standing.failed:
            row.failing_since = row.failing_since or now
        row.last_error = standing.error
        by_error[(row.last_error, row.failing_since)].append(row.pk)
    for (error, since), ids in by_error.items():
        Subscription.objects.filter(pk__in=ids).update(last_error=error, failing_since=since)


def _end(standings: Iterable[_Standing], now: datetime) -> None:
    for standing in standings:
        row = standing.row
        try:
            if standing.verdict is not None:
                subscription_end(subscription=row, reason=standing.error, now=now)
            elif not standing.delivered and standing.failed and _is_old(row, now):
                since = _failing_since(row, now)
                if now - since < PATIENCE:
                    Subscription.objects.filter(pk=row.pk, failing_since=row.failing_since).update(
                        failing_since=since
                    )
                    continue
                reason = _("It only failed for five days: %s") % row.last_error
                subscription_end(subscription=row, reason=reason, now=now)
            elif standing.delivered and row.audience == Audience.VISITOR and row.state in UNPROVED:
                subscriber_proved(subscription=row, now=now)
        except Exception:
            # The next try finds the same and comes here again; the other subscriptions must not wait for it.
            logger.exception("What became of the subscription %s could not be kept", row.uid)


def _is_old(row: Subscription, now: datetime) -> bool:
    # When our own mail server is away everybody's mail fails; addresses that are wrong bounce.
    return row.kind != "email" and row.failing_since is not None and now - row.failing_since >= PATIENCE


def _failing_since(row: Subscription, now: datetime) -> datetime:
    """The beginning of the time in which it was tried again and again, and failed each time."""
    assert row.failing_since is not None  # noqa: S101 - only what fails is asked about
    tries = Attempt.objects.filter(
        delivery__subscription=row.pk,
        at__gte=max(row.failing_since, now - PATIENCE - QUIET),
        duration_ms__isnull=False,
    ).exclude(delivery__kind=DeliveryKind.TEST)
    begun = now
    for moment in (*tries.order_by("-at").values_list("at", flat=True), row.failing_since):
        if begun - moment > QUIET:
            break
        begun = moment
    return begun
