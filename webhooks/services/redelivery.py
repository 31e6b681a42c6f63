"""Sending again by hand what was sent, or given up, before."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.models import Page
from webhooks.exceptions import DeliveryNotFound, NotDeliverable
from webhooks.models import TRIES, Delivery, Subscription
from webhooks.services.claiming import may_be_sent
from webhooks.vocabulary import OPEN_STATES, DeliveryState, SubscriptionState

MOST = 10_000
"""How many one act may send again."""


def delivery_redeliver(*, delivery: Delivery, by: Actor, now: datetime | None = None) -> Delivery:
    """Send once more, as soon as can be: the same id and bytes, the next number of try, ten new tries.

    What is still to be tried is tried at once; what is on the wire at this moment is left alone. Raises
    NotDeliverable where the subscription gets nothing in its present state.
    """
    with journal.transaction(now) as now:
        rows = Delivery.objects.select_for_update(of=("self",)).select_related("subscription", "page")
        row = rows.filter(pk=delivery.pk).first()
        if row is None:
            raise DeliveryNotFound(_("There is no such delivery."))
        if not may_be_sent(row):
            raise NotDeliverable(
                _("Nothing is sent to this subscription in its present state; enable it first.")
            )
        if row.lease_until is None:
            _again(Delivery.objects.filter(pk=row.pk), now)
        journal.record(
            kind="delivery.redelivered",
            page=row.page,
            subject_kind="delivery",
            subject_uid=row.uid,
            subject_label=str(row.subscription),
            by=by,
            at=now,
            before={"state": row.state, "tries": row.tries},
        )
        row.refresh_from_db(fields=["state", "budget", "next_attempt_at", "finished_at", "updated_at"])
        return row


def deliveries_redeliver(
    *,
    page: Page,
    since: datetime,
    until: datetime,
    webhook: Subscription | None = None,
    states: Collection[str] | None = None,
    by: Actor,
    now: datetime | None = None,
) -> int:
    """Send again what was made from `since` up to but not at `until`; gives how many those are.

    Of all subscriptions or of one; without `states` what was parked. Subscriptions that get nothing in their
    present state are passed over, and so is what is under way. At most 10,000 at a time, the oldest first.
    """
    with journal.transaction(now) as now:
        rows = Delivery.objects.filter(
            page=page,
            created_at__gte=since,
            created_at__lt=until,
            state__in=[DeliveryState.PARKED] if states is None else states,
            lease_until__isnull=True,
            subscription__enabled=True,
            subscription__state=SubscriptionState.ACTIVE,
        )
        if webhook is not None:
            rows = rows.filter(subscription=webhook)
        # Held against a worker that settles or claims one of them at this moment.
        ids = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True)[:MOST])
        count = sum(
            _again(Delivery.objects.filter(pk__in=ids[start : start + 500]), now)
            for start in range(0, len(ids), 500)
        )
        if count:
            journal.record(
                kind="delivery.redelivered",
                page=page,
                subject_kind="webhook" if webhook is not None else "page",
                subject_uid=webhook.uid if webhook is not None else page.uid,
                subject_label=str(webhook) if webhook is not None else page.name,
                by=by,
                at=now,
                after={"since": since, "until": until, "deliveries": count},
            )
        return count


def _again(rows: QuerySet[Delivery], now: datetime) -> int:
    rows.filter(state__in=OPEN_STATES).update(next_attempt_at=now, updated_at=now)
    closed = rows.exclude(state__in=OPEN_STATES)
    opened = closed.update(
        state=DeliveryState.PENDING,
        budget=F("tries") + TRIES,
        next_attempt_at=now,
        finished_at=None,
        updated_at=now,
    )
    return opened or rows.count()
