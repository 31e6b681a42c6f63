"""Addresses of HTTP endpoints as people give them, judged before they are stored."""

from typing import Any
from urllib.parse import urlsplit

from monitoring.probes.trace import MASK
from statuspage.egress import Audience as EgressAudience
from statuspage.egress import EgressError, check_url
from statuspage.exceptions import Invalid
from statuspage.validation import clean_text

MAX_URL = 2000


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


def url_masked(url: str) -> str:
    """A URL without what follows its host, where services like to put tokens."""
    parts = urlsplit(url)
    if not parts.path.strip("/") and not parts.query:
        return url
    return f"{parts.scheme}://{parts.netloc}/{MASK}"
