"""Opsgenie, through its Alert API."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from statuspage.validation import clean_choice, rule, text_rule
from webhooks.messages import Message
from webhooks.messages.brief import brief_cut, brief_text
from webhooks.models import Delivery
from webhooks.transports.base import Answer, Outcome, Outgoing, Verdict
from webhooks.transports.fields import Field, FieldTransport, list_rule, message_of, token_rule
from webhooks.transports.json_answers import answer_values, json_request, refused
from webhooks.transports.urgency import Urgency, urgency_of
from webhooks.vocabulary import DeliveryKind

PRIORITIES = {Urgency.CALM: "P5", Urgency.LOW: "P4", Urgency.HIGH: "P2", Urgency.HIGHEST: "P1"}
REGIONS = ("us", "eu")


class OpsgenieTransport(FieldTransport):
    """An alert that is created and closed under the name (alias) of what it is about."""

    kind = "opsgenie"
    label = gettext_lazy("Opsgenie")
    pages_people = True
    bases: ClassVar[Mapping[str, str]] = {
        "us": "https://api.opsgenie.com",
        "eu": "https://api.eu.opsgenie.com",
    }
    fields = (
        Field(
            name="api_key",
            label=gettext_lazy("API key"),
            rule=token_rule(100),
            required=True,
            secret=True,
            hint=gettext_lazy("Of an integration of the kind “API”."),
        ),
        Field(
            name="region",
            label=gettext_lazy("Region"),
            rule=rule(clean_choice, words=REGIONS),
            default="us",
            options=REGIONS,
        ),
        Field(
            name="tags",
            label=gettext_lazy("Tags"),
            rule=list_rule(text_rule(50, required=True), longest=20),
            default=[],
        ),
    )

    def request(
        self, delivery: Delivery, secrets: Mapping[str, Any], *, number: int, at: datetime
    ) -> Outgoing:
        message = message_of(delivery)
        config = delivery.subscription.config
        alias = (message.thread or f"delivery:{delivery.uid}")[:512]
        path, values = _act(message, alias, delivery.kind == DeliveryKind.TEST, config.get("tags") or [])
        base = self.bases[config.get("region", "us")]
        return json_request(
            f"{base}/v2/alerts{path}", values, headers={"Authorization": f"GenieKey {secrets['api_key']}"}
        )

    def judge(self, answer: Answer) -> Outcome:
        outcome = super().judge(answer)
        if outcome.verdict == Verdict.DELIVERED:
            return outcome
        reason = answer_values(answer).get("message")
        return refused(outcome, _("Opsgenie says: %(reason)s") % {"reason": reason}) if reason else outcome


def _act(message: Message, alias: str, is_test: bool, tags: list[str]) -> tuple[str, dict[str, Any]]:
    """The path below `/v2/alerts` and the body. What is no signal becomes a note on the alert."""
    source = brief_cut(message.page_name, 100)
    known = f"/{quote(alias, safe='')}"
    match message.signal:
        case "acknowledge":
            return f"{known}/acknowledge?identifierType=alias", {"source": source}
        case "resolve":
            note = brief_text(message, limit=20_000)
            return f"{known}/close?identifierType=alias", {"source": source, "note": note}
        case "" if not is_test:
            note = brief_text(message, limit=20_000)
            return f"{known}/notes?identifierType=alias", {"source": source, "note": note}
    return "", {
        "message": brief_cut(message.headline, 130),
        "alias": alias,
        "description": "\n\n".join(part for part in (brief_text(message), message.url) if part),
        "priority": PRIORITIES[urgency_of(message)],
        "source": source,
        "tags": tags,
        "details": {fact.label: fact.value for fact in message.facts},
    }
