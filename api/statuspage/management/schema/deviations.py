"""Where answers differ from Statuspage's document, and why. Everything else is as the document says.

Everywhere: the document says of no field that it may be null, and its own examples have null for what is
unset; so every field but `id` may be null. Every declared field is there, and no other.
"""

from typing import Any

ID = {"type": "string", "pattern": "^[a-z0-9]{12}$"}
_IDS = {"type": "array", "items": ID}
_TEXTS = {"type": "array", "items": {"type": "string"}}
_DAY = {"type": "string", "format": "date"}
_DAYS = {"range_start": _DAY, "range_end": _DAY}


def _list_of(**properties: dict[str, Any]) -> dict[str, Any]:
    row = {"type": "object", "properties": properties, "required": list(properties)}
    return {"type": "array", "items": {**row, "additionalProperties": False}}


_EVENTS = _list_of(id=ID)
_FLAG = {"type": "boolean"}
_PAGES = {
    "type": "object",
    "propertyNames": ID,
    "additionalProperties": {
        "type": "object",
        "properties": {
            "page_configuration": _FLAG,
            "incident_manager": _FLAG,
            "maintenance_manager": _FLAG,
        },
        "additionalProperties": False,
    },
}

TYPES: dict[str, dict[str, Any]] = {
    # Lists, as the texts of the document say; their schemas say string.
    "GroupComponent": {"components": _IDS, "position": {"type": "integer"}},
    "Subscriber": {"components": _IDS},
    "PageAccessUser": {"page_access_group_ids": _IDS},
    # Days, as the document's own examples have them; and lists of incidents, where it shows one alone.
    "ComponentUptime": {**_DAYS, "warnings": _TEXTS, "related_events": _EVENTS},
    "ComponentGroupUptime": {
        **_DAYS,
        "warnings": _TEXTS,
        "related_events": _list_of(component_id=ID, incidents=_EVENTS),
    },
    # Described as a time, declared as a boolean; and a type spelled with a capital letter, which is none.
    "Incident": {
        "postmortem_published_at": {"type": "string", "format": "date-time"},
        "metadata": {"type": "object", "additionalProperties": {"type": "object"}},
    },
    # Ids are texts everywhere else.
    "MetricsProvider": {"page_id": ID},
}
"""Fields with another type, by schema."""

EXTRA: dict[str, dict[str, Any]] = {
    # Clients have no other way to learn it, and need it for members and permissions.
    "Page": {"organization_id": ID},
}
"""Fields that the document does not have."""

OPTIONAL: dict[str, tuple[str, ...]] = {}
"""Fields that may be missing."""

SCHEMAS: dict[str, dict[str, Any]] = {
    # `page_id` stands for the ids of the pages; and everything is there twice, since the document wraps what
    # its example does not.
    "Permissions": {
        "type": "object",
        "properties": {
            "user_id": ID,
            "pages": _PAGES,
            "data": {
                "type": "object",
                "properties": {"user_id": ID, "pages": _PAGES},
                "required": ["user_id", "pages"],
                "additionalProperties": False,
            },
        },
        "required": ["user_id", "pages", "data"],
        "additionalProperties": False,
    },
    # `metric_id` stands for the ids of the metrics, of which there may be several.
    "MetricAddResponse": {
        "type": "object",
        "additionalProperties": _list_of(timestamp={"type": "integer"}, value={"type": "number"}),
    },
}
"""Whole schemas in place of the document's."""

_METRICS = {"type": "array", "items": {"$ref": "#/components/schemas/Metric"}}

_REFERENCE = "#/components/schemas/{}"

BODIES: dict[str, dict[str, Any]] = {
    # Operations of which the document says that they had no body, and to which clients send one.
    "PATCH /pages/{page_id}/page_access_users/{page_access_user_id}": {
        "$ref": _REFERENCE.format("postPagesPageIdPageAccessUsers")
    },
    "PUT /pages/{page_id}/page_access_users/{page_access_user_id}": {
        "$ref": _REFERENCE.format("postPagesPageIdPageAccessUsers")
    },
    "POST /pages/{page_id}/components/{component_id}/page_access_groups": {
        "type": "object",
        "properties": {"page_access_group_ids": _IDS},
    },
}
"""Bodies of another type, by operation."""

ANSWERS: dict[str, dict[str, Any]] = {
    # Lists of which the document says that they were one metric.
    "GET /pages/{page_id}/metrics": _METRICS,
    "GET /pages/{page_id}/metrics_providers/{metrics_provider_id}/metrics": _METRICS,
}
"""Answers of another type, by operation."""
