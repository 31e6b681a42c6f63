"""Pushover (pushover.net/api)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from statuspage.exceptions import Invalid
from statuspage.validation import clean_int, clean_text, rule
from webhooks.messages.brief import brief_body, brief_cut
from webhooks.models import Delivery
from webhooks.transports.base import Answer, Outcome, Outgoing
from webhooks.transports.fields import Field, FieldTransport, message_of
from webhooks.transports.json_answers import answer_values, json_request, refused
from webhooks.transports.urgency import Urgency, urgency_of

EMERGENCY = 2


def _key(value: Any, pointer: str) -> str:
    key = value.strip() if isinstance(value, str) else ""
    if len(key) != 30 or not key.isascii() or not key.isalnum():
        raise Invalid.at(pointer, "invalid_token", _("Keys of Pushover have 30 letters and digits."))
    return key


def _word(value: Any, pointer: str) -> str:
    word = clean_text(value, pointer=pointer, max_length=25, required=True)
    if not word.replace("_", "").replace("-", "").isalnum() or not word.isascii():
        raise Invalid.at(pointer, "invalid_name", _("This is a name of letters, digits, _ and -."))
    return word


class PushoverTransport(FieldTransport):
    """A push message to a person or a group.

    `priority` is that of trouble; good news and notes never go above 0. With priority 2 Pushover repeats the
    message every `retry` seconds until somebody confirms it, for at most `expire` seconds.
    """

    kind = "pushover"
    label = gettext_lazy("Pushover")
    base: ClassVar[str] = "https://api.pushover.net"
    fields = (
        Field(
            name="token",
            label=gettext_lazy("Token of the application"),
            rule=_key,
            required=True,
            secret=True,
        ),
        Field(
            name="user",
            label=gettext_lazy("Key of the user or group"),
            rule=_key,
            required=True,
            secret=True,
        ),
        Field(name="device", label=gettext_lazy("Device"), rule=_word),
        Field(
            name="priority",
            label=gettext_lazy("Priority"),
            rule=rule(clean_int, minimum=-2, maximum=EMERGENCY),
            default=0,
        ),
        Field(
            name="retry",
            label=gettext_lazy("Repeat after (seconds)"),
            rule=rule(clean_int, minimum=30, maximum=10_800),
            default=60,
        ),
        Field(
            name="expire",
            label=gettext_lazy("Repeat for (seconds)"),
            rule=rule(clean_int, minimum=30, maximum=10_800),
            default=3600,
        ),
        Field(name="sound", label=gettext_lazy("Sound"), rule=_word),
    )

    def request(
        self, delivery: Delivery, secrets: Mapping[str, Any], *, number: int, at: datetime
    ) -> Outgoing:
        message = message_of(delivery)
        config = delivery.subscription.config
        priority = int(config.get("priority", 0))
        if urgency_of(message) < Urgency.LOW:
            priority = min(priority, 0)
        values: dict[str, Any] = {
            "token": secrets["token"],
            "user": secrets["user"],
            "title": brief_cut(message.headline, 250),
            "message": brief_body(message, limit=1024),
            "priority": priority,
        }
        if priority == EMERGENCY:
            values |= {"retry": config.get("retry", 60), "expire": config.get("expire", 3600)}
        for name in ("device", "sound"):
            if config.get(name):
                values[name] = config[name]
        if 0 < len(message.url) <= 512:
            values |= {
                "url": message.url,
                "url_title": brief_cut(message.url_label or message.page_name, 100),
            }
        if message.at:
            values["timestamp"] = int(datetime.fromisoformat(message.at).timestamp())
        return json_request(f"{self.base}/1/messages.json", values)

    def judge(self, answer: Answer) -> Outcome:
        outcome = super().judge(answer)
        told = answer_values(answer)
        if told.get("status", 1) == 1:
            return outcome
        reasons = told.get("errors")
        reason = (
            "; ".join(map(str, reasons)) if isinstance(reasons, list) and reasons else str(told["status"])
        )
        return refused(outcome, _("Pushover says: %(reason)s") % {"reason": reason})
