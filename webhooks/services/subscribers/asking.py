"""Visitors ask to be told. Whoever asks is never told whether the address was known."""

from collections.abc import Sequence
from datetime import datetime

from incidents.models import Incident
from statuspage import journal
from statuspage.actor import Actor
from statuspage.models import AudienceMember, Component, Page, User
from webhooks.exceptions import AlreadySubscribed
from webhooks.messages.confirming import scope_words
from webhooks.models import Subscription
from webhooks.services.subscribers.mailing import (
    UNCONFIRMED_KEPT,
    claim_moment,
    confirmation_enqueue,
    standing_enqueue,
)
from webhooks.services.subscribers.moments import moment_take, next_moment, queue_up
from webhooks.services.subscribers.rows import (
    row_for,
    row_found,
    row_insert,
    row_object,
    row_record,
    row_told,
)
from webhooks.services.subscribers.wishes import Wish, is_covered, wish_read, wish_waiting
from webhooks.tokens import WISH
from webhooks.vocabulary import Scope, SubscriptionState


def subscriber_ask(
    *,
    page: Page,
    kind: str,
    address: str,
    scope: str = Scope.PAGE.value,
    components: Sequence[Component] = (),
    incident: Incident | None = None,
    language: str = "",
    digest: str = "",
    contact_email: str = "",
    audience_member: AudienceMember | None = None,
    person: User | None = None,
    by: Actor,
    now: datetime | None = None,
) -> None:
    """Take a wish from a public form; its address is told of nothing before it confirmed.

    An address by e-mail gets a link to confirm, or, where it is subscribed already, one to manage that. An
    endpoint gets a first message and is active when it took it; a webhook also needs a `contact_email`. One
    address gets at most one such message in ten minutes, and ever fewer while nobody answers: what is asked
    for meanwhile is put off for at most some hours, the same wish within ten minutes is dropped. Raises only
    what can be said without looking at who is subscribed: `Invalid`, and `NotOffered` for what the page
    switched off, or does not take from whoever asks. A restricted page takes wishes of its members alone:
    `audience_member` is who asks. A page for the team alone takes those of its people: `person` is who is
    signed in. By e-mail both take no other address than the asker's own.
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
        person=person,
        by=by,
    )
    with journal.transaction(now) as now:
        queue_up(wish.reached.host)
        moment = next_moment(wish.reached, now, by_visitor=True)
        if moment is None:
            return
        row = row_found(wish) or _whole_page(wish)
        if row is None:
            _begin(wish, moment, by, now)
        elif claim_moment(row, moment, now):
            _ask_again(row, wish, moment, by, now)


def _begin(wish: Wish, moment: datetime, by: Actor, now: datetime) -> None:
    subscription = row_for(wish, confirmation_sent_at=moment, purge_at=moment + UNCONFIRMED_KEPT)
    told = row_told(wish)
    if told is not None:
        # The link to manage one reaches all of the address.
        subscription.contact_email = told.contact_email
    try:
        row_insert(subscription, wish)
    except AlreadySubscribed:
        # The team added the address at the same moment.
        return
    row_record("subscription.created", subscription, by, now, after=row_object(subscription))
    moment_take(wish.reached, moment, now, by_visitor=True)
    confirmation_enqueue(subscription)


def _ask_again(row: Subscription, wish: Wish, moment: datetime, by: Actor, now: datetime) -> None:
    active = row.state == SubscriptionState.ACTIVE
    before = row_object(row)
    row.config = {key: value for key, value in row.config.items() if key != WISH}
    waits = row.kind == "email" and wish.incident is None and not (active and is_covered(row, wish))
    if waits:
        row.config |= wish_waiting(wish, moment)
    if row.state == SubscriptionState.QUARANTINED:
        # Somebody reads there again, or says so: that has to be confirmed anew.
        row.state, row.quarantined_at = SubscriptionState.UNCONFIRMED, None
        row.purge_at = moment + UNCONFIRMED_KEPT
    if row.confirmed_at is None:
        # Who answers for what was told once is not named anew by whoever knows the URL.
        row.contact_email = wish.contact_email
    # What was asked for before the page was restricted belongs from now on to the member whose address it is.
    row.audience_member = row.audience_member or wish.audience_member
    fields = ["config", "contact_email", "audience_member", "state", "quarantined_at", "purge_at"]
    row.save(update_fields=[*fields, "updated_at"])
    # Journaled like a first wish: the trace is true, and the work is as much as for an unknown address.
    row_record("subscription.updated", row, by, now, before=before, after={**before, "asked_again": True})
    moment_take(wish.reached, moment, now, by_visitor=True)
    more = scope_words(row.language, scope=wish.scope, components=wish.components) if waits else ""
    if active:
        standing_enqueue(row, more=more)
    else:
        confirmation_enqueue(row, scope=more)


def _whole_page(wish: Wish) -> Subscription | None:
    """For a wish about one incident: the active subscription of the address that tells of it anyway."""
    if wish.incident is None:
        return None
    general = Wish(page=wish.page, reached=wish.reached, audience_member=wish.audience_member)
    row = row_found(general)
    covers = row is not None and row.state == SubscriptionState.ACTIVE and row.scope == Scope.PAGE
    return row if covers else None
