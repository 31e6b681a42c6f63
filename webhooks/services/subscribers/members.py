"""Members of a restricted page who are told of what is theirs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Invalid
from statuspage.models import AudienceMember, Page
from statuspage.services import audience_member_create, audience_member_delete, audience_member_update
from webhooks.addresses import address_read
from webhooks.exceptions import AlreadySubscribed
from webhooks.models import Subscription
from webhooks.selectors.members import mails_of_member
from webhooks.services.subscribers.leaving import subscriber_unsubscribe, subscriptions_end
from webhooks.services.subscribers.moments import queue_up
from webhooks.services.subscribers.standing import subscriber_add
from webhooks.vocabulary import SubscriptionState


def audience_member_create_with_mails(
    *, page: Page, by: Actor, subscribe: bool = False, now: datetime | None = None, **member: Any
) -> AudienceMember:
    """A new member (see `audience_member_create`) who, with `subscribe`, is told by e-mail; both or neither.

    They are told of everything that they see, also of what they are granted later, once they have confirmed
    the address. Raises `Invalid` (`/subscribe`) for a member without an address.
    """
    with journal.transaction(now) as now:
        row = audience_member_create(page=page, by=by, now=now, **member)
        if subscribe:
            _subscribe(row, by, now)
        return row


def audience_member_update_with_mails(
    *,
    member: AudienceMember,
    changes: Mapping[str, Any],
    by: Actor,
    subscribe: bool | None = None,
    now: datetime | None = None,
) -> AudienceMember:
    """A change of a member (see `audience_member_update`), and unless None of whether mails tell them.

    Who is told at an address that is not theirs any more is told there no longer: the new one is asked.
    """
    with journal.transaction(now) as now:
        was = member.email
        row = audience_member_update(member=member, changes=changes, by=by, now=now)
        told = list(mails_of_member(row, was))
        moved = bool(told) and row.email.lower() != was.lower()
        asked = bool(subscribe or (moved and subscribe is None and row.email))
        if asked and row.email:
            # Before what they are told at the old address is locked.
            queue_up(address_read("email", row.email).host)
        if moved or subscribe is False:
            for subscription in told:
                subscriber_unsubscribe(subscription=subscription, by=by, now=now)
        if asked:
            _subscribe(row, by, now)
        return row


def audience_member_delete_with_mails(
    *, member: AudienceMember, by: Actor, now: datetime | None = None
) -> None:
    """Let a member go; what told them ends, as for all whom the team removes. Again changes nothing."""
    with journal.transaction(now) as now:
        # The member first, as with a change, and what tells them before the member is closed to whoever
        # subscribes at this moment: they hold what they subscribed with and wait for the member.
        rows = AudienceMember.objects.filter(pk=member.pk)
        if rows.select_for_update(no_key=True).first() is None:
            return
        _end_all(member, by, now)
        rows.select_for_update().first()
        _end_all(member, by, now)
        audience_member_delete(member=member, by=by, now=now)


def _end_all(member: AudienceMember, by: Actor, now: datetime) -> None:
    rows = Subscription.objects.select_for_update(of=("self",), no_key=True).filter(audience_member=member)
    living = rows.exclude(state=SubscriptionState.UNSUBSCRIBED).select_related("page", "incident")
    if ended := list(living.prefetch_related("components").order_by("pk")):
        subscriptions_end(ended, by, now)


def _subscribe(member: AudienceMember, by: Actor, now: datetime) -> None:
    if not member.email:
        raise Invalid.at("/subscribe", "required", _("Only a member with an e-mail address can be told."))
    try:
        subscriber_add(
            page=member.page, kind="email", address=member.email, audience_member=member, by=by, now=now
        )
    except AlreadySubscribed:
        # They are told already.
        return
