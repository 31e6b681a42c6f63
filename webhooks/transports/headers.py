"""Request headers that a person names."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from monitoring.probes.trace import MASK, headers_masked
from statuspage.exceptions import Invalid

__all__ = ["MASK", "clean_headers", "headers_masked", "headers_merged"]

MAX_HEADERS = 20
MAX_HEADER = 2000

# They say how the message travels; set by hand they only make two machines read one message differently.
_RESERVED = frozenset(
    {
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
# What a signed webhook says by itself.
_SIGNED = frozenset(
    {"content-encoding", "content-type", "webhook-id", "webhook-signature", "webhook-timestamp"}
)
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_VALUE = re.compile(r"[\x20-\x7e\xa0-\xff]*")


def clean_headers(value: Any, pointer: str, *, signed: bool = False) -> dict[str, str]:
    """Names and values of headers, each name once whatever its case.

    `signed`: they go with a signed webhook, which sets some more by itself.
    """
    if not isinstance(value, dict):
        raise Invalid.at(pointer, "not_object", _("This must be an object of names and values."))
    if len(value) > MAX_HEADERS:
        raise Invalid.at(pointer, "too_many", _("At most %d headers are possible.") % MAX_HEADERS)
    reserved = _RESERVED | _SIGNED if signed else _RESERVED
    clean: dict[str, str] = {}
    for name, text in value.items():
        here = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
        if not _TOKEN.fullmatch(name):
            raise Invalid.at(here, "invalid_header", _("This is not the name of a header."))
        if name.lower() in reserved:
            raise Invalid.at(here, "reserved_header", _("This header is set by the sender itself."))
        if name.lower() in {known.lower() for known in clean}:
            raise Invalid.at(here, "repeated", _("A header can be given once."))
        if not isinstance(text, str) or len(text) > MAX_HEADER or not _VALUE.fullmatch(text):
            raise Invalid.at(
                here, "invalid_header", _("A header's value is one line of text without control characters.")
            )
        clean[name] = text.strip()
    return clean


def headers_merged(given: Any, held: Mapping[str, str]) -> Any:
    """What a change gives, with the mask of a value that was shown meaning "as it was"."""
    if not isinstance(given, dict):
        return given
    return {name: held.get(name, value) if value == MASK else value for name, value in given.items()}
