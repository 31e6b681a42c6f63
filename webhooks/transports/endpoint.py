"""Addresses and headers of HTTP endpoints as people give them, judged before they are stored."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from monitoring.probes.trace import MASK, headers_masked
from statuspage.egress import Audience as EgressAudience
from statuspage.egress import EgressError, check_url
from statuspage.exceptions import Invalid
from statuspage.validation import Problems, clean_text

__all__ = ["MASK", "headers_clean", "headers_masked", "headers_merged", "url_clean"]

MAX_URL = 2000
MAX_HEADERS = 20
MAX_HEADER = 2000

# What belongs to the connection, to the body, or to the signature.
_RESERVED = frozenset(
    {
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "expect",
        "host",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_VALUE = re.compile(r"[\x20-\x7e]*")


def url_clean(value: Any, *, audience: EgressAudience, pointer: str = "/address") -> str:
    """An http(s) URL that may be connected to as far as can be said now; names are judged when connecting.

    Raises `Invalid` at `pointer`, with one and the same `target_blocked` for every forbidden address.
    """
    url = clean_text(value, pointer=pointer, max_length=MAX_URL, required=True)
    try:
        check_url(url, audience=audience)
    except EgressError as error:
        raise Invalid.at(pointer, error.code, str(error.detail)) from None
    return url


def headers_clean(value: Any, *, pointer: str = "/headers") -> dict[str, str]:
    """Custom headers: at most twenty, one line of visible ASCII each, no name twice, none that we set."""
    if not isinstance(value, Mapping):
        raise Invalid.at(pointer, "not_object", _("This must be an object of names and values."))
    if len(value) > MAX_HEADERS:
        raise Invalid.at(pointer, "too_many", _("At most %d headers are possible.") % MAX_HEADERS)
    problems = Problems()
    seen: set[str] = set()
    for name, text in value.items():
        here = f"{pointer}/{str(name).replace('~', '~0').replace('/', '~1')}"
        known = str(name).lower()
        if not isinstance(name, str) or not _TOKEN.fullmatch(name):
            problems.add(here, "invalid_header", _("This is not the name of a header."))
        elif known in _RESERVED or known.startswith("webhook-"):
            problems.add(here, "reserved_header", _("This header is set by us."))
        elif known in seen:
            problems.add(here, "repeated", _("Each header can be given once."))
        elif not isinstance(text, str) or len(text) > MAX_HEADER or not _VALUE.fullmatch(text):
            problems.add(
                here, "invalid_header", _("A header's value is one line of visible ASCII characters.")
            )
        seen.add(known)
    problems.raise_if_any()
    return {name: text.strip() for name, text in value.items()}


def headers_merged(given: Any, held: Mapping[str, str]) -> Any:
    """What a change gives, with the mask of a value that was shown meaning "as it was"."""
    if not isinstance(given, Mapping):
        return given
    return {name: held.get(name, value) if value == MASK else value for name, value in given.items()}
