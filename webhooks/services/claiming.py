"""Which deliveries are sent next, by fair turns, and by whom.

A claim is a lease: it moves `next_attempt_at` to the lease's end, so that what a crash left is due again by
itself. The try is counted and its attempt row is written in the claim's transaction, before any connection.
"""

import random
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from webhooks.models import Attempt, Delivery, Letter, Subscription
from webhooks.selectors.admission import deliveries_admitted
from webhooks.selectors.turns import due_firsts, turns
from webhooks.services.canceling import CLOSING, canceled, parked
from webhooks.services.notices import notices_leave
from webhooks.vocabulary import (
    OPEN_STATES,
    PERSONAL_KINDS,
    Audience,
    DeliveryKind,
    Lane,
    NoticeKind,
    SubscriptionState,
)

LEASES = {
    Lane.WIRE: timedelta(seconds=25),
    Lane.MAIL: timedelta(seconds=90),
    Lane.LIBRARY: timedelta(seconds=60),
}
"""Longer than a try can take, with all that happens around it."""

IN_FLIGHT = 8
"""At most so many at a time to one subscription that is well; one to others."""

TURNS = 500

_WELL, _NEW, _FAILING = range(3)

_TRYING = (SubscriptionState.UNCONFIRMED, SubscriptionState.ACTIVE)


def deliveries_claim(
    *, lane: Lane, limit: int, busy: Mapping[int, int], now: datetime, room: int | None = None
) -> list[Delivery]:
    """Claim at most `limit` deliveries that are due, each with its subscription and letter.

    `busy` says how many of this process are under way by subscription, `room` how many may be in all.
    Subscriptions (for mail: pages) take turns from a random point, so none is always first. On the wire and
    in the library those that are well come first, then those never tried, then those that fail. One that is
    not known to answer gets a single place at a time, and all such together half of the room; more than one
    place goes to one that is well only while half of the room is free. So nobody waits behind endpoints that
    hang, however many there are.

    What may not be sent any more is canceled here (D09), what used up its tries without an answer is parked.
    Nothing is written when nothing is due.
    """
    ids = _mail_ids(limit, now) if lane == Lane.MAIL else _ids(lane, limit, busy, now, room or limit)
    if not ids:
        return []
    with transaction.atomic():
        rows = list(
            _lock(Delivery.objects.filter(pk__in=ids, state__in=OPEN_STATES, next_attempt_at__lte=now))
        )
        good = _judge(rows, now)
        _lease(good, lane, now)
    return good


def delivery_claim(*, delivery: Delivery, now: datetime) -> Delivery | None:
    """Claim this one, due or not; None where it is closed or under way."""
    with transaction.atomic():
        free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
        found = list(_lock(Delivery.objects.filter(free, pk=delivery.pk, state__in=OPEN_STATES)))
        good = _judge(found, now)
        _lease(good, Lane(delivery.lane), now)
    return good[0] if good else None


def deliveries_give_back(*, deliveries: Sequence[Delivery], now: datetime) -> int:
    """Undo claims of which nothing was sent: no try is counted. Gives how many were still held."""
    count = 0
    for delivery in deliveries:
        with transaction.atomic():
            held = Delivery.objects.filter(pk=delivery.pk, token=delivery.token, lease_until__isnull=False)
            if held.update(tries=F("tries") - 1, next_attempt_at=now, lease_until=None):
                Attempt.objects.filter(delivery=delivery.pk, number=delivery.tries).delete()
                count += 1
    return count


def deliveries_release(*, now: datetime | None = None) -> int:
    """Make due what is leased, for the start of the only worker after the last one's end.

    Harmless if that one lives after all: the receiver gets the same id twice. Gives how many came free.
    """
    leased = Delivery.objects.filter(next_attempt_at__isnull=False, lease_until__isnull=False)
    return leased.update(next_attempt_at=now or timezone.now(), lease_until=None)


def may_be_sent(delivery: Delivery) -> bool:
    """Whether the subscription is, at this moment, in a state in which this is sent to it."""
    subscription = delivery.subscription
    if delivery.kind == DeliveryKind.GOODBYE:
        return subscription.state == SubscriptionState.UNSUBSCRIBED and bool(subscription.address)
    if delivery.kind in PERSONAL_KINDS:
        return subscription.state in _TRYING and (subscription.enabled or delivery.kind == DeliveryKind.TEST)
    if delivery.dedupe_key.startswith(CLOSING):
        # Also once a person switched the channel off or deleted it; what is gone or only failed has a reason.
        return not subscription.disabled_reason
    return subscription.enabled and subscription.state == SubscriptionState.ACTIVE


