"""Reading the body of a request, whatever its content type says."""

import json
from typing import Any

from django.http import HttpRequest

from api.base.parsing import MAX_BYTES, too_large
from api.healthchecks.errors import PREFIX, UNREADABLE, bad_request


def read_object(request: HttpRequest) -> dict[str, Any]:
    """The JSON object in the body; empty for an empty body. Raises `Fault` (400, 413).

    Values stay as they came: a number beyond all bounds or half a character only matters in a field that is
    looked at.
    """
    raw = request.read(MAX_BYTES + 1)
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
