"""Reading the body of a request, whatever its content type says."""

import json
from typing import Any

from django.http import HttpRequest

from api.base.parsing import MAX_BYTES, too_large
from api.healthchecks.errors import PREFIX, UNREADABLE, bad_request


def is_chunked(request: HttpRequest) -> bool:
    """Whether the body comes in chunks, without a length."""
    return "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH")


def read_object(request: HttpRequest) -> dict[str, Any]:
    """The JSON object in the body; empty for an empty body. Raises `Fault` (400, 413).

    Values stay as they came: a number beyond all bounds or half a character only matters in a field that is
    looked at.
    """
    # Without a length Django sees no body; the server has taken the chunks apart and knows its end.
    read = request.META["wsgi.input"].read if is_chunked(request) else request.read
    try:
        raw = read(MAX_BYTES + 1)
    except OSError:
        raise bad_request(UNREADABLE) from None
    if len(raw) > MAX_BYTES:
        raise too_large()
    if not raw:
        return {}
    try:
        value = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise bad_request(UNREADABLE) from None
    if not isinstance(value, dict):
        raise bad_request(f"{PREFIX}value is not an object")
    return value
