"""ntfy, at ntfy.sh or on a server of the team's own (docs.ntfy.sh/publish, publishing as JSON)."""

import base64
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from statuspage.exceptions import Invalid
from statuspage.validation import clean_int, rule, text_rule
from webhooks.messages.brief import brief_body, brief_cut
from webhooks.models import Delivery
from webhooks.transports.base import Answer, Outcome, Outgoing, Settings, Verdict
from webhooks.transports.fields import Field, FieldTransport, list_rule, message_of, server_rule, token_rule
from webhooks.transports.json_answers import answer_values, json_request, refused
from webhooks.transports.urgency import Urgency, urgency_of

SERVER = "https://ntfy.sh"
USUAL = 3
SIGNS = {
    Urgency.CALM: "white_check_mark",
    Urgency.LOW: "warning",
    Urgency.HIGH: "warning",
    Urgency.HIGHEST: "rotating_light",
}

_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,64}")


def _topic(value: Any, pointer: str) -> str:
    if not isinstance(value, str) or not _TOPIC.fullmatch(value.strip()):
        raise Invalid.at(
            pointer, "invalid_topic", _("A topic has at most 64 letters, digits, hyphens and underscores.")
        )
    return value.strip()


class NtfyTransport(FieldTransport):
    """A push message to everybody who listens to a topic. `priority` is that of trouble, from 1 to 5."""

    kind = "ntfy"
    label = gettext_lazy("ntfy")
    fields = (
        Field(
            name="server",
            label=gettext_lazy("Server"),
            rule=server_rule,
            default=SERVER,
            destination=True,
        ),
        Field(name="topic", label=gettext_lazy("Topic"), rule=_topic, required=True),
        Field(
            name="token",
            label=gettext_lazy("Access token"),
            rule=token_rule(200),
            secret=True,
        ),
        Field(name="username", label=gettext_lazy("User name"), rule=text_rule(100)),
        Field(name="password", label=gettext_lazy("Password"), rule=text_rule(200), secret=True),
        Field(
            name="priority",
            label=gettext_lazy("Priority"),
            rule=rule(clean_int, minimum=1, maximum=5),
            default=4,
        ),
        Field(
            name="tags",
            label=gettext_lazy("Tags"),
            rule=list_rule(text_rule(50, required=True), longest=10),
            default=[],
        ),
    )

    def clean(self, *, address: Any, config: Any, secrets: Any, held: Settings | None = None) -> Settings:
        settings = super().clean(address=address, config=config, secrets=secrets, held=held)
        if "token" in settings.secrets and "password" in settings.secrets:
            raise Invalid.at(
                "/config/token", "conflicting", _("Give an access token, or a user name with a password.")
            )
        if bool(settings.config["username"]) != ("password" in settings.secrets):
            raise Invalid.at("/config/username", "required", _("A user name and a password go together."))
        return settings

    def request(
        self, delivery: Delivery, secrets: Mapping[str, Any], *, number: int, at: datetime
    ) -> Outgoing:
        message = message_of(delivery)
        config = delivery.subscription.config
        urgency = urgency_of(message)
        priority = int(config.get("priority", USUAL))
        values: dict[str, Any] = {
            "topic": config["topic"],
            "title": brief_cut(message.headline, 250),
            # The server takes 4096 bytes, and makes a file of what is longer.
            "message": _cut_bytes(brief_body(message), 3900),
            "priority": priority if urgency > Urgency.CALM else min(priority, USUAL),
            "tags": [*([SIGNS[urgency]] if message.look or message.signal else []), *config.get("tags", [])],
        }
        if message.url:
            values["click"] = message.url
        return json_request(config.get("server") or SERVER, values, headers=_credentials(config, secrets))

    def judge(self, answer: Answer) -> Outcome:
        outcome = super().judge(answer)
        if outcome.verdict == Verdict.DELIVERED:
            return outcome
        reason = answer_values(answer).get("error")
        return refused(outcome, _("ntfy says: %(reason)s") % {"reason": reason}) if reason else outcome


def _credentials(config: Mapping[str, Any], secrets: Mapping[str, Any]) -> dict[str, str]:
    if secrets.get("token"):
        return {"Authorization": f"Bearer {secrets['token']}"}
    if secrets.get("password"):
        pair = f"{config.get('username', '')}:{secrets['password']}".encode()
        return {"Authorization": f"Basic {base64.b64encode(pair).decode('ascii')}"}
    return {}


def _cut_bytes(text: str, limit: int) -> str:
    raw = text.encode("utf-8", "replace")
    return text if len(raw) <= limit else raw[:limit].decode("utf-8", "ignore").rstrip() + "…"
