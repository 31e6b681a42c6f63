"""Reading what was sent, to whom and how it went; never with anybody's address."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from monitoring.probes.trace import MASK
from statuspage.models import Page
from statuspage.sealing import unseal
from webhooks.exceptions import DeliveryNotFound
from webhooks.models import Attempt, Delivery, DeliveryItem, Subscription
from webhooks.transports.base import ANSWER_BYTES
from webhooks.vocabulary import Audience

_PLACEHOLDER = re.compile(r"\$[A-Z][A-Z0-9_]*")
_SHORTEST_SECRET = 6
"""Masking anything shorter would tear words apart."""


def deliveries_of(
    page: Page,
    *,
    state: str | None = None,
    kind: str | None = None,
    webhook: str | None = None,
    subscriber: str | None = None,
    channel: str | None = None,
    event: str | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
) -> QuerySet[Delivery]:
    """The deliveries of a page, newest first, each with its subscription, events and attempts.

    `webhook`, `subscriber`, `channel` and `event` are uids; `start` and `end` bound when it was made.
    """
    found = Delivery.objects.filter(page=page)
    wanted = {
        Audience.MACHINE: webhook,
        Audience.VISITOR: subscriber,
        Audience.CHANNEL: channel,
    }
    for audience, uid in wanted.items():
        if uid is not None:
            found = found.filter(subscription__audience=audience, subscription__uid=uid)
    if state is not None:
        found = found.filter(state=state)
    if kind is not None:
        found = found.filter(kind=kind)
    if event is not None:
        found = found.filter(events__uid=event)
    if start is not None:
        found = found.filter(created_at__gte=start)
    if end is not None:
        found = found.filter(created_at__lt=end)
    items = DeliveryItem.objects.select_related("event").order_by("event__sequence", "event_id")
    return (
        found.select_related("subscription")
        .prefetch_related(
            Prefetch("items", queryset=items),
            Prefetch("attempts", queryset=Attempt.objects.order_by("number")),
        )
        .order_by("-pk")
    )


def deliveries_about(page: Page, *, kind: str, uid: str) -> QuerySet[Delivery]:
    """The deliveries of a page, newest first, that tell of one thing: a subject's kind and uid."""
    told = DeliveryItem.objects.filter(event__subject_kind=kind, event__subject_uid=uid)
    return deliveries_of(page).filter(pk__in=told.values("delivery"))


def delivery_get(page: Page, uid: str) -> Delivery:
    """One of them; raises `DeliveryNotFound`."""
    found = deliveries_of(page).filter(uid=uid).first()
    if found is None:
        raise DeliveryNotFound(_("There is no such delivery."))
    return found


class Blots:
    """Takes out of what endpoints answered, and of errors, what must not be read there.

    That is every secret of the subscription, and its address: an answer may repeat a header that we sent,
    and a mail server the address that it refused. Secrets of one subscription are unsealed once.
    """

    def __init__(self) -> None:
        self._secrets: dict[int, list[str]] = {}

    def blot(self, text: str, subscription: Subscription) -> str:
        """The text as it may be shown."""
        if not text:
            return text
        if subscription.pk not in self._secrets:
            self._secrets[subscription.pk] = sorted(_secrets_of(subscription), key=len, reverse=True)
        return text_blotted(text, self._secrets[subscription.pk])


def text_blotted(text: str, secrets: Iterable[str]) -> str:
    """The text without these secrets, longer ones first; also where its end cuts one off."""
    for secret in secrets:
        text = _cut_blotted(text.replace(secret, MASK), secret)
    return text


def _cut_blotted(text: str, secret: str) -> str:
    """The same where only the beginning of a secret was kept, because the answer was cut."""
    if len(text) < ANSWER_BYTES // 4:
        return text
    for length in range(min(len(secret) - 1, len(text)), _SHORTEST_SECRET - 1, -1):
        if text.endswith(secret[:length]):
            return text[:-length] + MASK
    return text


def _secrets_of(subscription: Subscription) -> set[str]:
    sealed = (unseal(subscription.secrets), unseal(subscription.previous_secret))
    address = subscription.address
    known = {*_texts(sealed), address, subscription.contact_email}
    for url in [text for text in known if text.startswith(("http://", "https://"))]:
        behind_host = url.partition("//")[2].partition("/")[2]
        # What is filled in is not the same every time; what stands around it is.
        known |= {behind_host, url.partition("?")[2], *_PLACEHOLDER.split(behind_host)}
    return {text for text in known if len(text) >= _SHORTEST_SECRET}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        # A scheme such as Bearer is no secret; what follows it is.
        yield value.rpartition(" ")[2]
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
