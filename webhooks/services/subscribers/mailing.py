"""Messages about a subscription itself: to confirm an address, to prove an endpoint."""

from datetime import datetime, timedelta

from statuspage import links
from statuspage.sight import Sight
from webhooks.addresses import Reached, address_masked, address_read
from webhooks.messages.compose import message_confirmation, message_known
from webhooks.messages.confirming import message_contact, message_more, message_proof, scope_words
from webhooks.models import Letter, Subscription
from webhooks.selectors.admission import sights_of
from webhooks.selectors.subscribers import components_of
from webhooks.services.enqueuing import delivery_enqueue
from webhooks.services.letters import letter_of
from webhooks.services.subscribers.moments import PAUSE, moment_take, next_moment
from webhooks.tokens import CONFIRM_DAYS, stamp_of, token_make
from webhooks.transports.base import Frozen
from webhooks.transports.registry import transport_for
from webhooks.vocabulary import DeliveryKind, Lane, Scope, SubscriptionState

UNCONFIRMED_KEPT = timedelta(days=CONFIRM_DAYS)


def claim_moment(subscription: Subscription, at: datetime, now: datetime) -> bool:
    """Take the moment for the next message, unless one was sent (or put off) within the pause."""
    free = Subscription.objects.filter(pk=subscription.pk).exclude(confirmation_sent_at__gt=now - PAUSE)
    claimed = free.update(confirmation_sent_at=at)
    if not claimed:
        return False
    subscription.confirmation_sent_at = at
    if subscription.state == SubscriptionState.UNCONFIRMED:
        subscription.purge_at = at + UNCONFIRMED_KEPT
        Subscription.objects.filter(pk=subscription.pk).update(purge_at=subscription.purge_at)
    return True


def confirmation_enqueue(subscription: Subscription, *, scope: str = "") -> None:
    """Put the message on its way that asks for confirmation, or proves an endpoint.

    It leaves at `confirmation_sent_at`, which the caller has claimed; `scope` says what was asked for where
    that is not what the subscription is about.
    """
    letter = ConfirmationLetters().letter_for(subscription, scope or scope_of(subscription))
    _enqueue(subscription, letter)


def standing_enqueue(subscription: Subscription, *, more: str = "") -> None:
    """Put the message on its way that tells that the address is subscribed already; `more` as in `scope`."""
    at, page, language = _sent_at(subscription), subscription.page, subscription.language
    manage = links.manage_url(page, token_make("manage", subscription))
    if more:
        confirm = links.confirm_url(page, token_make("confirm", subscription))
        message = message_more(
            page=page, confirm_url=confirm, manage_url=manage, language=language, scope=more, now=at
        )
    else:
        message = message_known(page=page, manage_url=manage, language=language, now=at)
    frozen = transport_for(subscription.kind).freeze(subscription, message)
    _enqueue(subscription, letter_of(page, frozen, now=at))


def contact_enqueue(subscription: Subscription, now: datetime) -> None:
    """Send whoever answers for a webhook the link to manage it.

    Nobody asked that address: the mail goes through the same ledger as what is asked for by e-mail, so it is
    put off, or left out where too much waits. The caller has queued up for the domain.
    """
    reached = contact_reached(subscription)
    at = next_moment(reached, now, by_visitor=True)
    if at is None:
        return
    moment_take(reached, at, now, by_visitor=True)
    page, language = subscription.page, subscription.language
    url = links.manage_url(page, token_make("manage", subscription))
    masked = address_masked(subscription.kind, subscription.address)
    message = message_contact(page=page, manage_url=url, language=language, address=masked, now=at)
    delivery_enqueue(
        subscription=subscription,
        kind=DeliveryKind.CONFIRMATION,
        dedupe_key=f"contact:{stamp_of(now)}",
        letter=letter_of(page, transport_for("email").freeze(subscription, message), now=at),
        lane=Lane.MAIL,
        at=at,
    )


def contact_reached(subscription: Subscription) -> Reached:
    """Who answers for a webhook, as an address by e-mail."""
    return address_read("email", subscription.contact_email, pointer="/contact_email")


def reached_of(subscription: Subscription) -> Reached:
    """What a subscription is reached by."""
    row = subscription
    return Reached(row.kind, row.address, row.address_key, row.address_host)


class ConfirmationLetters:
    """Writes letters that ask for confirmation; mails of one round differ in their links only."""

    def __init__(self) -> None:
        self._written: dict[tuple[datetime, str, str], Letter] = {}

    def letter_for(self, subscription: Subscription, scope: str) -> Letter:
        """What asks an address for confirmation, or proves an endpoint; not saved yet."""
        at, page = _sent_at(subscription), subscription.page
        if subscription.kind != "email":
            return self._proof(subscription, scope, at)
        key = (at, subscription.language, scope)
        url = links.confirm_url(page, token_make("confirm", subscription))
        if key not in self._written:
            message = message_confirmation(
                page=page, confirm_url=url, language=subscription.language, scope=scope, now=at
            )
            frozen = transport_for("email").freeze(subscription, message)
            self._written[key] = letter_of(page, frozen, now=at)
        like = self._written[key]
        frozen = Frozen(content_type=like.content_type, message={**like.message, "url": url})
        return letter_of(page, frozen, now=at)

    def _proof(self, subscription: Subscription, scope: str, at: datetime) -> Letter:
        page = subscription.page
        url = links.manage_url(page, token_make("manage", subscription))
        message = message_proof(
            page=page, manage_url=url, language=subscription.language, scope=scope, now=at
        )
        return letter_of(page, transport_for(subscription.kind).freeze(subscription, message), now=at)


def confirmation_key(subscription: Subscription) -> str:
    """What the message of this moment is known by."""
    return f"confirmation:{stamp_of(_sent_at(subscription))}"


def scope_of(subscription: Subscription, sight: Sight | None = None) -> str:
    """What a subscription is about, in its language; components that its reader does not see are not named.

    Reads prefetched components; `sight` is asked for where it is not given.
    """
    named = components_of(subscription) if subscription.scope == Scope.COMPONENTS else []
    if named and sight is None:
        sight = sights_of(subscription.page, [subscription])[subscription.pk]
    return scope_words(
        subscription.language,
        scope=subscription.scope,
        components=sight.only(named) if sight is not None else [],
        incident_name=subscription.incident.name if subscription.incident else "",
    )


def _enqueue(subscription: Subscription, letter: Letter) -> None:
    delivery_enqueue(
        subscription=subscription,
        kind=DeliveryKind.CONFIRMATION,
        dedupe_key=confirmation_key(subscription),
        letter=letter,
        at=_sent_at(subscription),
    )


def _sent_at(subscription: Subscription) -> datetime:
    if subscription.confirmation_sent_at is None:
        raise ValueError("A message about a subscription leaves at its confirmation_sent_at.")
    return subscription.confirmation_sent_at
