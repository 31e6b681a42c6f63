"""The links that subscribers are sent: each token is for one purpose, one subscription and its page.

A token is the uid of the subscription, for confirming the moment at which it was mailed, and a keyed hash
over these, the purpose and the page. Nothing is stored, so a token lives as long as the server secret; the
one that confirms lives for `CONFIRM_DAYS`.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36
from django.utils.translation import gettext_lazy as _

from statuspage.ids import UID_LENGTH
from statuspage.models import Page
from webhooks.exceptions import SubscriptionNotFound
from webhooks.models import Subscription
from webhooks.vocabulary import Audience, SubscriptionState

Purpose = Literal["confirm", "unsubscribe", "manage"]

CONFIRM_DAYS = 7
WISH = "wish"
"""Where a subscription's `config` keeps what was asked for since and is not confirmed yet."""
_HASH_LENGTH = 32
_LONGEST = UID_LENGTH + 10 + _HASH_LENGTH


def token_make(purpose: Purpose, subscription: Subscription) -> str:
    """The token of a subscription for one purpose, of small letters and digits.

    Always the same one, except that one which confirms names the moment of `confirmation_sent_at`.
    """
    stamp = ""
    if purpose == "confirm":
        if subscription.confirmation_sent_at is None:
            raise ValueError("A confirmation has a moment at which it was sent.")
        stamp = int_to_base36(stamp_of(subscription.confirmation_sent_at))
    uid = subscription.uid
    return f"{uid}{stamp}{_hash(purpose, subscription.page.uid, uid, stamp, str(settings.SECRET_KEY))}"


def token_read(purpose: Purpose, page: Page, token: str, *, now: datetime | None = None) -> Subscription:
    """The subscription that a token of this page and purpose names.

    Raises one and the same `SubscriptionNotFound` for every token that is not good here. Only one that
    unsubscribes is good for a subscription that has ended. What somebody asked for in a later mail is left
    out of the `config` of the result: a link confirms what the mail around it said.
    """
    uid, stamp = _taken_apart(purpose, page, token, now or timezone.now())
    found = Subscription.objects.filter(page=page, uid=uid, audience=Audience.VISITOR)
    if purpose != "unsubscribe":
        found = found.exclude(state=SubscriptionState.UNSUBSCRIBED)
    subscription = found.select_related("page", "incident").first()
    if subscription is None:
        raise _unknown()
    wish = subscription.config.get(WISH)
    if purpose == "confirm" and wish is not None and wish.get("at") != stamp:
        subscription.config = {key: value for key, value in subscription.config.items() if key != WISH}
    return subscription


def stamp_of(moment: datetime) -> int:
    """A moment as the token and a wish name it: whole seconds."""
    return int(moment.timestamp())


def _taken_apart(purpose: Purpose, page: Page, token: str, now: datetime) -> tuple[str, int]:
    if not (token.isascii() and UID_LENGTH + _HASH_LENGTH <= len(token) <= _LONGEST):
        raise _unknown()
    uid, stamp, given = token[:UID_LENGTH], token[UID_LENGTH:-_HASH_LENGTH], token[-_HASH_LENGTH:]
    hashes = [_hash(purpose, page.uid, uid, stamp, key) for key in _keys()]
    if bool(stamp) != (purpose == "confirm") or not any(constant_time_compare(h, given) for h in hashes):
        raise _unknown()
    seconds = base36_to_int(stamp) if stamp else 0
    if stamp and now - datetime.fromtimestamp(seconds, UTC) > timedelta(days=CONFIRM_DAYS):
        raise _unknown()
    return uid, seconds


def _hash(purpose: Purpose, page_uid: str, uid: str, stamp: str, key: str) -> str:
    value = f"{page_uid}:{uid}:{stamp}"
    digest = salted_hmac(f"webhooks.tokens.{purpose}", value, secret=key, algorithm="sha256")
    return digest.hexdigest()[:_HASH_LENGTH]


def _keys() -> Iterator[str]:
    yield str(settings.SECRET_KEY)
    yield from map(str, settings.SECRET_KEY_FALLBACKS)


def _unknown() -> SubscriptionNotFound:
    return SubscriptionNotFound(_("This link is not valid, or not valid any more."))
