"""Subscribers as another system told them: nobody is written to, and whom this page lost stays away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from incidents.models import Incident
from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict
from statuspage.ids import uid_given
from statuspage.models import AudienceMember, Component, Page
from webhooks.models import Subscription
from webhooks.services.subscribers.rows import (
    row_for,
    row_found,
    row_insert,
    row_left,
    row_object,
    row_record,
    row_removed,
)
from webhooks.services.subscribers.standing import QUARANTINE_KEPT, subscriber_update
from webhooks.services.subscribers.wishes import wish_read
from webhooks.vocabulary import Scope, SubscriptionState


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldSubscriber:
    """Somebody who is told elsewhere, having agreed to it there; `quarantined_at` since when in vain.

    `components` None is the whole page, or with `incident` that alone.
    """

    kind: str
    address: str
    contact_email: str = ""
    components: Sequence[Component] | None = None
    incident: Incident | None = None
    audience_member: AudienceMember | None = None
    created_at: datetime
    quarantined_at: datetime | None = None
    skip_confirmation: bool = False


def subscriber_bring(
    *,
    page: Page,
    told: ToldSubscriber,
    uid: str,
    subscription: Subscription | None = None,
    by: Actor,
    now: datetime | None = None,
) -> tuple[Subscription, list[str]]:
    """Go on telling somebody here who was told elsewhere, on the team's word; also gives what changed.

    An address that has a subscription to the same here keeps it as it is. `subscription` is the one that was
    brought before: what it tells of follows, whether it is reached here is known here. Raises `Invalid`, and
    `Conflict` (`unsubscribed`) for who left here or was removed.
    """
    scope = Scope.PAGE if told.incident is None else Scope.INCIDENT
    if told.components is not None:
        scope = Scope.COMPONENTS
    with journal.transaction(now) as now:
        wish = wish_read(
            page=page,
            kind=told.kind,
            address=told.address,
            scope=scope.value,
            components=told.components or (),
            incident=told.incident,
            contact_email=told.contact_email,
            audience_member=told.audience_member,
            by=by,
        )
        if subscription is not None:
            return subscription, _follow(subscription, scope.value, wish.components, by, now)
        found = row_found(wish)
        if found is not None:
            return found, []
        if row_left(wish):
            raise _stays_away(removed=False)
        if row_removed(wish):
            raise _stays_away(removed=True)
        row = row_for(wish, skip_confirmation=told.skip_confirmation, **uid_given(uid))
        row.state, row.confirmed_at = SubscriptionState.ACTIVE, told.created_at
        if told.quarantined_at is not None:
            row.state, row.quarantined_at = SubscriptionState.QUARANTINED, told.quarantined_at
            row.purge_at = now + QUARANTINE_KEPT
        row_insert(row, wish)
        Subscription.objects.filter(pk=row.pk).update(created_at=told.created_at)
        row.created_at = told.created_at
        row_record("subscription.created", row, by, now, after=row_object(row))
        return row, ["created"]


def _follow(
    row: Subscription, scope: str, components: Sequence[Component], by: Actor, now: datetime
) -> list[str]:
    if row.state == SubscriptionState.UNSUBSCRIBED:
        raise _stays_away(removed=row.removed)
    held = set(row.components.filter(deleted_at=None))
    if row.scope == scope and held == set(components):
        return []
    changes: dict[str, Any] = {"scope": scope, "components": list(components)}
    subscriber_update(subscription=row, changes=changes, by=by, now=now)
    return ["scope"]


def _stays_away(*, removed: bool) -> Conflict:
    if removed:
        return Conflict(_("This subscriber was removed here; add them by hand."), code="unsubscribed")
    return Conflict(_("This subscriber left; only they can subscribe again."), code="unsubscribed")
