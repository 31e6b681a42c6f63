"""The envelopes around answers, and the shape of every error."""

from typing import Any, NotRequired, TypedDict

from api.native.schema.typed import Schema, reference


class FieldErrorAnswer(TypedDict):
    """One wrong thing: a JSON `pointer` into the body, or the name of a query `parameter` or `header`."""

    pointer: NotRequired[str]
    parameter: NotRequired[str]
    header: NotRequired[str]
    code: str
    detail: str


def page_of(shape: Any) -> Schema:
    """A list by page numbers."""
    return {
        "type": "object",
        "required": ["count", "next", "previous", "results"],
        "properties": {
            "count": {"type": "integer", "minimum": 0},
            "next": {"type": ["string", "null"], "format": "uri"},
            "previous": {"type": ["string", "null"], "format": "uri"},
            "results": {"type": "array", "items": reference(shape)},
        },
    }


def stretch_of(shape: Any) -> Schema:
    """A list by cursor, newest first."""
    return {
        "type": "object",
        "required": ["next", "previous", "results"],
        "properties": {
            "next": {"type": ["string", "null"], "format": "uri"},
            "previous": {"type": ["string", "null"], "format": "uri"},
            "results": {"type": "array", "items": reference(shape)},
        },
    }


PROBLEM: Schema = {
    "type": "object",
    "description": "What went wrong (RFC 9457). `code` is for machines, `detail` for people.",
    "required": ["type", "title", "status", "detail", "code", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "request_id": {"type": "string"},
        "scope": {"type": "string", "description": "The scope that the key lacks (`missing_scope`)."},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/FieldError"}},
    },
}
