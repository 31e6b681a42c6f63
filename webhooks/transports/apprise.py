"""Services with hosts of their own, through the Apprise library: one address says service and recipient."""

import logging
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from statuspage.exceptions import Invalid
from statuspage.validation import clean_text
from webhooks.messages import Message
from webhooks.messages.brief import brief_body, brief_cut
from webhooks.models import Delivery
from webhooks.transports.apprise_services import BY_SCHEMA, Service
from webhooks.transports.apprise_way_out import Requests, calling
from webhooks.transports.base import Outcome, Outgoing, Verdict
from webhooks.transports.fields import Field, FieldTransport, message_of
from webhooks.transports.json_answers import refused
from webhooks.transports.urgency import Urgency, urgency_of
from webhooks.vocabulary import Lane

SECONDS = 15.0
MOST_RECIPIENTS = 10
LONGEST_TEXT = 3000

_TYPES = {
    Urgency.CALM: "info",
    Urgency.LOW: "warning",
    Urgency.HIGH: "failure",
    Urgency.HIGHEST: "failure",
}


def _url(value: Any, pointer: str) -> str:
    url = clean_text(value, pointer=pointer, max_length=2000, required=True)
    try:
        plugin_for(url)
    except ValueError as error:
        raise Invalid.at(pointer, "invalid_url", str(error)) from None
    return url


class AppriseTransport(FieldTransport):
    """A message by one of the services in `apprise_services`; the library makes the request.

    Its timeout, its redirects, the environment's proxies and its checks of certificates are out of its hands
    (`apprise_way_out`). It does not tell which of several recipients got a message: where one of them fails,
    all are told again.
    """

    kind = "apprise"
    label = gettext_lazy("Other services (Apprise)")
    lane = Lane.LIBRARY
    fields = (
        Field(
            name="url",
            label=gettext_lazy("Apprise address"),
            rule=_url,
            required=True,
            secret=True,
            hint=gettext_lazy(
                "Such as pbul://access-token, of a service that is listed in the documentation."
            ),
        ),
    )

    def request(
        self, delivery: Delivery, secrets: Mapping[str, Any], *, number: int, at: datetime
    ) -> Outgoing:
        raise TypeError("The library makes its requests by itself; see send().")

    def send(self, delivery: Delivery, secrets: Mapping[str, Any]) -> Outcome:
        begun = time.monotonic()
        message = message_of(delivery)
        try:
            service, plugin = plugin_for(secrets.get("url", ""))
        except ValueError as error:
            return Outcome(verdict=Verdict.REFUSED, error=str(error))
        with calling(service.hosts, seconds=SECONDS) as call:
            taken = plugin.notify(
                title=brief_cut(message.headline, 250),
                body=_body(message),
                notify_type=_type(message),
                body_format="text",
            )
        outcome = self.judge(replace(call.answer, duration_ms=round((time.monotonic() - begun) * 1000)))
        if taken:
            return replace(outcome, verdict=Verdict.DELIVERED, error="")
        if outcome.verdict == Verdict.DELIVERED:
            return refused(outcome, _("%(service)s did not take the message.") % {"service": service.name})
        return outcome


def plugin_for(url: str) -> tuple[Service, Any]:
    """The service of an address and the library's plugin, ready to send.

    Raises `ValueError` with a sentence for people for addresses that are not understood or not allowed.
    """
    schema = url.partition("://")[0].lower()
    service = BY_SCHEMA.get(schema)
    if service is None:
        raise ValueError(
            _("Services of this kind of address (%(schema)s://) are not available.") % {"schema": schema[:20]}
        )
    make, asset = _library(service)
    parsed = make.parse_url(url)
    if not isinstance(parsed, dict):
        raise ValueError(_("%(service)s does not understand this address.") % {"service": service.name})
    marked = [name for sign in "+-:" for name in parsed.get(f"qsd{sign}") or ()]
    unknown = [name for name in parsed.get("qsd") or () if name not in service.parameters]
    if marked or unknown or parsed.get("port"):
        raise ValueError(_("An address may not carry options other than who is told and how urgently."))
    try:
        plugin = make(**{**parsed, "asset": asset})
        recipients = len(plugin)
    except Exception:  # noqa: BLE001  (each plugin has its own ways of refusing)
        raise ValueError(
            _("%(service)s does not understand this address.") % {"service": service.name}
        ) from None
    if recipients > MOST_RECIPIENTS:
        raise ValueError(_("At most %(count)d recipients are possible.") % {"count": MOST_RECIPIENTS})
    # Longer messages are cut, not split into several, and no thread sleeps between recipients.
    plugin.overflow_mode = "truncate"
    plugin.request_rate_per_sec = 0.0
    return service, plugin


@cache
def _library(service: Service) -> tuple[Any, Any]:
    """The plugin's class and the library's settings; read when first used, for it takes memory."""
    # Its log tells addresses with their tokens.
    logging.getLogger("apprise").disabled = True
    module = import_module(f"apprise.plugins.{service.module}")
    setattr(module, "requests", Requests())  # noqa: B010
    asset = import_module("apprise").AppriseAsset(
        app_id="Candor", app_desc="Candor", app_url="", storage_mode="memory", http_redirects=False
    )
    return getattr(module, service.plugin), asset


def _body(message: Message) -> str:
    return "\n\n".join(part for part in (brief_body(message, limit=LONGEST_TEXT), message.url) if part)


def _type(message: Message) -> str:
    return "success" if message.signal == "resolve" else _TYPES[urgency_of(message)]
