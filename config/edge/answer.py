"""Turns a kept answer into what goes over the wire: headers, 304, gzip, and the notice that tells its age."""

import gzip
import time
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any
from wsgiref.types import StartResponse

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from config.edge.keys import takes_gzip
from config.edge.store import Entry, Headers
from statuspage.publishing import AGE, language_of

# A visitor's browser and a cache on the way may show the last bytes while they fetch the next ones.
CACHE_CONTROL = "public, max-age=1, stale-while-revalidate=30"
# The headers of a rendered answer that are kept; whatever else a layer added belonged to one request.
KEPT = frozenset(
    [
        "content-type",
        "content-language",
        "content-security-policy",
        "x-content-type-options",
        "referrer-policy",
        "permissions-policy",
        "cross-origin-opener-policy",
        "cross-origin-resource-policy",
        "strict-transport-security",
        "x-frame-options",
        "link",
        "access-control-allow-origin",
        "x-robots-tag",
        "content-disposition",
    ]
)
_ORIGIN = "access-control-allow-origin"
_LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
# Within the document, since whatever serves files may be away as well.
_SORRY_STYLE = (
    ":root{color-scheme:light dark}body{margin:0;min-height:90vh;display:grid;place-items:center;"
    "font:16px/1.55 system-ui,sans-serif}main{padding:24px}h1{font-size:22px;line-height:1.3;margin:0 0 8px}"
    "p{margin:0}"
)
_SORRY_POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(_SORRY_STYLE.encode()).digest()).decode()}'; "
    "frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One encoding of one entry, ready to send."""

    etag: str
    headers: Headers
    unchanged: Headers
    body: list[bytes]


class Answers:
    """Both encodings of an entry, made once."""

    __slots__ = ("_entry", "_fresh", "_stale")

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        self._fresh = (
            _answer(entry, entry.body, entry.etag, CACHE_CONTROL, packed=False),
            _answer(entry, entry.packed, entry.etag, CACHE_CONTROL, packed=True),
        )
        self._stale: tuple[str, tuple[Answer, Answer]] | None = None

    def fresh(self, encodings: str) -> Answer:
        """The answer as it was rendered."""
        return self._fresh[takes_gzip(encodings)]

    def stale(self, encodings: str, now: float) -> Answer:
        """The answer with a notice of its age in words, made anew only when these change."""
        entry = self._entry
        if entry.slot_at < 0:
            return self.fresh(encodings)
        age = age_words(now - entry.rendered_at)
        made = self._stale
        if made is None or made[0] != age:
            body = entry.with_notice(age, AGE)
            etag = f"{entry.etag}-{age.replace(' ', '')}"
            made = self._stale = (
                age,
                (
                    _answer(entry, body, etag, "no-cache", packed=False),
                    _answer(entry, gzip.compress(body, 6, mtime=0), etag, "no-cache", packed=True),
                ),
            )
        return made[1][takes_gzip(encodings)]


def send(answer: Answer, environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
    """Answer a GET or HEAD, or tell that nothing changed."""
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if asked is not None and matches(asked, answer.etag):
        start_response("304 Not Modified", answer.unchanged)
        return []
    start_response("200 OK", answer.headers)
    return answer.body if environ["REQUEST_METHOD"] == "GET" else []


def matches(asked: str, etag: str) -> bool:
    """Weak comparison of If-None-Match (RFC 9110 section 13.1.2)."""
    if asked == etag:
        return True
    return asked.strip() == "*" or any(part.strip().removeprefix("W/") == etag for part in asked.split(","))


def unavailable(environ: Mapping[str, Any], start_response: StartResponse) -> list[bytes]:
    """What a visitor gets when there is neither a database nor any byte from before; JSON for documents."""
    if environ.get("PATH_INFO", "").endswith(".json"):
        words = b"This cannot be shown just now. Please try again in a few seconds."
        body = b'{"error": "%b", "message": "%b"}' % (words, words)
        own = [("Content-Type", "application/json; charset=utf-8"), ("Access-Control-Allow-Origin", "*")]
    else:
        language = language_of(environ.get("HTTP_ACCEPT_LANGUAGE", ""), _LANGUAGES)
        body = _sorry(language)
        own = [("Content-Type", "text/html; charset=utf-8"), ("Content-Language", language)]
    start_response(
        "503 Service Unavailable",
        [
            *own,
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("Content-Security-Policy", _SORRY_POLICY),
            ("Retry-After", "5"),
        ],
    )
    return [body]


def age_words(seconds: float) -> str:
    """A short duration with unit symbols, which need no translation."""
    minutes = max(1, int(seconds // 60))
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} d"


def now() -> float:
    """Seconds since the epoch."""
    return time.time()


def kept(headers: Iterable[tuple[str, str]]) -> Headers:
    """The headers that may be served to everyone."""
    return [(name, value) for name, value in headers if name.lower() in KEPT]


@lru_cache(32)
def _sorry(language: str) -> bytes:
    with translation.override(language):
        direction = "rtl" if translation.get_language_bidi() else "ltr"
        title = _("This page cannot be shown just now")
        told = _("Please try again in a few seconds.")
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_SORRY_STYLE}</style></head>"
        f"<body><main><h1>{title}</h1><p>{told}</p></main></body></html>"
    ).encode()


def _answer(entry: Entry, body: bytes, etag: str, cache_control: str, *, packed: bool) -> Answer:
    quoted = f'"{etag}-gz"' if packed else f'"{etag}"'
    vary = "Accept-Encoding, Accept-Language" if len(entry.languages) > 1 else "Accept-Encoding"
    shared = [("ETag", quoted), ("Cache-Control", cache_control), ("Vary", vary)]
    # A script of another origin that asks by ETag itself may not even see a 304 without it.
    shared_with = [(name, value) for name, value in entry.headers if name.lower() == _ORIGIN]
    headers = [*entry.headers, *shared, ("Content-Length", str(len(body)))]
    if packed:
        headers.append(("Content-Encoding", "gzip"))
    return Answer(quoted, headers, [*shared, *shared_with], [body])
