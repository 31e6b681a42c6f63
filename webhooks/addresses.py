"""What visitors are reached by: read strictly, written in one normal form, masked for the journal."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from statuspage.egress import EgressError, check_url
from statuspage.exceptions import Invalid
from statuspage.masking import mail_masked
from statuspage.validation import clean_domain, clean_email, clean_text
from webhooks.transports.chat import ChatTransport
from webhooks.transports.registry import transport_for

VISITOR_KINDS = ("email", "webhook", "slack", "teams", "discord")
"""How visitors may be told."""
CHAT_KINDS = frozenset({"slack", "teams", "discord"})
"""The address itself lets one post there, so it is shown masked."""
_KEY_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Reached:
    """`address` in its normal form, `key` the same for all spellings of it, `host` where it leads."""

    kind: str
    address: str
    key: str
    host: str


def address_read(kind: Any, address: Any, *, pointer: str = "/address") -> Reached:
    """An address that a visitor may be told at; raises `Invalid` at `/kind` or the pointer.

    URLs are judged for visitors, whoever gives them: they reach public addresses only, and those of chat
    services their own hosts.
    """
    if kind not in VISITOR_KINDS:
        raise Invalid.at(
            "/kind",
            "unknown_word",
            _("This must be one of: %(words)s.") % {"words": ", ".join(VISITOR_KINDS)},
        )
    if kind == "email":
        address, host = mail_read(address, pointer=pointer)
        return Reached(kind, address, _key(address.lower()), host)
    given = clean_text(address, pointer=pointer, max_length=2000, required=True)
    transport = transport_for(kind)
    if isinstance(transport, ChatTransport):
        given = transport.clean_for_visitor(given, pointer=pointer)
    try:
        url = check_url(given, audience="visitor")
    except EgressError as refused:
        raise Invalid.at(pointer, refused.code, str(refused.detail)) from None
    if len(url.url) > 2000:
        raise Invalid.at(pointer, "too_long", _("The URL is longer than 2000 characters."))
    return Reached(kind, url.url, _key(url.url), url.host)


def is_chat_address(url: str) -> bool:
    """Whether a URL leads to a chat service, where it is the secret that lets one post."""
    transports = (transport_for(kind) for kind in CHAT_KINDS)
    try:
        return any(isinstance(one, ChatTransport) and one.is_own_host(url) for one in transports)
    except ValueError:
        return False


def mail_read(address: Any, *, pointer: str = "/address") -> tuple[str, str]:
    """One mailbox and its host, which is a name in ASCII and lower case; no quoting, no comments, no list."""
    given = clean_text(address, pointer=pointer, max_length=254, required=True)
    local, _at, host = given.rpartition("@")
    name = _host_read(host) if local and '"' not in local and len(local) <= 64 else None
    if name is None:
        raise Invalid.at(pointer, "invalid_email", _("This must be an e-mail address."))
    return clean_email(f"{local}@{name}", pointer=pointer), name


def address_masked(kind: str, address: str) -> str:
    """Enough to recognise an address by, not enough to reach it: `v…@example.com`, `https://example.com:8443/…`.

    No part of what may be a secret is left: what is no URL and no mailbox is only a `…`.
    """
    if not address:
        return ""
    if kind == "email":
        return mail_masked(address)
    try:
        parts = urlsplit(address)
    except ValueError:
        return "…"
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}/…" if host else "…"


def address_shown(kind: str, address: str) -> str:
    """An address as the team sees it."""
    return address_masked(kind, address) if kind in CHAT_KINDS else address


@lru_cache(maxsize=4096)
def _host_read(host: str) -> str | None:
    """The name of a mail host; lists of subscribers name few hosts often."""
    try:
        return clean_domain(host)
    except Invalid:
        return None


def _key(normal: str) -> str:
    return normal if len(normal) <= _KEY_LENGTH else hashlib.sha256(normal.encode()).hexdigest()
