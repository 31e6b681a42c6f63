"""The webhooks of a team that comes from Healthchecks: one request for "down", one for "up", as they were.

The settings have the names that Healthchecks itself keeps them by, so that they can be taken over.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.vocabulary import CheckState
from statuspage.egress import InvalidTarget
from statuspage.exceptions import Invalid
from statuspage.sealing import unseal
from statuspage.validation import clean_choice, clean_text, rule, text_rule
from webhooks.messages import Message
from webhooks.messages.alerts import Change
from webhooks.messages.jobs import job_told, job_told_for_test
from webhooks.models import Delivery, Subscription
from webhooks.transports.base import Frozen, Outgoing, Settings
from webhooks.transports.dollars import (
    in_body,
    in_header,
    in_url,
    placeholder_values,
    without_placeholders,
)
from webhooks.transports.endpoint import MAX_URL, url_clean
from webhooks.transports.fields import Field, FieldTransport
from webhooks.transports.headers import clean_headers
from webhooks.vocabulary import Saying

METHODS = ("POST", "PUT", "GET")
LONGEST_BODY = 20_000
USER_AGENT = "Candor"

DOWN, UP = CheckState.DOWN.value, CheckState.UP.value


def _url(value: Any, pointer: str) -> str:
    url = clean_text(value, pointer=pointer, max_length=MAX_URL, required=True)
    # Whatever names the host must stand there in plain words, and be judged now.
    if "$" in re.split(r"[/?#\\]", url.partition("://")[2], maxsplit=1)[0]:
        raise Invalid.at(pointer, "invalid_url", _("The host of an address cannot be filled in."))
    url_clean(without_placeholders(url), audience="operator", pointer=pointer)
    return url


def _direction(word: str, address: Any, method: Any, headers: Any, body: Any) -> tuple[Field, ...]:
    url = f"url_{word}"
    return (
        Field(
            name=url,
            label=address,
            rule=_url,
            secret=True,
            destination=True,
            goes_to=url,
            hint=_("Nothing is sent where this is empty."),
        ),
        Field(
            name=f"method_{word}",
            label=method,
            rule=rule(clean_choice, words=METHODS),
            default="POST",
            options=METHODS,
        ),
        Field(
            name=f"headers_{word}", label=headers, rule=clean_headers, default={}, secret=True, goes_to=url
        ),
        Field(name=f"body_{word}", label=body, rule=text_rule(LONGEST_BODY, multiline=True), private=True),
    )


class JobWebhookTransport(FieldTransport):
    """A request when a check goes down and another when it is up again, with placeholders such as `$NAME`.

    It speaks of checks alone. What it says of one is kept as it was when it changed; the request is made at
    every try, with the settings of that moment.
    """

    kind = "job_webhook"
    label = _("Webhook for jobs")
    shared = False
    tells_each = True
    fields = (
        *_direction(
            DOWN, _("Address for down"), _("Method for down"), _("Headers for down"), _("Body for down")
        ),
        *_direction(UP, _("Address for up"), _("Method for up"), _("Headers for up"), _("Body for up")),
    )

    def clean(self, *, address: Any, config: Any, secrets: Any, held: Settings | None = None) -> Settings:
        settings = super().clean(address=address, config=config, secrets=secrets, held=held)
        if not any(settings.secrets.get(f"url_{word}") for word in (DOWN, UP)):
            raise Invalid.at(
                "/config/url_down", "required", _("Give an address for down, for up, or for both.")
            )
        return settings

    def freeze(self, subscription: Subscription, message: Message) -> Frozen:
        """The test, which speaks of a check named TEST: that it is down, if that is ever told."""
        urls = unseal(subscription.secrets)
        told = job_told_for_test(subscription, status=DOWN if urls.get("url_down") else UP, at=timezone.now())
        return _frozen(message, told, b"")

    def freeze_alert(
        self, subscription: Subscription, message: Message, changes: Sequence[Change]
    ) -> Frozen | None:
        change = changes[0]
        if change.saying == Saying.UNWATCHED:
            # It is neither down nor up now.
            return None
        status = UP if change.closes else DOWN
        if not unseal(subscription.secrets).get(f"url_{status}"):
            return None
        told, body = job_told(change.check, status=status, at=change.at)
        return _frozen(message, told, body)

    def request(
        self, delivery: Delivery, secrets: Mapping[str, Any], *, number: int, at: datetime
    ) -> Outgoing:
        told = delivery.letter.message["extra"]["job"]
        word = told["status"]
        template = secrets.get(f"url_{word}", "")
        if not template:
            raise InvalidTarget(_("The channel has no address for this any more."))
        values = placeholder_values(told)
        config = delivery.subscription.config
        method = config.get(f"method_{word}", "POST")
        given = secrets.get(f"headers_{word}", {})
        headers = {name: in_header(text, values) for name, text in given.items()}
        if not any(name.lower() == "user-agent" for name in given):
            headers["User-Agent"] = USER_AGENT
        body = b""
        if method != "GET":
            with_body = placeholder_values(told, bytes(delivery.letter.body))
            body = in_body(config.get(f"body_{word}", ""), with_body).encode()
        return Outgoing(
            method=method, url=in_url(template, values), headers=headers, body=body, audience="operator"
        )

    def unrepeated(self, delivery: Delivery) -> Collection[str]:
        """Where to ping, which a mail's text holds too: more people read deliveries than may ping."""
        job = delivery.letter.message["extra"]["job"]
        return (job["code"], job["code"].upper(), job["ping_key"])


def _frozen(message: Message, told: dict[str, Any], body: bytes) -> Frozen:
    kept = replace(message, extra={**message.extra, "job": told})
    return Frozen(content_type="application/octet-stream", body=body, message=kept.as_values())