def _ids(lane: Lane, limit: int, busy: Mapping[int, int], now: datetime, room: int) -> list[int]:
    start = random.random()  # noqa: S311
    found = turns("subscription_id", lane=lane, now=now, start=start, limit=TURNS)
    if not found:
        return []
    ranks = _ranks({*found, *busy})
    if len(found) >= TURNS and sum(ranks.get(pk) != _FAILING for pk in found) < limit:
        # Among so many that fail the others would be found by luck.
        others = turns("subscription_id", lane=lane, now=now, start=start, limit=TURNS, unfailing=True)
        found = list(dict.fromkeys([*found, *others]))
        ranks |= _ranks(others)
    rows = {pk: rank == _WELL for pk, rank in ranks.items()}
    taken = sum(busy.values())
    doubtful = sum(count for pk, count in busy.items() if not rows.get(pk))
    firsts: list[int] = []
    for pk in _ordered([pk for pk in found if not busy.get(pk, 0)], ranks, limit):
        if len(firsts) >= limit:
            break
        if not rows.get(pk):
            if doubtful >= max(1, room // 2):
                continue
            doubtful += 1
        firsts.append(pk)
    taken += len(firsts)
    spare = min(limit - len(firsts), max(0, room // 2 - taken))
    places = dict.fromkeys(firsts, 1)
    well = [pk for pk in found if rows.get(pk)]
    for pk, more in _shares(
        well, spare, {pk: IN_FLIGHT - busy.get(pk, 0) - places.get(pk, 0) for pk in well}
    ):
        places[pk] = places.get(pk, 0) + more
    return due_firsts("subscription_id", places, lane=lane, now=now)


def _ranks(keys: Collection[int]) -> dict[int, int]:
    rows = Subscription.objects.filter(pk__in=keys)
    return {
        pk: _FAILING if failing is not None else _NEW if delivered is None else _WELL
        for pk, failing, delivered in rows.values_list("pk", "failing_since", "last_delivered_at")
    }


def _ordered(found: Sequence[int], ranks: Mapping[int, int], limit: int) -> list[int]:
    """Who is well, then who was never tried, then who fails; a quarter of the places is not for the first."""
    order = sorted(found, key=lambda pk: ranks.get(pk, _FAILING))
    well = [pk for pk in order if ranks.get(pk) == _WELL]
    others = order[len(well) :]
    first = limit - min(len(others), limit // 4)
    return [*well[:first], *others, *well[first:]]


def _mail_ids(limit: int, now: datetime) -> list[int]:
    pages = turns("page_id", lane=Lane.MAIL, now=now, start=random.random(), limit=limit)  # noqa: S311
    places = dict.fromkeys(pages, limit)
    # One each first; what then is left goes to whoever has more.
    share = max(1, limit // max(1, len(pages)))
    ids = due_firsts("page_id", dict.fromkeys(pages, share), lane=Lane.MAIL, now=now)
    if len(ids) < limit and len(pages) > 1:
        more = due_firsts("page_id", places, lane=Lane.MAIL, now=now)
        ids = list(dict.fromkeys([*ids, *more]))
    return ids[:limit]


def _shares(order: Sequence[int], spare: int, most: Mapping[int, int]) -> Iterable[tuple[int, int]]:
    """`spare` places dealt out evenly, at most so many each."""
    left = spare
    for index, pk in enumerate(order):
        part = min(most[pk], -(-left // (len(order) - index)))
        if part > 0:
            left -= part
            yield pk, part


def _lock(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    # SQLite locks the whole database when the transaction begins.
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True)
    return rows


def _furnish(rows: Sequence[Delivery]) -> None:
    """Give each its subscription, page and letter; many share them, so they are read once and not joined."""
    subscriptions = Subscription.objects.select_related("page").in_bulk({row.subscription_id for row in rows})
    letters = Letter.objects.in_bulk({row.letter_id for row in rows})
    for row in rows:
        row.subscription = subscriptions[row.subscription_id]
        row.page = row.subscription.page
        row.letter = letters[row.letter_id]
        row.letter.page = row.page


def _judge(rows: Sequence[Delivery], now: datetime) -> list[Delivery]:
    """Those that may be sent; the others are ended."""
    _furnish(rows)
    good: list[Delivery] = []
    used_up: list[Delivery] = []
    unwanted: list[int] = []
    asleep: list[int] = []
    admitted = deliveries_admitted(rows)
    for row in rows:
        if row.subscription.page.deleted_at is not None or not may_be_sent(row) or row.pk not in admitted:
            (asleep if _is_asleep(row) else unwanted).append(row.pk)
        elif row.tries >= row.budget:
            used_up.append(row)
        else:
            good.append(row)
    if unwanted:
        Delivery.objects.filter(pk__in=unwanted).update(**canceled(now))
    if used_up or asleep:
        Delivery.objects.filter(pk__in=[row.pk for row in used_up] + asleep).update(**parked(now))
    if used_up:
        error = _("The last try was interrupted, and there is no answer.")
        tellings = {row.subscription_id: (row.subscription, error) for row in used_up}
        notices_leave(kind=NoticeKind.PARKED, errors=tellings.values(), now=now)
    return good


def _is_asleep(row: Delivery) -> bool:
    """Whether this is for a machine's endpoint that is only switched off."""
    is_there = row.subscription.state == SubscriptionState.ACTIVE and row.subscription.page.deleted_at is None
    return is_there and row.subscription.audience == Audience.MACHINE and row.kind not in PERSONAL_KINDS


def _lease(rows: Sequence[Delivery], lane: Lane, now: datetime) -> None:
    if not rows:
        return
    token, until = uuid.uuid4(), now + LEASES[lane]
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
        tries=F("tries") + 1, token=token, lease_until=until, next_attempt_at=until
    )
    for row in rows:
        row.tries += 1
        row.token, row.lease_until, row.next_attempt_at = token, until, until
    Attempt.objects.bulk_create([Attempt(delivery_id=row.pk, number=row.tries, at=now) for row in rows])
