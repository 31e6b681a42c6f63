"""Writing deliveries: one at a time where somebody asks for one, many at once in the fan-out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from statuspage.models import Event
from webhooks.models import Delivery, DeliveryItem, Letter, Subscription
from webhooks.transports.registry import transport_for
from webhooks.vocabulary import DeliveryKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A delivery that is about to be written."""

    subscription: Subscription
    kind: DeliveryKind
    dedupe_key: str
    letter: Letter
    events: Sequence[Event]
    sequence: int = 0
    subject_uid: str = ""


def delivery_enqueue(
    *,
    subscription: Subscription,
    kind: DeliveryKind,
    dedupe_key: str,
    letter: Letter,
    events: Sequence[Event] = (),
    sequence: int = 0,
    subject_uid: str = "",
    at: datetime,
) -> Delivery:
    """Have one message sent from `at` on. Inside a transaction.

    Doing it again with the same `dedupe_key` gives the delivery that is there and changes nothing.
    """
    if letter._state.adding:
        letter.save()
    delivery, created = Delivery.objects.get_or_create(
        subscription=subscription,
        dedupe_key=dedupe_key,
        defaults={
            "page_id": subscription.page_id,
            "letter": letter,
            "kind": kind,
            "lane": transport_for(subscription.kind).lane,
            "sequence": sequence,
            "subject_uid": subject_uid,
            "next_attempt_at": at,
        },
    )
    if created and events:
        DeliveryItem.objects.bulk_create(DeliveryItem(delivery=delivery, event=event) for event in events)
    return delivery


def deliveries_write(tellings: Sequence[Telling], *, at: datetime) -> int:
    """Write many deliveries with their letters and events in four queries; gives how many are new.

    What a subscription has been told under the same key already is left alone. Inside a transaction.
    """
    if not tellings:
        return 0
    letters = {id(telling.letter): telling.letter for telling in tellings if telling.letter._state.adding}
    Letter.objects.bulk_create(letters.values())
    rows = [_row(telling, at) for telling in tellings]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    # Rows that were there already have other uids, and their keys are not given back.
    written = dict(Delivery.objects.filter(uid__in=[row.uid for row in rows]).values_list("uid", "pk"))
    items = [
        DeliveryItem(delivery_id=written[row.uid], event=event)
        for row, telling in zip(rows, tellings, strict=True)
        if row.uid in written
        for event in telling.events
    ]
    DeliveryItem.objects.bulk_create(items)
    return len(written)


def _row(telling: Telling, at: datetime) -> Delivery:
    return Delivery(
        page_id=telling.subscription.page_id,
        subscription_id=telling.subscription.pk,
        letter=telling.letter,
        kind=telling.kind,
        lane=transport_for(telling.subscription.kind).lane,
        dedupe_key=telling.dedupe_key,
        sequence=telling.sequence,
        subject_uid=telling.subject_uid,
        next_attempt_at=at,
        created_at=at,
    )
