"""One request and its answer: what libcurl is told, and what is kept of what comes back."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pycurl
from django.utils.translation import gettext as _

from monitoring.probes.certificates import authorities, fault_certificate
from monitoring.probes.faults import error_clean, fault_connect
from statuspage.egress import CheckedUrl, InvalidTarget, TargetBlocked
from statuspage.egress.curl import guarded_socket

from .base import ANSWER_BYTES, Answer, Outgoing

READ_BYTES = 64 * 1024
HEADER_LINES = 64
HEADER_BYTES = 4096
USER_AGENT = "Candor (status page)"

_PROTOCOLS = pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_UNSAFE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
# What frames the message or names the connection is libcurl's to say.
_OURS = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer", "expect"}
)


class Exchange:
    """Sets up a libcurl handle for one address and collects what comes back.

    Raises InvalidTarget for a method or header that cannot be sent safely.
    """

    __slots__ = ("_length", "_lines", "blocked", "body", "header_lines", "outgoing", "truncated", "url")

    def __init__(self, outgoing: Outgoing, url: CheckedUrl) -> None:
        if not _NAME.fullmatch(outgoing.method):
            raise InvalidTarget(_("The method is not one that can be sent."))
        self.outgoing = outgoing
        self.url = url
        self._lines = _header_lines(outgoing.headers)
        self._reset()

    def prepare(self, curl: pycurl.Curl, address: str, *, seconds: float, connect_seconds: float) -> None:
        """Set every option on a handle that was reset."""
        self._reset()
        url = self.url
        option = curl.setopt
        option(pycurl.URL, url.url)
        option(pycurl.NOSIGNAL, 1)
        # An empty proxy is not the same as none: it keeps the environment's out.
        option(pycurl.PROXY, "")
        option(pycurl.PROTOCOLS, _PROTOCOLS)
        option(pycurl.FOLLOWLOCATION, 0)
        option(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1)
        option(pycurl.TCP_NODELAY, 1)
        option(
            pycurl.OPENSOCKETFUNCTION,
            guarded_socket(audience=self.outgoing.audience, refused=self._refused),
        )
        option(pycurl.TIMEOUT_MS, max(1, round(seconds * 1000)))
        option(pycurl.CONNECTTIMEOUT_MS, max(1, round(connect_seconds * 1000)))
        option(pycurl.WRITEFUNCTION, self._write)
        option(pycurl.HEADERFUNCTION, self._header)
        if url.address is None:
            # The address is part of what libcurl knows a kept connection by, and it was judged just now.
            bare = f"[{address}]" if ":" in address else address
            option(pycurl.CONNECT_TO, [f"{url.host}:{url.port}:{bare}:{url.port}"])
        if url.scheme == "https":
            option(pycurl.CAINFO, authorities())
            option(pycurl.SSL_VERIFYPEER, 1)
            option(pycurl.SSL_VERIFYHOST, 2)
        method, body = self.outgoing.method, self.outgoing.body
        if method == "HEAD":
            option(pycurl.NOBODY, 1)
        elif body or method in ("POST", "PUT", "PATCH"):
            option(pycurl.POSTFIELDS, body)
            if method != "POST":
                option(pycurl.CUSTOMREQUEST, method)
        elif method != "GET":
            option(pycurl.CUSTOMREQUEST, method)
        option(pycurl.HTTPHEADER, self._lines)

    def answer(self, status: int, duration_ms: int) -> Answer:
        """What came back."""
        return Answer(
            status=status,
            headers=_headers_read(self.header_lines),
            body=bytes(self.body[:ANSWER_BYTES]),
            duration_ms=duration_ms,
        )

    def _reset(self) -> None:
        self.body = bytearray()
        self._length = 0
        self.truncated = False
        self.blocked = False
        self.header_lines: list[bytes] = []

    def _refused(self) -> None:
        self.blocked = True

    def _write(self, chunk: bytes) -> int | None:
        self._length += len(chunk)
        if len(self.body) < ANSWER_BYTES:
            self.body += chunk[:ANSWER_BYTES]
        if self._length > READ_BYTES:
            self.truncated = True
            return -1
        return None

    def _header(self, line: bytes) -> None:
        if line.startswith(b"HTTP/"):
            self.header_lines.clear()
        elif len(self.header_lines) < HEADER_LINES:
            self.header_lines.append(line[:HEADER_BYTES])


def blocked() -> Answer:
    """One answer for every target that may not be reached, whatever the reason."""
    return Answer(error=str(TargetBlocked.message), code="target_blocked")


def invalid(detail: str) -> Answer:
    """The request is not one that can be sent."""
    return Answer(error=detail, code="invalid_request")


def unresolved(detail: str) -> Answer:
    """The name has no address, or none was found in time."""
    return Answer(error=_sentence(detail), code="resolve_failed")


def timed_out(seconds: float, duration_ms: int = 0) -> Answer:
    """The whole time is over."""
    error = _("The endpoint did not answer completely within %g s.") % seconds
    return Answer(error=error, code="timeout", duration_ms=duration_ms)


def broken() -> Answer:
    """It ended in a way that nobody knows."""
    return Answer(error=_("The connection broke."), code="broken")


def failed(number: int, message: str, curl: pycurl.Curl, seconds: float, duration_ms: int = 0) -> Answer:
    """A transfer that libcurl ended with an error."""
    if number == pycurl.E_OPERATION_TIMEDOUT:
        return timed_out(seconds, duration_ms)
    if number == pycurl.E_COULDNT_CONNECT:
        error = fault_connect(int(curl.getinfo(pycurl.OS_ERRNO))).error
        return Answer(error=_sentence(error), code="connect_failed", duration_ms=duration_ms)
    if number == pycurl.E_PEER_FAILED_VERIFICATION:
        error = fault_certificate(int(curl.getinfo(pycurl.SSL_VERIFYRESULT)), message.lower()).error
        return Answer(error=_sentence(error), code="tls_error", duration_ms=duration_ms)
    code, error = {
        pycurl.E_SSL_CONNECT_ERROR: ("tls_error", _("The TLS handshake failed.")),
        pycurl.E_GOT_NOTHING: ("bad_answer", _("The connection was closed without an answer.")),
        pycurl.E_UNSUPPORTED_PROTOCOL: ("bad_answer", _("The answer is not HTTP.")),
        pycurl.E_FTP_WEIRD_SERVER_REPLY: ("bad_answer", _("The answer is not HTTP.")),
        pycurl.E_PARTIAL_FILE: ("bad_answer", _("The answer ended too early.")),
    }.get(number, ("broken", _("The connection broke.")))
    return Answer(error=error, code=code, duration_ms=duration_ms)


def _header_lines(headers: Mapping[str, str]) -> list[bytes]:
    lines = []
    names = set()
    for name, value in headers.items():
        if not _NAME.fullmatch(name) or name.lower() in _OURS or _UNSAFE.search(value):
            raise InvalidTarget(_("The header %s cannot be sent.") % error_clean(name))
        names.add(name.lower())
        lines.append(_encoded(f"{name}: {value}" if value else f"{name};"))
    if "user-agent" not in names:
        lines.append(f"User-Agent: {USER_AGENT}".encode())
    if "content-type" not in names:
        lines.append(b"Content-Type:")
    lines.append(b"Expect:")
    return lines


def _encoded(line: str) -> bytes:
    """As HTTP has always read headers; what does not fit goes as UTF-8, which most servers guess."""
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode()


def _headers_read(lines: list[bytes]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(b":")
        if colon:
            found[name.decode("latin-1").strip().lower()] = value.decode("latin-1").strip()
    return found


def _sentence(text: str) -> str:
    text = error_clean(text)
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '…')) else '.'}"
