"""Addresses as people write them: which kind of check watches each, and what its name may be."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from monitoring.vocabulary import CheckKind
from statuspage.exceptions import Invalid
from statuspage.validation import NAME_LENGTH

_PORTED = re.compile(r"(\[[0-9A-Fa-f:.%]+\]|[^\s/:@?#\[\]]+):([0-9]{1,5})")
_SCHEMED = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")


@dataclass(frozen=True, slots=True)
class Address:
    """What somebody wrote, and the check that watches it: kind, target and the host that it is named by."""

    written: str
    kind: str
    target: dict[str, Any]
    host: str
    more: str = field(default="", compare=False)
    """What tells it from other addresses of its host: a path or a port."""


def address_read(written: str, *, pointer: str = "/address") -> Address:
    """A web address, `host:port` or `tcp://host:port` for TCP, or a host alone, which is asked for by https.

    Whether checks may reach it is judged where a check is made. Raises `Invalid`.
    """
    text = written.strip()
    scheme = _SCHEMED.match(text)
    word = scheme[1].lower() if scheme else ""
    if not text or any(letter.isspace() for letter in text) or word not in ("", "http", "https", "tcp"):
        raise Invalid.at(pointer, "invalid_address", _told(text, word))
    if word in ("http", "https"):
        return _web(text, text, pointer)
    bare = text[len(scheme[0]) :].rstrip("/") if scheme else text
    ported = _PORTED.fullmatch(bare)
    if ported:
        host = ported[1].strip("[]")
        port = int(ported[2])
        return Address(text, CheckKind.TCP.value, {"host": host, "port": port}, host, f":{port}")
    if word == "tcp":
        raise Invalid.at(
            pointer, "invalid_address", _("“%(text)s” has no port; write host:port.") % {"text": text}
        )
    host = bare.partition("/")[0].partition(":")[0]
    if "." not in host.strip(".") and host != "localhost":
        raise Invalid.at(pointer, "invalid_address", _told(text, ""))
    return _web(text, f"https://{text}", pointer)


def addresses_named(addresses: Sequence[Address]) -> list[str]:
    """A name for each: its host, with what tells it from the others where several have the same."""
    hosts = Counter(address.host for address in addresses)
    names = (one.host + one.more if hosts[one.host] > 1 else one.host for one in addresses)
    return [name[:NAME_LENGTH] for name in names]


def _web(text: str, url: str, pointer: str) -> Address:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Invalid.at(pointer, "invalid_address", _told(text, "")) from None
    if not host:
        raise Invalid.at(pointer, "invalid_address", _told(text, ""))
    more = (f":{port}" if port else "") + parts.path.rstrip("/")
    return Address(text, CheckKind.HTTP.value, {"url": url}, host.removeprefix("www."), more)


def _told(text: str, scheme: str) -> str:
    if scheme:
        return _("“%(scheme)s://” is not watched; write an https address or host:port.") % {"scheme": scheme}
    return _("“%(text)s” is no address; write https://example.com or host:port.") % {"text": text[:80]}
