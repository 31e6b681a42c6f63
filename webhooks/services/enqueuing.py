"""Writing deliveries: one at a time where somebody asks for one, many at once in the fan-out."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from statuspage.ids import new_uids
from statuspage.models import Event
from webhooks.models import TRIES, Delivery, DeliveryItem, Letter, Subscription
from webhooks.selectors.readers import Told
from webhooks.transports.registry import transport_for
from webhooks.vocabulary import DeliveryKind, DeliveryState, Lane


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A delivery that is about to be written."""

    subscription: Told
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
    lane: Lane | None = None,
    at: datetime,
) -> Delivery:
    """Have one message sent from `at` on. Inside a transaction.

    It travels as its subscription does, unless a `lane` says otherwise: whoever answers for an endpoint is
    written to by mail.
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
            "lane": lane or transport_for(subscription.kind).lane,
            "sequence": sequence,
            "subject_uid": subject_uid,
            "next_attempt_at": at,
        },
    )
    if created and events:
        DeliveryItem.objects.bulk_create(DeliveryItem(delivery=delivery, event=event) for event in events)
    return delivery


def deliveries_write(tellings: Sequence[Telling], *, at: datetime) -> int:
    """Write many deliveries with their letters and events in three statements; gives how many are new.

    What a subscription has been told under the same key already is left alone. Inside a transaction.
    """
    if not tellings:
        return 0
    letters = {id(telling.letter): telling.letter for telling in tellings if telling.letter._state.adding}
    Letter.objects.bulk_create(letters.values())
    uids = new_uids(len(tellings))
    lanes: dict[str, Lane] = {}
    rows, items = [], []
    for uid, telling in zip(uids, tellings, strict=True):
        subscription = telling.subscription
        if subscription.kind not in lanes:
            lanes[subscription.kind] = transport_for(subscription.kind).lane
        rows.append(
            (
                uid,
                subscription.page_id,
                subscription.pk,
                telling.letter.pk,
                telling.kind,
                lanes[subscription.kind],
                telling.dedupe_key,
                telling.sequence,
                telling.subject_uid,
            )
        )
        items += [(uid, event.pk) for event in telling.events]
    return _insert(rows, items, at)


# Models for each row would cost several times what the database takes for it, and a page may have a hundred
# thousand subscribers. The rows travel as one parameter; what is the same for all is said once.
_DELIVERIES = """
    INSERT INTO webhooks_delivery (
        uid, page_id, subscription_id, letter_id, kind, lane, dedupe_key, sequence, subject_uid,
        created_at, updated_at, next_attempt_at, state, tries, budget, token
    )
    SELECT {columns}, %s, %s, %s, %s, 0, %s, %s
    FROM {rows} WHERE true
    ON CONFLICT DO NOTHING RETURNING uid, id
"""
_ITEMS = """
    INSERT INTO webhooks_deliveryitem (delivery_id, event_id)
    SELECT {columns} FROM {rows}
"""
_TYPES = ("text", "bigint", "bigint", "bigint", "text", "text", "text", "bigint", "text")


def _insert(rows: Sequence[tuple[object, ...]], items: Sequence[tuple[str, int]], at: datetime) -> int:
    moment = connection.ops.adapt_datetimefield_value(at)
    token = Delivery._meta.get_field("token").get_db_prep_value(uuid.uuid4(), connection)
    columns = [_cell(number, kind) for number, kind in enumerate(_TYPES)]
    same = [moment, moment, moment, DeliveryState.PENDING.value, TRIES, token]
    with connection.cursor() as cursor:
        insert = _DELIVERIES.format(columns=", ".join(columns), rows=_from_json())
        cursor.execute(insert, [*same, json.dumps(rows)])
        # What was there already is not given back, and has its events.
        written = dict(cursor.fetchall())
        told = [(written[uid], event) for uid, event in items if uid in written]
        if told:
            columns = [_cell(number, "bigint") for number in range(2)]
            insert = _ITEMS.format(columns=", ".join(columns), rows=_from_json())
            cursor.execute(insert, [json.dumps(told)])
    return len(written)


def _from_json() -> str:
    return "json_array_elements(%s::json) AS told(value)" if _is_postgresql() else "json_each(%s) AS told"


def _cell(number: int, kind: str) -> str:
    if _is_postgresql():
        return f"(told.value->>{number})::{kind}"
    return f"json_extract(told.value, '$[{number}]')"


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"
