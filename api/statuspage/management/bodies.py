"""Reading what was sent: JSON or a form, as the content type says."""

from typing import Any

from django.http import HttpRequest

from api.base.faults import Fault
from api.base.forms import multipart_pairs, urlencoded_pairs
from api.base.parsing import MAX_BYTES, parse_json, too_large
from api.statuspage.management import forms
from api.statuspage.management.errors import bad_request


def read_body(request: HttpRequest) -> dict[str, Any]:
    """The object in the body; empty for an empty body. Raises `Fault` (400, 413, 415) and `Invalid`."""
    raw = request.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise too_large()
    if not raw.strip():
        return {}
    kind = request.content_type or ""
    if kind == "application/x-www-form-urlencoded":
        return forms.nested(urlencoded_pairs(raw))
    if kind == "multipart/form-data":
        return forms.nested(multipart_pairs(raw, (request.content_params or {}).get("boundary", "")))
    if kind != "application/json" and not kind.endswith("+json"):
        raise Fault(
            415, "unsupported_media_type", "Send JSON, with Content-Type: application/json, or a form."
        )
    value = parse_json(raw)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise bad_request("the body must be an object")
    return value
