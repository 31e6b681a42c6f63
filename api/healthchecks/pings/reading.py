"""What a request says, as a `Signal`."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from django.http import HttpRequest

from api.base.addresses import client_address
from api.healthchecks.pings.answers import Refused, not_found
from monitoring.signals import READ_BYTES, Signal
from monitoring.vocabulary import PingKind
from statuspage.ids import PING_KEY_NAMED, UUID_FORM
from statuspage.validation import SLUG_LENGTH

DRAIN_BYTES = 64 * 1024 * 1024
"""So much of a body is taken off the line. Clients that cannot finish sending never look at the answer."""
_CHUNK = 64 * 1024
_QUERY_LENGTH = 4096
_KINDS = {"": PingKind.SUCCESS, "start": PingKind.START, "fail": PingKind.FAIL, "log": PingKind.LOG}
_NUMBER = re.compile(r"[0-9]+", re.ASCII)
_SLUG = re.compile(r"[-_a-zA-Z0-9]+", re.ASCII)


def address_judge(ping_key: str, slug: str) -> None:
    """Refuse what can be no ping key or no slug, before any query."""
    if not PING_KEY_NAMED.fullmatch(ping_key) or not _SLUG.fullmatch(slug):
        raise not_found()
    if slug != slug.lower() or len(slug) > SLUG_LENGTH:
        raise Refused("invalid url format", 400)


def query_of(request: HttpRequest) -> dict[str, str]:
    """The parameters in the first 4 kB of the query, the last of each name.

    Django's own reading refuses a thousand of them, and a ping shall not be lost for that.
    """
    query = request.META.get("QUERY_STRING", "")
    if len(query) > _QUERY_LENGTH:
        query = query[:_QUERY_LENGTH].rpartition("&")[0]
    return dict(parse_qsl(query, keep_blank_values=True)) if query else {}


def told(word: str, rid: str | None) -> dict[str, Any]:
    """What address and query say: `kind` or `exit_status`, and `rid`; raises Refused."""
    said: dict[str, Any] = {}
    if word in _KINDS:
        said["kind"] = _KINDS[word]
    elif _NUMBER.fullmatch(word):
        digits = word.lstrip("0") or "0"
        if len(digits) > 3 or int(digits) > 255:
            raise Refused("invalid url format", 400)
        said["exit_status"] = int(digits)
    else:
        raise not_found()
    if rid is not None:
        if not UUID_FORM.fullmatch(rid):
            raise Refused("invalid uuid format", 400)
        said["rid"] = UUID(rid)
    return said


def signal_of(request: HttpRequest, said: dict[str, Any]) -> Signal:
    """The whole signal. Reads the body, and lets pass by what is too much of it."""
    return Signal(
        **said,
        scheme=request.scheme or "http",
        method=request.method or "",
        address=client_address(request),
        user_agent=request.META.get("HTTP_USER_AGENT", "").replace("\x00", ""),
        body=_body(request),
    )


def _body(request: HttpRequest) -> bytes:
    if request.META.get("CONTENT_LENGTH"):
        read: Callable[[int], bytes] = request.read
    elif "HTTP_TRANSFER_ENCODING" in request.META:
        # Without a length Django sees no body; the server has taken the chunks apart and knows its end.
        read = request.META["wsgi.input"].read
    else:
        return b""
    try:
        body = read(READ_BYTES)
        left = DRAIN_BYTES if len(body) == READ_BYTES else 0
        while left > 0 and (more := read(_CHUNK)):
            left -= len(more)
    except OSError:
        # Whoever hangs up in the middle of a body has pinged nevertheless.
        return b""
    return body
