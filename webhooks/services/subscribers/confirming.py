"""From asked to told: an address is confirmed, an endpoint has shown that it listens."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict
from webhooks.exceptions import SubscriptionNotFound
from webhooks.models import Delivery, Subscription
from webhooks.services.subscribers.mailing import (
    claim_moment,
    confirmation_enqueue,
    confirmation_key,
    contact_enqueue,
    contact_reached,
    reached_of,
)
from webhooks.services.subscribers.moments import moment_take, moments_answered, next_moment, queue_up
from webhooks.services.subscribers.rows import row_lock, row_object, row_record
from webhooks.services.subscribers.wishes import wish_components
from webhooks.tokens import WISH
from webhooks.vocabulary import Audience, DeliveryKind, DeliveryState, Scope, SubscriptionState

UNPROVED = (SubscriptionState.UNCONFIRMED, SubscriptionState.QUARANTINED)
"""An endpoint in one of these states is active once it takes a message."""


def subscriber_confirm(*, subscription: Subscription, by: Actor, now: datetime | None = None) -> Subscription:
    """The owner of the address says yes; saying it again changes nothing.

    `subscription` is what `token_read` gave: only what the followed link was about is confirmed. What was
    asked for on top of an active subscription is added to it. Raises `SubscriptionNotFound` when it ended.
    """
    wish = subscription.config.get(WISH)
    with journal.transaction(now) as now:
        row = row_lock(subscription)
        if row.state == SubscriptionState.UNSUBSCRIBED:
            raise SubscriptionNotFound(_("This link is not valid, or not valid any more."))
        wanted = wish if wish is not None and row.config.get(WISH) == wish else None
        if row.state == SubscriptionState.ACTIVE and wanted is None:
            return row
        before = row_object(row)
        kind = "subscription.updated" if row.state == SubscriptionState.ACTIVE else "subscription.confirmed"
        if wanted is not None:
            _apply(row, wanted)
        _activate(row, now)
        moments_answered(reached_of(row))
        row_record(kind, row, by, now, before=before, after=row_object(row))
        return row


def subscriber_proved(*, subscription: Subscription, now: datetime | None = None) -> None:
    """The endpoint took its first message: from now on it is told. For others than unproved ones, nothing."""
    with journal.transaction(now) as now:
        if subscription.contact_email:
            queue_up(contact_reached(subscription).host)
        row = row_lock(subscription)
        if row.kind == "email" or row.state not in UNPROVED:
            return
        before = row_object(row)
        _activate(row, now)
        moments_answered(reached_of(row))
        if row.contact_email:
            contact_enqueue(row, now)
        row_record("subscription.confirmed", row, Actor.system(), now, before=before, after=row_object(row))


def subscribers_prove(now: datetime | None = None) -> int:
    """Make up for proofs that a crash lost between the answer of an endpoint and keeping it."""
    took = Delivery.objects.filter(
        kind=DeliveryKind.CONFIRMATION,
        state=DeliveryState.DELIVERED,
        subscription__audience=Audience.VISITOR,
        subscription__state=SubscriptionState.UNCONFIRMED,
        subscription__confirmation_sent_at__isnull=False,
    )
    proofs = took.exclude(subscription__kind="email").select_related("subscription").order_by("pk")
    # What an endpoint took before it was asked anew proves nothing of today.
    rows = [
        proof.subscription for proof in proofs if proof.dedupe_key == confirmation_key(proof.subscription)
    ]
    for row in rows:
        subscriber_proved(subscription=row, now=now)
    return len(rows)


def subscriber_resend_confirmation(
    *, subscription: Subscription, by: Actor, now: datetime | None = None
) -> Subscription:
    """Ask an unconfirmed address once more; raises `Conflict` (`already_confirmed`, `recently_sent`)."""
    with journal.transaction(now) as now:
        queue_up(subscription.address_host)
        row = row_lock(subscription)
        if row.state != SubscriptionState.UNCONFIRMED:
            raise Conflict(
                _("Only an unconfirmed subscription is asked to confirm."), code="already_confirmed"
            )
        reached = reached_of(row)
        moment = next_moment(reached, now, by_visitor=False)
        if moment is None or not claim_moment(row, moment, now):
            raise Conflict(
                _("This address was asked less than ten minutes ago; wait before asking again."),
                code="recently_sent",
            )
        moment_take(reached, moment, now, by_visitor=False)
        confirmation_enqueue(row)
        before = row_object(row)
        row_record("subscription.updated", row, by, now, before=before, after={**before, "asked_again": True})
        return row


def _apply(row: Subscription, wish: dict[str, Any]) -> None:
    """What was asked for replaces what was never confirmed, and is added to what was."""
    fresh = row.state != SubscriptionState.ACTIVE
    components = wish_components(row.page, wish)
    row.config = {key: value for key, value in row.config.items() if key != WISH}
    fields = ["config"]
    if fresh:
        row.language, row.digest = wish.get("language", row.language), wish.get("digest", row.digest)
        fields += ["language", "digest"]
    if wish.get("scope") == Scope.PAGE:
        row.scope, components = Scope.PAGE, []
        row.components.clear()
        fields += ["scope"]
    elif components and fresh:
        row.scope = Scope.COMPONENTS
        row.components.set(components)
        fields += ["scope"]
    elif row.scope == Scope.COMPONENTS:
        row.components.add(*components)
    row.save(update_fields=[*fields, "updated_at"])


def _activate(row: Subscription, now: datetime) -> None:
    row.state = SubscriptionState.ACTIVE
    row.confirmed_at = row.confirmed_at or now
    row.quarantined_at = row.purge_at = row.failing_since = None
    row.save(
        update_fields=[
            "state",
            "confirmed_at",
            "quarantined_at",
            "purge_at",
            "failing_since",
            "updated_at",
        ]
    )
