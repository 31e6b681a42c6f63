"""Mail over the SMTP server that the operator named."""

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from statuspage.exceptions import Invalid
from statuspage.models import Page
from statuspage.validation import clean_email
from webhooks.mail.branding import page_brand
from webhooks.mail.compose import Mail, mail_compose, recipient
from webhooks.mail.footers import footer_links
from webhooks.mail.kept import BACKEND
from webhooks.mail.verdicts import is_silence, verdict_of
from webhooks.messages import Message
from webhooks.models import Delivery, Subscription
from webhooks.transports.base import Frozen, Outcome, Outgoing, Settings, Transport, Verdict
from webhooks.transports.fields import fields_clean
from webhooks.vocabulary import Audience, Lane, Scope


class EmailTransport(Transport):
    """Mail to one address. The letter holds the message; the mail of each delivery is composed when sent."""

    kind = "email"
    label = gettext_lazy("E-mail")
    lane = Lane.MAIL
    audiences = frozenset({Audience.VISITOR, Audience.CHANNEL})

    def clean(self, *, address: Any, config: Any, secrets: Any, held: Settings | None = None) -> Settings:
        if address is None and held is not None:
            address = held.address
        fields_clean((), {**(config or {}), **(secrets or {})}, {})
        return Settings(address=clean_email(address, pointer="/address"))

    def freeze(self, subscription: Subscription, message: Message) -> Frozen:
        branded = replace(message, extra={**message.extra, "brand": page_brand(subscription.page)})
        return Frozen(content_type="message/rfc822", message=branded.as_values())

    def request(
        self, delivery: Delivery, secrets: Mapping[str, Any], *, number: int, at: datetime
    ) -> Outgoing:
        raise TypeError("Mail does not travel by HTTP; see send_mails().")


def send_mails(deliveries: Sequence[Delivery]) -> list[Outcome]:
    """Send mails over one connection, each on its own; gives the outcome of each, in order.

    The deliveries come with their subscription, page and letter. Where the server cannot be reached, the rest
    is not tried: each would wait for the same silence.
    """
    prefetch_for_mails(deliveries)
    with MailSession() as session:
        return [session.send(delivery) for delivery in deliveries]


def prefetch_for_mails(deliveries: Sequence[Delivery]) -> None:
    """Read at once what the mails of many deliveries say about their subscriptions and pages."""
    rows = [delivery.subscription for delivery in deliveries]
    prefetch_related_objects([row for row in rows if row.scope == Scope.COMPONENTS], "components")
    prefetch_related_objects([row for row in rows if row.scope == Scope.INCIDENT], "incident")
    # One object for each page: where it answers is looked up once for all of its mails.
    pages: dict[int, Page] = {}
    for delivery in deliveries:
        page = pages.setdefault(delivery.page_id, delivery.page)
        delivery.page = delivery.subscription.page = page


class MailSession:
    """One connection to the mail server, opened when the first mail needs it and again after it broke."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend = get_connection()
        self._open = False
        self._away: Outcome | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def send(self, delivery: Delivery) -> Outcome:
        """Compose and send one mail; never raises for what the server or the address is to blame for."""
        begun = time.monotonic()
        outcome = self._refused(recipient(delivery.subscription)) or self._away or self._send(delivery)
        return replace(outcome, duration_ms=round((time.monotonic() - begun) * 1000))

    def close(self) -> None:
        """Part with the server."""
        # What was taken was taken; how we part changes nothing.
        with suppress(OSError):
            self._connection.close()
        self._open = False

    def _refused(self, address: str) -> Outcome | None:
        try:
            clean_email(address)
        except Invalid:
            return Outcome(verdict=Verdict.BOUNCED, error=_("This is not an address that mail can go to."))
        return None

    def _send(self, delivery: Delivery) -> Outcome:
        try:
            mail = mail_compose(delivery, links=footer_links(delivery))
            mail.message()
        except ValueError as error:
            return verdict_of(error)
        if not self._open:
            try:
                self._connection.open()
                self._open = True
            except OSError as error:
                self._away = verdict_of(error)
                return self._away
        return self._hand_over(mail)

    def _hand_over(self, mail: Mail) -> Outcome:
        try:
            self._connection.send_messages([mail])
        except (OSError, ValueError) as error:
            outcome = verdict_of(error)
            if is_silence(error):
                # A server that hangs would hang again: the rest is not tried.
                self._away = outcome
            if outcome.status is None or outcome.status == 421:
                # The connection is gone; the next mail opens another.
                self.close()
            return outcome
        return Outcome(verdict=Verdict.DELIVERED, status=250, answer=_where())


def _where() -> str:
    if settings.EMAIL_BACKEND == BACKEND:
        return _("Kept in the data directory, not sent: no mail server is set up (CANDOR_EMAIL_URL).")
    return ""
