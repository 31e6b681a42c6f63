"""Rows of visitors' subscriptions and what the journal keeps of them."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from webhooks.addresses import address_masked
from webhooks.exceptions import AlreadySubscribed, SubscriptionNotFound
from webhooks.models import Subscription
from webhooks.services.subscribers.wishes import Wish
from webhooks.vocabulary import Audience, BodyFormat, SubscriptionState


def row_for(wish: Wish, **fields: Any) -> Subscription:
    """A row that is not saved yet."""
    return Subscription(
        page=wish.page,
        audience=Audience.VISITOR,
        kind=wish.reached.kind,
        address=wish.reached.address,
        address_key=wish.reached.key,
        address_host=wish.reached.host,
        contact_email=wish.contact_email,
        format=BodyFormat.STATUSPAGE if wish.reached.kind == "webhook" else BodyFormat.STANDARD,
        scope=wish.scope,
        incident=wish.incident,
        audience_member=wish.audience_member,
        language=wish.language,
        digest=wish.digest,
        **fields,
    )


def row_insert(subscription: Subscription, wish: Wish) -> None:
    """Save a new row with its components; raises `AlreadySubscribed` where the address has one already."""
    try:
        # A savepoint of the journal's own, so that a refusal leaves the caller's transaction usable.
        with journal.transaction():
            subscription.save(force_insert=True)
    except IntegrityError:
        raise already_subscribed() from None
    subscription.components.set(wish.components)


def row_found(wish: Wish) -> Subscription | None:
    """The living subscription that the same address has for the same thing, locked.

    Where it is a member of a restricted page who wants it, that of this member, or of nobody in particular.
    """
    rows = Subscription.objects.select_for_update(of=("self",), no_key=True).filter(
        page=wish.page,
        audience=Audience.VISITOR,
        kind=wish.reached.kind,
        address_key=wish.reached.key,
        incident=wish.incident,
    )
    if wish.audience_member is not None:
        rows = rows.filter(Q(audience_member=wish.audience_member) | Q(audience_member=None))
    living = rows.exclude(state=SubscriptionState.UNSUBSCRIBED).select_related("page")
    return living.order_by(F("audience_member").asc(nulls_last=True), "pk").first()


def row_told(wish: Wish) -> Subscription | None:
    """The oldest living subscription of the address on the page, to whatever, that was confirmed once."""
    rows = Subscription.objects.filter(
        page=wish.page,
        audience=Audience.VISITOR,
        kind=wish.reached.kind,
        address_key=wish.reached.key,
        confirmed_at__isnull=False,
    )
    return rows.exclude(state=SubscriptionState.UNSUBSCRIBED).order_by("pk").first()


def row_left(wish: Wish) -> bool:
    """Whether the owner of the address left the page and is remembered; whom the team removed did not."""
    return _ended(wish).filter(removed=False).exists()


def row_removed(wish: Wish) -> bool:
    """Whether the team removed the address from the page, and it is still remembered."""
    return _ended(wish).filter(removed=True).exists()


def row_lock(subscription: Subscription) -> Subscription:
    """The row as it is now, locked; raises `SubscriptionNotFound` for one that went."""
    rows = Subscription.objects.select_for_update(of=("self",), no_key=True).select_related(
        "page", "incident"
    )
    row = rows.filter(pk=subscription.pk, audience=Audience.VISITOR).first()
    if row is None:
        raise SubscriptionNotFound(_("There is no such subscription."))
    return row


def row_object(subscription: Subscription) -> dict[str, Any]:
    """A subscription as the journal keeps it: the address is masked."""
    return {
        "id": subscription.uid,
        "kind": subscription.kind,
        "address": address_masked(subscription.kind, subscription.address),
        "scope": subscription.scope,
        "components": [
            component.uid
            for component in sorted(
                subscription.components.all(), key=lambda component: (component.position, component.pk)
            )
        ],
        "incident": subscription.incident.uid if subscription.incident else None,
        "language": subscription.language,
        "digest": subscription.digest,
        "state": subscription.state,
    }


def row_record(
    kind: str,
    subscription: Subscription,
    by: Actor,
    now: datetime,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Journal what happened to a subscription."""
    journal.record(
        kind=kind,
        by=by,
        at=now,
        subject_kind="subscription",
        subject_uid=subscription.uid,
        subject_label=address_masked(subscription.kind, subscription.address),
        page=subscription.page,
        before=before,
        after=after,
    )


def already_subscribed() -> AlreadySubscribed:
    return AlreadySubscribed(_("This address is subscribed already, or was asked to confirm."))


def _ended(wish: Wish) -> QuerySet[Subscription]:
    return Subscription.objects.filter(
        page=wish.page,
        audience=Audience.VISITOR,
        kind=wish.reached.kind,
        address_key=wish.reached.key,
        state=SubscriptionState.UNSUBSCRIBED,
    )
