"""Webhooks: signed ones of machines, unsigned ones of visitors, and those of alert channels."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from statuspage.sealing import unseal
from statuspage.selectors import page_overall
from webhooks.messages import Message
from webhooks.models import Delivery, Subscription
from webhooks.payloads import event_for_test, standard_test_body, statuspage_test_body
from webhooks.signing import signature_headers
from webhooks.transports.base import Frozen, Outgoing, Settings, Transport
from webhooks.transports.endpoint import url_clean
from webhooks.transports.headers import clean_headers, headers_merged
from webhooks.transports.templated import TEMPLATED
from webhooks.vocabulary import Audience, BodyFormat

USER_AGENT = "Candor (webhooks)"


class WebhookTransport(Transport):
    """A POST of the letter's bytes.

    A machine's endpoint gets it signed, with `secrets["secret"]` and, for a day after a rotation, with the
    one before; `secrets["headers"]` are sent along. Visitors' endpoints are unsigned, as in Statuspage, and
    reach public addresses only. What a team's own channel sends is made by its templates.
    """

    kind = "webhook"
    label = _("Webhook")
    audiences = frozenset({Audience.MACHINE, Audience.VISITOR, Audience.CHANNEL})
    shared = False

    def clean(self, *, address: Any, config: Any, secrets: Any, held: Settings | None = None) -> Settings:
        headers = (secrets or {}).get("headers") if isinstance(secrets, Mapping) else None
        kept = held.secrets if held else {}
        if headers is not None:
            merged = headers_merged(headers, kept.get("headers", {}))
            kept = {**kept, "headers": clean_headers(merged, "/headers", signed=True)}
        given = held.address if address is None and held else address
        return Settings(address=url_clean(given, audience="operator"), secrets=kept)

    def freeze(self, subscription: Subscription, message: Message) -> Frozen:
        if subscription.audience == Audience.CHANNEL:
            return TEMPLATED.freeze(subscription, message)
        now = timezone.now()
        if subscription.audience == Audience.VISITOR or subscription.format == BodyFormat.STATUSPAGE:
            return Frozen(body=statuspage_test_body(subscription, at=now))
        page = subscription.page
        event = event_for_test(page, at=now)
        overall = page_overall(page)
        return Frozen(body=standard_test_body(event, page, overall=overall, message=message.text))

    def request(
        self, delivery: Delivery, secrets: Mapping[str, Any], *, number: int, at: datetime
    ) -> Outgoing:
        subscription = delivery.subscription
        if subscription.audience == Audience.CHANNEL:
            return TEMPLATED.request(delivery, secrets, number=number, at=at)
        body = bytes(delivery.letter.body)
        own = secrets.get("headers", {})
        headers = {**own, "Content-Type": delivery.letter.content_type}
        if "user-agent" not in {name.lower() for name in own}:
            headers["User-Agent"] = USER_AGENT
        if subscription.audience == Audience.MACHINE:
            signing = signing_secrets(subscription, secrets, at=at)
            headers.update(signature_headers(delivery_id=delivery.uid, at=at, body=body, secrets=signing))
        visitor = subscription.audience == Audience.VISITOR
        return Outgoing(
            method="POST",
            url=subscription.address,
            headers=headers,
            body=body,
            audience="visitor" if visitor else "operator",
        )


def signing_secrets(subscription: Subscription, secrets: Mapping[str, Any], *, at: datetime) -> list[str]:
    """The secrets that sign a try at `at`: the present one, and for a day the one that it replaced."""
    signing = [secrets["secret"]] if "secret" in secrets else []
    until = subscription.previous_secret_until
    if until is not None and at < until:
        previous = unseal(subscription.previous_secret).get("secret")
        signing += [previous] if previous else []
    return signing
