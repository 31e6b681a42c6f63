"""Forwarded headers, believed from trusted proxies only, before anything else looks at the request."""

import ipaddress
from collections.abc import Iterable
from functools import lru_cache
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from config.environment import Network

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# All names under which proxies say who called, and the ones of CGI that a client could otherwise set.
FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_SERVER",
    "HTTP_X_REAL_IP",
    "HTTP_PROXY",
)


class TrustedProxies:
    """Sets ``REMOTE_ADDR``, ``wsgi.url_scheme`` and ``HTTP_HOST`` to what the outermost trusted proxy saw.

    The client is the right-most address of ``X-Forwarded-For`` that is not itself a trusted proxy: everything
    left of it is the client's own word. Afterwards no forwarded header is left for anyone to believe. WSGI
    cannot tell ``X_Forwarded_For`` from ``X-Forwarded-For``, so proxies must drop names with underscores, as
    nginx does unless told otherwise.
    """

    def __init__(self, application: WSGIApplication, networks: Iterable[Network]) -> None:
        self._application = application
        self._networks = tuple(networks)
        self._trusted: dict[Address, bool] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        peer = _address(environ.get("REMOTE_ADDR", ""))
        if peer is not None:
            environ["REMOTE_ADDR"] = str(peer)
        if peer is not None and self._trusts(peer):
            self._believe(environ)
        for name in FORWARDED:
            environ.pop(name, None)
        return self._application(environ, start_response)

    def _believe(self, environ: WSGIEnvironment) -> None:
        for word in reversed(environ.get("HTTP_X_FORWARDED_FOR", "").split(",")):
            address = _address(word)
            if address is None:
                break
            environ["REMOTE_ADDR"] = str(address)
            if not self._trusts(address):
                break
        scheme = environ.get("HTTP_X_FORWARDED_PROTO", "").rpartition(",")[2].strip().lower()
        if scheme in {"http", "https"}:
            environ["wsgi.url_scheme"] = scheme
        host = environ.get("HTTP_X_FORWARDED_HOST", "").rpartition(",")[2].strip()
        if host:
            environ["HTTP_HOST"] = host

    def _trusts(self, address: Address) -> bool:
        found = self._trusted.get(address)
        if found is None:
            if len(self._trusted) > 10_000:
                self._trusted.clear()
            found = self._trusted[address] = any(address in network for network in self._networks)
        return found


@lru_cache(4096)
def _address(word: str) -> Address | None:
    """The address in ``word``, an IPv4 one also when it is mapped into IPv6."""
    word = word.strip()
    if word.startswith("["):
        word = word[1:].partition("]")[0]
    elif word.count(":") == 1:
        word = word.partition(":")[0]
    try:
        address = ipaddress.ip_address(word)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
