"""Reading what was sent: a form, as clients of Stashboard send it, or JSON."""

import json
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from api.base.faults import Fault
from api.base.forms import Pair, multipart_pairs, urlencoded_pairs
from api.base.parsing import MAX_BYTES, parse_json, too_large
from api.stashboard.errors import stash_error

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
_CHARSETS = {"utf-8", "utf8", "us-ascii", "ascii"}


def read_raw(request: HttpRequest) -> bytes:
    """The bytes of the body. Raises `Fault` (413)."""
    raw: bytes = request.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise too_large()
    return raw


def is_form(request: HttpRequest) -> bool:
    """Whether a body is a form of one line; what does not say what it is, is taken for one."""
    return (request.content_type or FORM).lower() == FORM


def is_signable(request: HttpRequest) -> bool:
    """Whether a body is a part of what a client signs: a form that says that it is one."""
    return (request.content_type or "").lower() == FORM


def query_pairs(request: HttpRequest) -> list[Pair]:
    """The names and values of the query. Raises `Fault` (400)."""
    return _without_nul(urlencoded_pairs(request.META.get("QUERY_STRING", "").encode("latin-1", "replace")))


def body_pairs(request: HttpRequest, raw: bytes) -> list[Pair]:
    """The names and values of a body, as text; those of JSON too. Raises `Fault` (400, 415)."""
    if not raw.strip():
        return []
    params = request.content_params or {}
    if params.get("charset", "utf-8").lower() not in _CHARSETS:
        raise _unsupported("Send UTF-8")
    kind = (request.content_type or "").lower()
    if is_form(request):
        return _without_nul(urlencoded_pairs(raw))
    if kind == MULTIPART:
        return _without_nul(multipart_pairs(raw, params.get("boundary", "")))
    if kind == "application/json" or kind.endswith("+json"):
        return _of_json(parse_json(raw))
    raise _unsupported("Send a form, with Content-Type: application/x-www-form-urlencoded, or JSON")


def fields_of(*sources: Iterable[Pair]) -> dict[str, str]:
    """The last value of each name, the later source's before the earlier one's; none of OAuth's own."""
    return {name: value for pairs in sources for name, value in pairs if not name.startswith("oauth_")}


def _of_json(value: Any) -> list[Pair]:
    if value is None:
        return []
    if not isinstance(value, dict):
        raise stash_error(400, "Bad Data: the body must be an object")
    pairs = []
    for name, member in value.items():
        if isinstance(member, dict | list):
            raise stash_error(400, f"Bad Data: {name[:100]} must be text")
        if member is None:
            member = ""
        pairs.append((name, member if isinstance(member, str) else json.dumps(member)))
    return pairs


def _without_nul(pairs: list[Pair]) -> list[Pair]:
    for name, value in pairs:
        if "\x00" in name or "\x00" in value:
            raise stash_error(400, "Bad Data: text cannot hold the character NUL")
    return pairs


def _unsupported(text: str) -> Fault:
    return Fault(415, "unsupported_media_type", text)
