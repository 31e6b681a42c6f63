"""A `requests` session whose every connection is judged, with a total deadline and a bounded body.

It stands on `HTTPConnection._new_conn` of urllib3, which is private: urllib3 is pinned for it.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin

import requests
from django.utils.translation import gettext_lazy as _
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

from .exceptions import EgressError, InvalidTarget, TargetBlocked
from .guard import Audience, judge_all
from .resolver import resolve
from .targets import CheckedUrl, check_url

MAX_HOPS = 5
MAX_BODY = 1024 * 1024
_CHUNK = 16 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class FetchFailed(EgressError):
    """The request went out and failed. Codes: `timeout`, `connect_failed`, `tls_error`, `bad_answer`,
    `too_many_redirects`."""

    code = "connect_failed"


@dataclass(frozen=True, slots=True)
class GuardedResponse:
    """An answer read to its end, or to `max_body` decoded bytes (then `truncated`)."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    truncated: bool
    duration_ms: float


class GuardedSession(requests.Session):
    """Use `fetch`; a session keeps connections alive and is for one thread at a time.

    The environment's proxies and netrc are ignored. Plain `get` and `post` are guarded as well, but follow
    no redirects and bound nothing.
    """

    def __init__(self, audience: Audience) -> None:
        super().__init__()
        self.audience = audience
        self.trust_env = False
        self.mount("http://", _GuardedAdapter(audience))
        self.mount("https://", _GuardedAdapter(audience))

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """As requests does it, never following a redirect by itself: it would carry our headers along."""
        kwargs["allow_redirects"] = False
        return super().send(request, **kwargs)

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """None: requests would read where an answer leads to even so, and fail on what is no address."""
        return None

    def fetch(
        self,
        method: str,
        url: str,
        *,
        timeout: float = 10.0,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        follow_redirects: bool = True,
        max_body: int = MAX_BODY,
    ) -> GuardedResponse:
        """Send a request and read the answer, all of it within `timeout` seconds.

        Redirects: at most five, each judged; 303 becomes GET; once the origin changes, our headers and the
        body stay behind. Raises InvalidTarget, TargetBlocked, ResolveFailed, FetchFailed.
        """
        begun = time.monotonic()
        token = _deadline.set(begun + timeout)
        try:
            target = check_url(url, audience=self.audience)
            sent = dict(headers or {})
            for _hop in range(MAX_HOPS + 1):
                response = self._send_once(method, target.url, sent, body)
                location = response.headers.get("Location") if response.status_code in _REDIRECTS else None
                if not follow_redirects or location is None:
                    return _read(response, target.url, max_body, begun)
                response.close()
                following = self._follow(target, location)
                if response.status_code == 303 or (response.status_code in (301, 302) and method == "POST"):
                    method, body = ("HEAD" if method == "HEAD" else "GET"), None
                if following.origin != target.origin:
                    sent, body = {}, None
                target = following
            raise FetchFailed(_("more than 5 redirects"), code="too_many_redirects")
        finally:
            _deadline.reset(token)

    def _follow(self, target: CheckedUrl, location: str) -> CheckedUrl:
        try:
            return check_url(urljoin(target.url, location), audience=self.audience)
        except (InvalidTarget, ValueError):
            raise TargetBlocked from None

    def _send_once(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> requests.Response:
        try:
            return self.request(
                method, url, headers=dict(headers), data=body, stream=True, timeout=_remaining()
            )
        except requests.RequestException as error:
            raise _failure(error) from None
        except (UnicodeError, ValueError):
            raise InvalidTarget(_("The request holds characters that cannot be sent.")) from None


def guarded_session(audience: Audience) -> GuardedSession:
    """A new session for targets that an operator or a visitor named."""
    return GuardedSession(audience)


_deadline: ContextVar[float | None] = ContextVar("egress_deadline", default=None)


def _remaining() -> float:
    ends = _deadline.get()
    return 30.0 if ends is None else max(0.001, ends - time.monotonic())


def _read(response: requests.Response, url: str, max_body: int, begun: float) -> GuardedResponse:
    body = bytearray()
    try:
        for chunk in response.iter_content(_CHUNK):
            body += chunk
            if len(body) > max_body:
                break
    except requests.RequestException as error:
        raise _failure(error) from None
    finally:
        response.close()
    return GuardedResponse(
        status=response.status_code,
        headers=response.headers,
        body=bytes(body[:max_body]),
        url=url,
        truncated=len(body) > max_body,
        duration_ms=(time.monotonic() - begun) * 1000,
    )


def _failure(error: requests.RequestException) -> FetchFailed:
    ends = _deadline.get()
    if isinstance(error, requests.Timeout) or (ends is not None and time.monotonic() >= ends):
        return FetchFailed(_("no complete answer in time"), code="timeout")
    if isinstance(error, requests.exceptions.SSLError):
        return FetchFailed(_("the TLS connection or the certificate was not accepted"), code="tls_error")
    if isinstance(error, requests.ConnectionError):
        return FetchFailed(_("the connection failed"), code="connect_failed")
    return FetchFailed(_("the answer could not be read"), code="bad_answer")


class _TotalDeadline:
    """Socket methods that spend what is left of the deadline, so that a dripping peer cannot renew it."""

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        _spend(self)
        return super().recv_into(*args, **kwargs)  # type: ignore[misc, no-any-return]

    def sendall(self, *args: Any, **kwargs: Any) -> None:
        _spend(self)
        super().sendall(*args, **kwargs)  # type: ignore[misc]


class _Socket(_TotalDeadline, socket.socket):
    pass


class _TlsSocket(_TotalDeadline, ssl.SSLSocket):
    def do_handshake(self, block: bool = False) -> None:
        _spend(self)
        super().do_handshake(block)


def _spend(sock: Any) -> None:
    ends = _deadline.get()
    if ends is None:
        return
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError("deadline")
    sock.settimeout(left)


class _Judged:
    """Resolve once, judge every address, connect to a judged one; SNI, Host and certificate keep the name."""

    audience: Audience = "visitor"

    def _new_conn(self) -> socket.socket:
        name, port = str(self._dns_host), int(self.port)  # type: ignore[attr-defined]
        host = name.strip("[]")
        addresses = resolve(host, timeout=_remaining())
        if not judge_all(addresses, port, audience=self.audience).allowed:
            raise TargetBlocked
        failure: OSError = OSError("no address")
        for address in addresses:
            sock = _Socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
            try:
                sock.settimeout(_remaining())
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                sock.connect((address, port))
            except OSError as error:
                sock.close()
                failure = error
                continue
            return sock
        raise failure


class _OperatorHTTP(_Judged, HTTPConnection):
    audience: Audience = "operator"


class _OperatorHTTPS(_Judged, HTTPSConnection):
    audience: Audience = "operator"


class _VisitorHTTP(_Judged, HTTPConnection):
    audience: Audience = "visitor"


class _VisitorHTTPS(_Judged, HTTPSConnection):
    audience: Audience = "visitor"


class _OperatorPool(HTTPConnectionPool):
    ConnectionCls = _OperatorHTTP


class _OperatorTlsPool(HTTPSConnectionPool):
    ConnectionCls = _OperatorHTTPS


class _VisitorPool(HTTPConnectionPool):
    ConnectionCls = _VisitorHTTP


class _VisitorTlsPool(HTTPSConnectionPool):
    ConnectionCls = _VisitorHTTPS


_POOLS: dict[Audience, dict[str, type[HTTPConnectionPool]]] = {
    "operator": {"http": _OperatorPool, "https": _OperatorTlsPool},
    "visitor": {"http": _VisitorPool, "https": _VisitorTlsPool},
}


@lru_cache(maxsize=1)
def _context() -> ssl.SSLContext:
    """One for all sessions: reading the trusted authorities takes some 35 ms."""
    context = ssl.create_default_context()
    context.sslsocket_class = _TlsSocket
    return context


class _GuardedAdapter(HTTPAdapter):
    def __init__(self, audience: Audience) -> None:
        self._audience: Audience = audience
        super().__init__(max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **kwargs: Any) -> None:
        context = _context()
        manager = PoolManager(
            num_pools=connections, maxsize=maxsize, block=block, ssl_context=context, **kwargs
        )
        manager.pool_classes_by_scheme = _POOLS[self._audience]
        self.poolmanager = manager
