"""What a cached answer depends on, read from a request: host, path, query, language. Nothing else counts."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from statuspage.zones import zone_names

_PAGE = r"(?:/pages/[-a-z0-9]{1,100})?"
# The addresses that may hold a publishable answer, with the query parameters that they read. Everything else,
# and everything asked with a method other than GET or HEAD, goes straight to Django.
ROUTES: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = tuple(
    (re.compile(_PAGE + path, re.ASCII), frozenset(names.split()))
    for path, names in (
        (r"/?", "lang span zone"),
        (r"/history", "component lang month on view zone"),
        (r"/history\.(?:atom|rss)", "lang"),
        (r"/(?:incidents|maintenances)/[-a-z0-9]{1,100}", "lang zone"),
        (r"/components/[-a-z0-9]{1,100}", "from lang on view zone"),
        (r"/(?:brand|colors|embed)\.css", ""),
        (r"/(?:logo|favicon|favicon\.svg)", ""),
        (r"/(?:(?:incidents|maintenances)/[-a-z0-9]{1,100}/)?preview\.png", "lang"),
        (r"/embed(?:/|\.js|\.json|/script\.js)?", "lang"),
        (r"/badges/[-a-z0-9/]{1,200}\.(?:svg|json)", "lang"),
        (r"/maintenance\.ics", "lang"),
        (r"/(?:incidents|maintenances)/[-a-z0-9]{1,100}\.json", ""),
        (r"/api/v2/[-a-z0-9/]{1,100}\.json", ""),
        (r"/metrics-display/[-a-z0-9]{1,100}/(?:day|week|month)\.json", ""),
    )
)
# The status document of the API and the feed of Stashboard. The one refuses parameters that it does not know,
# the other is narrowed by lists of any length, and both heed keys, so only their plain forms are published.
_DOCUMENT = re.compile(r"/api/v1/pages/[A-Za-z0-9_-]{1,100}/status/|/rss", re.ASCII)
_CREDENTIALS = ("HTTP_AUTHORIZATION", "HTTP_X_API_KEY")
# Searches are endlessly many: what they find is kept nowhere.
_SEARCHED = re.compile(_PAGE + r"/history", re.ASCII)
_VALUE = re.compile(r"[A-Za-z0-9-]{1,20}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_VALUES = {
    "view": re.compile("week|day|calendar"),
    "from": _DATE,
    "on": _DATE,
    "component": re.compile(r"[-a-z0-9]{1,100}", re.ASCII),
}
_HOST = re.compile(
    r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9](?:[a-z0-9._-]{0,252}[a-z0-9])?)\.?(?::[0-9]{1,5})?", re.ASCII
)


class Key(NamedTuple):
    """One public address. The host is lower case without port, the query holds only what its route reads."""

    host: str
    path: str
    query: str


def key_of(environ: Mapping[str, Any]) -> Key | None:
    """The key of a request, or None when its answer is nothing that could be published."""
    host, path = host_of(environ.get("HTTP_HOST", "")), environ.get("PATH_INFO", "")
    query = environ.get("QUERY_STRING", "")
    if not host:
        return None
    if _DOCUMENT.fullmatch(path):
        plain = not query and not any(name in environ for name in _CREDENTIALS)
        return Key(host, path, "") if plain else None
    if _SEARCHED.fullmatch(path) and any(
        name == "q" and value.strip() for name, value in parse_qsl(query[:500])
    ):
        return None
    return _key(host, path, query[:500])


@lru_cache(4096)
def host_of(header: str) -> str:
    """The host name of a Host header, or nothing when it is malformed."""
    found = _HOST.fullmatch(header.lower())
    return found[1] if found else ""


@lru_cache(1024)
def takes_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header takes gzip (RFC 9110 section 12.5.3)."""
    weights: dict[str, bool] = {}
    for part in header.lower().split(","):
        coding, _, weight = part.partition(";")
        weights[coding.strip()] = not re.fullmatch(r"\s*q=0(\.0*)?\s*", weight)
    return weights.get("gzip", weights.get("*", False))


def _key(host: str, path: str, query: str) -> Key | None:
    allowed = _route(path)
    if allowed is None:
        return None
    return Key(host, path, _canonical(query, allowed) if query else "")


@lru_cache(4096)
def _route(path: str) -> frozenset[str] | None:
    for pattern, names in ROUTES:
        if pattern.fullmatch(path):
            return names
    return None


def _canonical(query: str, allowed: frozenset[str]) -> str:
    """Only what the route reads, in one order; the rest (`utm_...`) cannot change the answer."""
    pairs = {name: value for name, value in parse_qsl(query) if name in allowed and _is_value(name, value)}
    return urlencode(sorted(pairs.items()))


def _is_value(name: str, value: str) -> bool:
    if name == "zone":
        return value in zone_names()
    return _VALUES.get(name, _VALUE).fullmatch(value) is not None
