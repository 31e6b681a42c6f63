"""Visitors' subscriptions: added by the team, changed, put into quarantine and taken out of it."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from incidents.models import Incident
from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict, FieldError, Invalid
from statuspage.models import AudienceMember, Component, Page
from webhooks.addresses import address_masked, mail_read
from webhooks.models import Subscription
from webhooks.services.subscribers.leaving import subscription_stop
from webhooks.services.subscribers.mailing import UNCONFIRMED_KEPT, confirmation_enqueue
from webhooks.services.subscribers.moments import moment_take, next_moment, queue_up
from webhooks.services.subscribers.rows import (
    already_subscribed,
    row_for,
    row_found,
    row_insert,
    row_left,
    row_lock,
    row_object,
    row_record,
)
from webhooks.services.subscribers.wishes import Wish, digest_read, language_of, scope_read, wish_read
from webhooks.vocabulary import Scope, SubscriptionState

QUARANTINE_KEPT = timedelta(days=90)
"""How long an address that cannot be reached is kept."""
_CHANGEABLE = frozenset({"scope", "components", "language", "digest", "contact_email"})


def subscriber_add(
    *,
    page: Page,
    kind: str,
    address: str,
    scope: str = Scope.PAGE.value,
    components: Sequence[Component] = (),
    incident: Incident | None = None,
    language: str = "",
    digest: str = "",
    skip_confirmation: bool = False,
    contact_email: str = "",
    audience_member: AudienceMember | None = None,
    by: Actor,
    now: datetime | None = None,
) -> Subscription:
    """Subscribe somebody on the team's word.

    With `skip_confirmation` it is active at once; otherwise the address is asked as if its owner had come to
    the page. An address that subscribed before its page was restricted is given to the `audience_member` and
    stays in its state. Raises `Invalid`, `AlreadySubscribed` for an address that has a subscription to the
    same, and `Conflict` (`unsubscribed`) for one whose owner left within a month and would not be asked.
    """
    wish = wish_read(
        page=page,
        kind=kind,
        address=address,
        scope=scope,
        components=components,
        incident=incident,
        language=language,
        digest=digest,
        contact_email=contact_email,
        audience_member=audience_member,
        by=by,
    )
    with journal.transaction(now) as now:
        queue_up(wish.reached.host)
        found = row_found(wish)
        if found is not None:
            if wish.audience_member is None or found.audience_member_id is not None:
                raise already_subscribed()
            return _bind(found, wish, by, now)
        if skip_confirmation and row_left(wish):
            raise Conflict(
                _("This subscriber left; without being asked to confirm they cannot be added again."),
                code="unsubscribed",
            )
        subscription = row_for(wish, skip_confirmation=skip_confirmation)
        if skip_confirmation:
            subscription.state, subscription.confirmed_at = SubscriptionState.ACTIVE, now
        else:
            # Nobody is written to more often because the team asks; at worst the address can be asked later.
            subscription.confirmation_sent_at = next_moment(wish.reached, now, by_visitor=False)
            subscription.purge_at = (subscription.confirmation_sent_at or now) + UNCONFIRMED_KEPT
        row_insert(subscription, wish)
        row_record("subscription.created", subscription, by, now, after=row_object(subscription))
        if subscription.confirmation_sent_at is not None:
            moment_take(wish.reached, subscription.confirmation_sent_at, now, by_visitor=False)
            confirmation_enqueue(subscription)
        return subscription


def subscriber_update(
    *, subscription: Subscription, changes: Mapping[str, Any], by: Actor, now: datetime | None = None
) -> Subscription:
    """Change `scope`, `components`, `language`, `digest` or `contact_email`; the address stays what it is.

    What is about one incident stays so. Visitors can choose only components that they can see.
    """
    unknown = [name for name in changes if name not in _CHANGEABLE]
    if unknown:
        raise Invalid(
            FieldError(f"/{name}", "unknown_field", str(_("There is no such field."))) for name in unknown
        )
    with journal.transaction(now) as now:
        row = row_lock(subscription)
        if row.state == SubscriptionState.UNSUBSCRIBED:
            raise _ended()
        before = row_object(row)
        fields = []
        if "scope" in changes or "components" in changes:
            _rescope(row, changes, visitor=by.kind == "visitor")
            fields.append("scope")
        if "language" in changes:
            row.language = language_of(row.page, changes["language"])
            fields.append("language")
        if "digest" in changes:
            row.digest = digest_read(changes["digest"])
            fields.append("digest")
        if "contact_email" in changes:
            row.contact_email = mail_read(changes["contact_email"], pointer="/contact_email")[0]
            fields.append("contact_email")
        row.save(update_fields=[*fields, "updated_at"])
        after = row_object(row)
        if after != before or "contact_email" in changes:
            row_record("subscription.updated", row, by, now, before=before, after=after)
        return row


def subscriber_quarantine(*, subscription: Subscription, reason: str, now: datetime | None = None) -> None:
    """Stop telling an address that cannot be reached, until the team or its owner says otherwise."""
    with journal.transaction(now) as now:
        row = row_lock(subscription)
        if row.state not in (SubscriptionState.ACTIVE, SubscriptionState.UNCONFIRMED):
            return
        before = row_object(row)
        if row.state == SubscriptionState.ACTIVE:
            # What was never confirmed keeps its nearer end.
            row.purge_at = now + QUARANTINE_KEPT
        row.state = SubscriptionState.QUARANTINED
        row.quarantined_at = now
        row.last_error = reason[:500]
        row.save(update_fields=["state", "quarantined_at", "purge_at", "last_error", "updated_at"])
        # Mail servers like to repeat the address; journal and log keep it masked.
        said = re.sub(
            re.escape(row.address), address_masked(row.kind, row.address), reason, flags=re.IGNORECASE
        )
        subscription_stop(row, said, now)
        after = {**row_object(row), "reason": said[:500]}
        row_record("subscription.quarantined", row, Actor.system(), now, before=before, after=after)


def subscriber_reactivate(
    *, subscription: Subscription, by: Actor, now: datetime | None = None
) -> Subscription:
    """Tell a quarantined address again; raises `Conflict` (`not_quarantined`) for any other.

    One that never confirmed is unconfirmed again.
    """
    with journal.transaction(now) as now:
        row = row_lock(subscription)
        if row.state != SubscriptionState.QUARANTINED:
            raise Conflict(_("This subscription is not in quarantine."), code="not_quarantined")
        before = row_object(row)
        confirmed = row.confirmed_at is not None
        row.state = SubscriptionState.ACTIVE if confirmed else SubscriptionState.UNCONFIRMED
        row.quarantined_at = row.failing_since = None
        row.purge_at = None if confirmed else now + UNCONFIRMED_KEPT
        row.last_error = ""
        row.save(
            update_fields=[
                "state",
                "quarantined_at",
                "failing_since",
                "purge_at",
                "last_error",
                "updated_at",
            ]
        )
        row_record("subscription.updated", row, by, now, before=before, after=row_object(row))
        return row


def _bind(row: Subscription, wish: Wish, by: Actor, now: datetime) -> Subscription:
    """What an address subscribed to when everybody could becomes the member's, who may choose anew."""
    before = row_object(row)
    row.audience_member = wish.audience_member
    row.scope = wish.scope
    row.save(update_fields=["audience_member", "scope", "updated_at"])
    row.components.set(wish.components)
    row_record("subscription.updated", row, by, now, before=before, after=row_object(row))
    return row


def _rescope(row: Subscription, changes: Mapping[str, Any], *, visitor: bool) -> None:
    scope = changes.get("scope", row.scope)
    if row.scope == Scope.INCIDENT or scope == Scope.INCIDENT:
        if scope != row.scope or changes.get("components"):
            raise Invalid.at(
                "/scope",
                "read_only",
                _("What is about one incident stays so; subscribe anew for anything else."),
            )
        return
    if "components" in changes:
        chosen = changes["components"]
    else:
        chosen = [*row.components.filter(deleted_at=None)] if scope == Scope.COMPONENTS else []
    row.scope, components = scope_read(row.page, scope, chosen, None, visitor=visitor)
    row.components.set(components)


def _ended() -> Conflict:
    return Conflict(_("This subscription has ended; subscribe anew."), code="unsubscribed")
