"""Sending again by hand what was sent, or given up, before."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.models import Page
from statuspage.validation import Problems
from webhooks.exceptions import DeliveryNotFound, NotDeliverable
from webhooks.models import TRIES, Delivery, Subscription
from webhooks.services.claiming import may_be_sent
from webhooks.vocabulary import OPEN_STATES, PERSONAL_KINDS, Audience, DeliveryState, SubscriptionState

MOST = 10_000
"""How many one act may send again."""


def delivery_redeliver(*, delivery: Delivery, by: Actor, now: datetime | None = None) -> Delivery:
    """Send once more, as soon as can be: the same id and bytes, the next number of try, ten new tries.

    What is still to be tried is tried at once. What is on the wire at this moment keeps its place and gets
    ten new tries after it, should it fail. Raises NotDeliverable where the subscription gets nothing in its
    present state, and for what is about the subscription itself, such as confirmations and tests, which are
    asked for anew instead.
    """
    with journal.transaction(now) as now:
        rows = Delivery.objects.select_for_update(of=("self",)).select_related("subscription", "page")
        row = rows.filter(pk=delivery.pk).first()
        if row is None:
            raise DeliveryNotFound(_("There is no such delivery."))
        if row.kind in PERSONAL_KINDS:
            raise NotDeliverable(_("Confirmations and tests are not sent again; ask for a new one."))
        if not may_be_sent(row):
            raise NotDeliverable(
                _("Nothing is sent to this subscription in its present state; enable it first.")
            )
        before = {"state": row.state, "tries": row.tries}
        is_open = row.state in OPEN_STATES
        due_at = row.next_attempt_at if row.lease_until is not None else now
        if is_open and (row.budget, row.next_attempt_at) == (row.tries + TRIES, due_at):
            return row
        if row.lease_until is not None:
            Delivery.objects.filter(pk=row.pk).update(budget=F("tries") + TRIES, updated_at=now)
        else:
            _again(Delivery.objects.filter(pk=row.pk), now)
        journal.record(
            kind="delivery.redelivered",
            page=row.page,
            subject_kind="delivery",
            subject_uid=row.uid,
            subject_label=str(row.subscription),
            by=by,
            at=now,
            before=before,
        )
        row.refresh_from_db(fields=["state", "budget", "next_attempt_at", "finished_at", "updated_at"])
        return row


def deliveries_redeliver(
    *,
    page: Page,
    since: datetime,
    until: datetime,
    audience: str = Audience.MACHINE,
    webhook: Subscription | None = None,
    states: Collection[str] | None = None,
    by: Actor,
    now: datetime | None = None,
) -> int:
    """Send again what was made from `since` up to but not at `until`; gives how many those are.

    To all of one audience, which is machines unless told otherwise, or to one webhook; without `states` what
    was parked. Confirmations and tests, subscriptions that get nothing in their present state and what is
    under way are passed over. At most 10,000 at a time, the oldest first. Raises Invalid for times in the
    wrong order and for no states at all.
    """
    problems = Problems()
    if since > until:
        problems.add("/to", "reversed", _("The end must not be before the beginning."))
    if states is not None and not states:
        problems.add("/states", "required", _("Name at least one state, or leave the states out."))
    if webhook is not None and audience != Audience.MACHINE:
        problems.add("/audience", "contradictory", _("A webhook is of the audience webhooks."))
    problems.raise_if_any()
    with journal.transaction(now) as now:
        rows = Delivery.objects.filter(
            page=page,
            created_at__gte=since,
            created_at__lt=until,
            state__in=[DeliveryState.PARKED] if states is None else states,
            lease_until__isnull=True,
            subscription__audience=audience,
            subscription__enabled=True,
            subscription__state=SubscriptionState.ACTIVE,
        ).exclude(kind__in=PERSONAL_KINDS)
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
                after={"since": since, "until": until, "audience": audience, "deliveries": count},
            )
        return count


def _again(rows: QuerySet[Delivery], now: datetime) -> int:
    fresh = {"budget": F("tries") + TRIES, "next_attempt_at": now, "updated_at": now}
    hurried = rows.filter(state__in=OPEN_STATES).update(**fresh)
    # Those are pending from then on, so the open ones came first.
    opened = rows.exclude(state__in=OPEN_STATES).update(
        state=DeliveryState.PENDING, finished_at=None, **fresh
    )
    return hurried + opened
