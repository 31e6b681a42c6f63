"""The `webhooks` section of the description: what is sent to those who asked to be told."""

from typing import Any

from django.utils import translation

from api.native.schema.typed import Schema
from statuspage.catalogue import CATALOGUE
from webhooks.event_filters import DELIVERABLE
from webhooks.payloads import example_payload

_HEADERS = (
    ("webhook-id", "The delivery: the same for every try, so that a message is taken once."),
    ("webhook-timestamp", "When this try was made, in seconds since 1970."),
    (
        "webhook-signature",
        "`v1,` and the base64 of HMAC-SHA256 over id, time and body joined by dots; one for each secret.",
    ),
)

PAYLOAD: Schema = {
    "type": "object",
    "description": "What a webhook receives.",
    "properties": {
        "type": {"type": "string", "enum": list(DELIVERABLE)},
        "id": {"type": "string", "pattern": "^[a-z0-9]{12}$", "description": "The event."},
        "timestamp": {"type": "string", "format": "date-time"},
        "sequence": {"type": "integer", "description": "Counts the events of the page and always rises."},
        "page": {
            "type": "object",
            "properties": {
                "id": {"type": "string", "pattern": "^[a-z0-9]{12}$"},
                "name": {"type": "string"},
                "url": {"type": "string", "format": "uri"},
                "status": {"type": "string"},
            },
            "required": ["id", "name", "url", "status"],
        },
        "data": {"type": "object"},
    },
    "required": ["type", "id", "timestamp", "sequence", "page", "data"],
}


def webhook_operations() -> Schema:
    """An entry for each kind of event that leaves, described in English, with its example."""
    with translation.override("en"):
        return {kind: {"post": _operation(kind)} for kind in DELIVERABLE}


def _operation(kind: str) -> Schema:
    example = example_payload(kind)
    data: dict[str, Any] = {"type": "object", "required": sorted(example["data"])}
    told: dict[str, Any] = {"type": {"const": kind}, "data": data}
    schema: Schema = {"allOf": [{"$ref": "#/components/schemas/Payload"}, {"properties": told}]}
    return {
        "operationId": f"on_{kind.replace('.', '_')}",
        "summary": str(CATALOGUE[kind].description),
        "tags": ["Webhooks"],
        "parameters": [
            {
                "name": name,
                "in": "header",
                "required": True,
                "description": description,
                "schema": {"type": "string"},
            }
            for name, description in _HEADERS
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": schema, "example": example}},
        },
        "responses": {
            "2XX": {"description": "Taken. Everything else is tried again."},
            "410": {"description": "The endpoint is no more: nothing is sent there again."},
        },
        "security": [],
    }
