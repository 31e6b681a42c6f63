"""What can be said about a target before any name is resolved: at save, and at every redirect."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urlsplit, urlunsplit

import idna
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .addresses import address_parse
from .exceptions import InvalidTarget, TargetBlocked
from .guard import HEALTH_PATH, Audience, Protocol, judge

MAX_URL = 4096
METADATA_NAMES = frozenset({"metadata", "metadata.google.internal", "metadata.goog", "instance-data"})
"""Names of metadata services, refused even where nothing resolves them."""


@dataclass(frozen=True, slots=True)
class CheckedHost:
    """`host` is lower-case ASCII without a trailing dot; `address` is set where the host is an address."""

    host: str
    port: int
    address: str | None


@dataclass(frozen=True, slots=True)
class CheckedUrl:
    """A URL safe to hand to a client: ASCII, the host normalised, no credentials, no fragment."""

    url: str
    scheme: str
    host: str
    port: int
    path: str
    address: str | None

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: what credentials belong to."""
        return (self.scheme, self.host, self.port)


def check_url(url: str, *, audience: Audience, own_health: bool = False) -> CheckedUrl:
    """Read an http(s) URL; raises InvalidTarget, or TargetBlocked where the host says enough to refuse.

    `own_health` is for checks, which may ask for our own `/healthz`; nothing else on our own port is reached.
    """
    if not isinstance(url, str) or not url:
        raise InvalidTarget(_("Enter a URL, for example https://example.com/health."))
    target = _read_url(url)
    path = target.path if own_health else None
    _judge(target.host, target.address, target.port, audience=audience, protocol="http", path=path)
    if path != HEALTH_PATH and (target.host, target.port) == _own_host(settings.CANDOR_PUBLIC_URL):
        raise TargetBlocked
    return target


def check_host(host: str, port: int, *, audience: Audience, protocol: Protocol = "tcp") -> CheckedHost:
    """Read a host and port; raises InvalidTarget, or TargetBlocked where they say enough to refuse."""
    if not isinstance(host, str) or not host or _UNSAFE.search(host):
        raise InvalidTarget(
            _("Enter a host name or an address, for example db.example.com."), code="invalid_host"
        )
    if isinstance(port, bool) or not isinstance(port, int):
        raise InvalidTarget(_("The port is a number from 1 to 65535."), code="invalid_port")
    if not 1 <= port <= 65535:
        raise InvalidTarget(_("The port is a number from 1 to 65535."), code="invalid_port")
    name, address = _read_host(host)
    _judge(name, address, port, audience=audience, protocol=protocol, path=None)
    return CheckedHost(address or name, port, address)


@lru_cache(maxsize=4096)
def _read_url(url: str) -> CheckedUrl:
    """A URL taken apart and put together again; nothing here depends on settings."""
    if len(url) > MAX_URL:
        raise InvalidTarget(_("The URL is longer than 4096 characters."))
    if _UNSAFE.search(url):
        raise InvalidTarget(_("The URL contains spaces, control characters or backslashes."))
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise InvalidTarget(_("The URL is not well formed; check the host and the port.")) from None
    if parts.scheme not in ("http", "https"):
        raise InvalidTarget(_("The URL must start with http:// or https://."))
    if "@" in parts.netloc:
        raise InvalidTarget(_("Put user name and password into the authentication, not into the URL."))
    if parts.netloc.endswith(":") or not parts.hostname or port == 0:
        raise InvalidTarget(_("The URL is not well formed; check the host and the port."))
    standard = 443 if parts.scheme == "https" else 80
    port = port or standard
    name, address = _read_host(_bare_host(parts.netloc))
    host = address or name
    netloc = f"[{host}]" if ":" in host else host
    if port != standard:
        netloc = f"{netloc}:{port}"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    clean = urlunsplit((parts.scheme, netloc, path, query, ""))
    return CheckedUrl(clean, parts.scheme, host, port, path, address)


def _judge(
    name: str, address: str | None, port: int, *, audience: Audience, protocol: Protocol, path: str | None
) -> None:
    if name in METADATA_NAMES:
        raise TargetBlocked
    # A name under .localhost is loopback by definition (RFC 6761), so it is judged before it is resolved.
    judged = address or ("127.0.0.1" if name == "localhost" or name.endswith(".localhost") else None)
    if judged and not judge(judged, port, audience=audience, protocol=protocol, path=path).allowed:
        raise TargetBlocked


def _read_host(host: str) -> tuple[str, str | None]:
    """(name, address): numbers in any spelling that a C library would accept become an address."""
    if host.startswith("["):
        return "", _read_v6(host[1:-1] if host.endswith("]") else "")
    if ":" in host:
        return "", _read_v6(host)
    if len(host) > 1024 or "%" in host:
        raise _invalid_host()
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            raise _invalid_host() from None
    host = host.lower().removesuffix(".")
    if _NUMERIC.search(host):
        try:
            return "", socket.inet_ntoa(socket.inet_aton(host))
        except OSError:
            raise _invalid_host() from None
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in host.split(".")):
        raise _invalid_host()
    for label in host.split("."):
        if label.startswith("xn--"):
            try:
                idna.ulabel(label)
            except (idna.IDNAError, UnicodeError):
                raise _invalid_host() from None
    return host, None


def _read_v6(text: str) -> str:
    bare, has_zone, _zone = text.partition("%")
    try:
        address = str(address_parse(bare))
    except ValueError:
        raise _invalid_host() from None
    if has_zone:
        # A zone only means something for link-local addresses, and those are never reached.
        raise TargetBlocked
    return address


def _bare_host(netloc: str) -> str:
    if netloc.startswith("["):
        return netloc.partition("]")[0] + "]"
    return netloc.partition(":")[0]


@lru_cache(maxsize=4)
def _own_host(public_url: str) -> tuple[str, int] | None:
    parts = urlsplit(public_url)
    if not parts.hostname:
        return None
    return (parts.hostname.lower(), parts.port or (443 if parts.scheme == "https" else 80))


def _invalid_host() -> InvalidTarget:
    return InvalidTarget(_("The host is not a valid name or address."), code="invalid_host")


_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\\\u2028\u2029\ufeff\ud800-\udfff]|%(?:0[0ad]|0[0AD])", re.ASCII)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
# The last label decides: all digits, or hexadecimal, means that a C library would read an address.
_NUMERIC = re.compile(r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)$")
