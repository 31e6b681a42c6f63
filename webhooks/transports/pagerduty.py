"""PagerDuty, through the Events API v2 (alerts) and its change events (everything that pages nobody)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from statuspage.exceptions import Invalid
from statuspage.validation import clean_choice, rule
from webhooks.messages import Message
from webhooks.messages.brief import brief_cut, brief_text
from webhooks.models import Delivery
from webhooks.transports.base import Answer, Outcome, Outgoing
from webhooks.transports.fields import Field, FieldTransport, message_of
from webhooks.transports.json_answers import answer_values, json_request, refused
from webhooks.transports.urgency import Urgency, urgency_of
from webhooks.vocabulary import DeliveryKind

SEVERITIES = {
    Urgency.CALM: "info",
    Urgency.LOW: "warning",
    Urgency.HIGH: "error",
    Urgency.HIGHEST: "critical",
}
REGIONS = ("us", "eu")
ACTIONS = frozenset({"trigger", "acknowledge", "resolve"})


def _routing_key(value: Any, pointer: str) -> str:
    key = value.strip() if isinstance(value, str) else ""
    if len(key) != 32 or not key.isascii() or not key.isalnum():
        raise Invalid.at(
            pointer,
            "invalid_token",
            _("An integration key (Events API v2) has 32 letters and digits."),
        )
    return key


class PagerDutyTransport(FieldTransport):
    """An alert that is triggered and resolved under the name of what it is about."""

    kind = "pagerduty"
    label = gettext_lazy("PagerDuty")
    pages_people = True
    bases: ClassVar[Mapping[str, str]] = {
        "us": "https://events.pagerduty.com",
        "eu": "https://events.eu.pagerduty.com",
    }
    fields = (
        Field(
            name="routing_key",
            label=gettext_lazy("Integration key"),
            rule=_routing_key,
            required=True,
            secret=True,
            hint=gettext_lazy("Of an integration of the kind “Events API v2”."),
        ),
        Field(
            name="region",
            label=gettext_lazy("Region"),
            rule=rule(clean_choice, words=REGIONS),
            default="us",
            options=REGIONS,
        ),
    )

    def request(
        self, delivery: Delivery, secrets: Mapping[str, Any], *, number: int, at: datetime
    ) -> Outgoing:
        message = message_of(delivery)
        base = self.bases[delivery.subscription.config.get("region", "us")]
        key = secrets["routing_key"]
        if message.signal in ACTIONS:
            return json_request(f"{base}/v2/enqueue", _alert(message, message.signal, delivery, key))
        if delivery.kind == DeliveryKind.TEST:
            return json_request(f"{base}/v2/enqueue", _alert(message, "trigger", delivery, key))
        return json_request(f"{base}/v2/change/enqueue", _change(message, key))

    def judge(self, answer: Answer) -> Outcome:
        outcome = super().judge(answer)
        told = answer_values(answer)
        if told.get("status", "success") == "success":
            return outcome
        reasons = told.get("errors")
        reason = (
            "; ".join(map(str, reasons)) if isinstance(reasons, list) and reasons else told.get("message")
        )
        return refused(outcome, _("PagerDuty says: %(reason)s") % {"reason": reason or told["status"]})


def _alert(message: Message, action: str, delivery: Delivery, key: str) -> dict[str, Any]:
    dedup_key = message.thread or f"delivery:{delivery.uid}"
    values: dict[str, Any] = {"routing_key": key, "event_action": action, "dedup_key": dedup_key[:255]}
    if action != "trigger":
        return values
    return {
        **values,
        "payload": {**_payload(message), "severity": SEVERITIES[urgency_of(message)]},
        "links": _links(message),
        "client": brief_cut(message.page_name, 255),
        "client_url": message.page_url,
    }


def _change(message: Message, key: str) -> dict[str, Any]:
    return {"routing_key": key, "payload": _payload(message), "links": _links(message)}


def _payload(message: Message) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "summary": brief_cut(message.headline, 1024),
        "source": brief_cut(message.page_name, 255),
        "custom_details": {
            "text": brief_text(message),
            **{fact.label: fact.value for fact in message.facts},
        },
    }
    if message.at:
        payload["timestamp"] = message.at
    return payload


def _links(message: Message) -> list[dict[str, str]]:
    if not message.url:
        return []
    return [{"href": message.url, "text": message.url_label or message.page_name}]
