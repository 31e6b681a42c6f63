"""Failures in plain words, and whether they are the target's or our own."""

from __future__ import annotations

import errno
import re
import socket
import threading
import time
from dataclasses import dataclass

from django.utils.translation import gettext as _

from statuspage.egress import EgressError, ResolveFailed, TargetBlocked, resolver_alive

MAX_ERROR = 500
CONTROL_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a run failed: `code` for machines, `error` for people."""

    code: str
    error: str
    our_side: bool = False


def fault_timeout(seconds: float) -> Fault:
    """The run's whole time is over."""
    return Fault("timeout", _("timed out after %s s") % f"{seconds:g}")


def fault_connect(number: int) -> Fault:
    """A connection could not be made; `number` is the system's error."""
    if number == errno.ECONNREFUSED:
        return Fault("refused", _("connection refused"))
    if number == errno.ECONNRESET:
        return Fault("reset", _("connection reset"))
    if number in (errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
        if not route_exists():
            return our_side()
        return Fault("unreachable", _("network unreachable"))
    if number in (errno.EHOSTUNREACH, errno.EHOSTDOWN):
        return Fault("unreachable", _("host unreachable"))
    if number in (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM):
        return our_side()
    return Fault("connect_failed", _("connection failed"))


def fault_egress(error: EgressError) -> Fault:
    """What the guard or the resolver refused. A resolver that answers nobody is our own fault."""
    if isinstance(error, TargetBlocked):
        return Fault("target_blocked", str(TargetBlocked.message))
    if isinstance(error, ResolveFailed):
        if error.code != "dns_not_found" and not _control.answers():
            return our_side()
        return Fault(error.code, str(error.detail))
    return Fault(error.code, str(error.detail))


def our_side() -> Fault:
    """Our own network or resolver is away, so nothing was learnt about the target."""
    return Fault("our_side", _("the monitor's own network was not available"), our_side=True)


def fault_unexpected() -> Fault:
    """A mistake of ours; the log has it, and the target is not blamed."""
    return Fault("error", _("the check could not be run"), our_side=True)


def route_exists() -> bool:
    """Whether this machine has a way out at all. Nothing is sent: the sockets only look for a route."""
    for family, address in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((address, 9))
        except OSError:
            continue
        return True
    return False


def error_clean(text: str) -> str:
    """An error as it may be stored and shown: one line, no control characters, bounded."""
    text = _CONTROL.sub(" ", text.encode(errors="replace").decode())
    return text if len(text) <= MAX_ERROR else text[: MAX_ERROR - 1] + "…"


class _Control:
    """The control question to our resolver, asked at most once in five seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked_at = float("-inf")
        self._alive = True

    def answers(self) -> bool:
        with self._lock:
            if time.monotonic() - self._asked_at > CONTROL_SECONDS:
                self._alive = resolver_alive(timeout=1.5)
                self._asked_at = time.monotonic()
            return self._alive

    def forget(self) -> None:
        self._asked_at = float("-inf")


_control = _Control()
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
