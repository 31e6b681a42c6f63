"""What webhooks look like from the outside."""

from typing import Any, NotRequired, TypedDict

from api.native.values import Stamp, Uid, stamp, stamp_or_none
from api.native.words import BodyFormatWord, DeliveryStateWord, WebhookScopeWord
from webhooks.models import Subscription
from webhooks.selectors.deliveries import Blots
from webhooks.selectors.endpoints import webhook_headers
from webhooks.transports.endpoint import url_masked
from webhooks.transports.headers import headers_masked


class LastDeliveryAnswer(TypedDict):
    """How the last delivery stands, and since when."""

    at: Stamp
    state: DeliveryStateWord


class WebhookAnswer(TypedDict):
    """An endpoint that is told of events.

    Keys that may not write webhooks see `••••••` for what follows the host in `url` and for the values of
    `headers`. `failing_since`, `last_error` and `disabled_reason` tell of trouble.
    """

    id: Uid
    url: str
    description: str
    events: list[str]
    scope: WebhookScopeWord
    components: list[Uid]
    format: BodyFormatWord
    headers: dict[str, str]
    enabled: bool
    disabled_reason: str
    failing_since: Stamp | None
    last_error: str
    last_delivery: LastDeliveryAnswer | None
    previous_secret_until: Stamp | None
    created_at: Stamp
    updated_at: Stamp


class IssuedWebhookAnswer(WebhookAnswer):
    """A webhook with its signing secret, `secret`: shown this once."""

    secret: NotRequired[str]


def webhook_answer(webhook: Subscription, *, with_secrets: bool) -> WebhookAnswer:
    """Reads components and the last delivery, which `webhooks_of` brings along."""
    state = getattr(webhook, "last_delivery_state", None)
    at = getattr(webhook, "last_delivery_at", None)
    return {
        "id": Uid(webhook.uid),
        "url": webhook.address if with_secrets else url_masked(webhook.address),
        "description": webhook.description,
        "events": webhook.events,
        "scope": WebhookScopeWord(webhook.scope),
        "components": [
            Uid(component.uid) for component in webhook.components.all() if component.deleted_at is None
        ],
        "format": BodyFormatWord(webhook.format),
        "headers": webhook_headers(webhook) if with_secrets else webhook.headers,
        "enabled": webhook.enabled,
        "disabled_reason": webhook.disabled_reason,
        "failing_since": stamp_or_none(webhook.failing_since),
        "last_error": Blots().blot(webhook.last_error, webhook),
        "last_delivery": None if at is None else {"at": stamp(at), "state": DeliveryStateWord(str(state))},
        "previous_secret_until": stamp_or_none(webhook.previous_secret_until),
        "created_at": stamp(webhook.created_at),
        "updated_at": stamp(webhook.updated_at),
    }


def masked_webhook(body: Any) -> Any:
    """A webhook's answer without what may be secret, for what is kept of a request."""
    if not isinstance(body, dict) or "url" not in body:
        return body
    return {**body, "url": url_masked(body["url"]), "headers": headers_masked(body["headers"])}


EXAMPLE: dict[str, Any] = {
    "id": "w2k8d4n6q1fz",
    "url": "https://hooks.example.com/candor",
    "description": "Pages the people on call",
    "events": ["incident.*", "component.status_changed"],
    "scope": "page",
    "components": [],
    "format": "standard",
    "headers": {},
    "enabled": True,
    "disabled_reason": "",
    "failing_since": None,
    "last_error": "",
    "last_delivery": {"at": "2026-11-21T10:02:01Z", "state": "delivered"},
    "previous_secret_until": None,
    "created_at": "2026-11-01T09:00:00Z",
    "updated_at": "2026-11-01T09:00:00Z",
}

ISSUED_EXAMPLE: dict[str, Any] = {
    **EXAMPLE,
    "last_delivery": None,
    "secret": "whsec_XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX=",
}
