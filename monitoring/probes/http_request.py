"""One HTTP request of a run: what libcurl is told, hop by hop."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pycurl

from statuspage.egress import CheckedUrl, InvalidTarget, TargetBlocked, check_url
from statuspage.egress.curl import guarded_socket

from .certificates import authorities

MAX_BODY = 1024 * 1024
MAX_HOPS = 5
MAX_HEADER_LINES = 200
USER_AGENT = "Candor (status monitor)"
REDIRECTS = frozenset({301, 302, 303, 307, 308})

_IP_RESOLVE = {"auto": pycurl.IPRESOLVE_WHATEVER, "4": pycurl.IPRESOLVE_V4, "6": pycurl.IPRESOLVE_V6}
_PROTOCOLS = pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent on the next hop. Credentials are part of `headers`."""

    method: str
    url: CheckedUrl
    headers: dict[str, str]
    body: bytes | None

    @classmethod
    def first(cls, target: dict[str, Any]) -> Request:
        """The request that a target describes; raises InvalidTarget or TargetBlocked."""
        headers = dict(target.get("headers") or {})
        auth = target.get("auth")
        if auth and auth["type"] == "basic":
            pair = f"{auth['username']}:{auth['password']}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        elif auth:
            headers["Authorization"] = f"Bearer {auth['token']}"
        body = target.get("body") or ""
        url = check_url(target["url"], audience="operator", own_health=True)
        return cls(target.get("method") or "GET", url, headers, body.encode() if body else None)

    def redirected(self, status: int, location: str) -> Request:
        """The request that a redirect asks for.

        303 becomes GET, as POST does with 301 and 302. Once the origin changes, our headers, credentials
        and body stay behind. Raises TargetBlocked for every place that is not allowed.
        """
        try:
            url = check_url(location, audience="operator", own_health=True)
        except InvalidTarget:
            raise TargetBlocked from None
        method, body = self.method, self.body
        if (status == 303 and method != "HEAD") or (status in (301, 302) and method == "POST"):
            method, body = "GET", None
        if url.origin == self.url.origin:
            return Request(method, url, self.headers, body)
        return Request(method, url, {}, None)


class Exchange:
    """One connection to one address: sets up a libcurl handle and collects what comes back."""

    __slots__ = ("address", "blocked", "body", "header_lines", "keep", "length", "request", "truncated")

    def __init__(self, request: Request, address: str, *, keep: bool) -> None:
        self.request = request
        self.address = address
        self.keep = keep
        self.body = bytearray()
        self.length = 0
        self.truncated = False
        self.blocked = False
        self.header_lines: list[bytes] = []

    def prepare(
        self,
        curl: pycurl.Curl,
        target: dict[str, Any],
        *,
        seconds: float,
        connect_seconds: float,
        watch: bool,
    ) -> None:
        """Set every option on a handle that was reset."""
        url = self.request.url
        option = curl.setopt
        option(pycurl.URL, url.url)
        option(pycurl.NOSIGNAL, 1)
        # An empty proxy is not the same as none: it keeps the environment's out.
        option(pycurl.PROXY, "")
        option(pycurl.PROTOCOLS, _PROTOCOLS)
        option(pycurl.REDIR_PROTOCOLS, _PROTOCOLS)
        option(pycurl.FOLLOWLOCATION, 0)
        # The guard is asked when a socket is opened, so no socket may be used twice.
        option(pycurl.FRESH_CONNECT, 1)
        option(pycurl.FORBID_REUSE, 1)
        option(
            pycurl.OPENSOCKETFUNCTION,
            guarded_socket(audience="operator", path=self.request.url.path, refused=self._refused),
        )
        option(pycurl.IPRESOLVE, _IP_RESOLVE[target.get("ip_version") or "auto"])
        option(pycurl.TIMEOUT_MS, max(1, round(seconds * 1000)))
        option(pycurl.CONNECTTIMEOUT_MS, max(1, round(connect_seconds * 1000)))
        option(pycurl.ACCEPT_ENCODING, "")
        option(pycurl.WRITEFUNCTION, self._write)
        if watch:
            option(pycurl.HEADERFUNCTION, self._header)
        if url.address is None:
            bare = f"[{self.address}]" if ":" in self.address else self.address
            option(pycurl.CONNECT_TO, [f"{url.host}:{url.port}:{bare}:{url.port}"])
        if url.scheme == "https":
            verify = target.get("verify_tls", True)
            option(pycurl.CAINFO, authorities())
            option(pycurl.SSL_VERIFYPEER, 1 if verify else 0)
            option(pycurl.SSL_VERIFYHOST, 2 if verify else 0)
            option(pycurl.SSL_SESSIONID_CACHE, 0)
            option(pycurl.OPT_CERTINFO, 1)
        self._prepare_message(option)

    def _prepare_message(self, option: Callable[[int, Any], Any]) -> None:
        request = self.request
        names = {name.lower() for name in request.headers}
        lines = [f"{name}: {value}" if value else f"{name};" for name, value in request.headers.items()]
        lines.append("Expect:")
        if "user-agent" not in names:
            option(pycurl.USERAGENT, USER_AGENT)
        if request.method == "HEAD":
            option(pycurl.NOBODY, 1)
        elif request.body is not None or request.method in ("POST", "PUT", "PATCH"):
            option(pycurl.POSTFIELDS, request.body or b"")
            option(pycurl.CUSTOMREQUEST, request.method)
            if "content-type" not in names:
                lines.append("Content-Type:")
        elif request.method != "GET":
            option(pycurl.CUSTOMREQUEST, request.method)
        option(pycurl.HTTPHEADER, [line.encode() for line in lines])

    def _refused(self) -> None:
        self.blocked = True

    def _write(self, chunk: bytes) -> int | None:
        self.length += len(chunk)
        if self.keep:
            self.body += chunk
        if self.length > MAX_BODY:
            self.truncated = True
            return -1
        return None

    def _header(self, line: bytes) -> None:
        if line.startswith(b"HTTP/"):
            self.header_lines.clear()
        elif len(self.header_lines) < MAX_HEADER_LINES:
            self.header_lines.append(line)
