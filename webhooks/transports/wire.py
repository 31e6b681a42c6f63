"""HTTP(S) deliveries through libcurl's multi interface: hundreds at a time in one thread per audience.

A hanging endpoint costs a socket and no thread. Names are resolved ahead, each within its own deadline, and
every address is judged before a connection is made and again when the socket opens. Connections are kept for
the next delivery to the same address; as each audience has its own, none is ever used for another audience
than the one that it was judged for.
"""

from __future__ import annotations

import logging
import os
import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TypeAlias

import pycurl
from django.utils.translation import gettext as _

from monitoring.probes.faults import Fault
from monitoring.probes.job import MAX_ADDRESSES
from monitoring.probes.names import NetLoop
from statuspage.egress import Audience as EgressAudience
from statuspage.egress import EgressError, InvalidTarget, TargetBlocked, check_url, judge_all
from statuspage.egress.resolver import resolve_locally

from .base import Answer, Outgoing
from .exchange import Exchange, blocked, broken, failed, invalid, timed_out, unresolved

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 15.0
CONCURRENCY = 400
WAIT_SECONDS = 0.01
KEPT_CONNECTIONS = 100
NAMES_SECONDS = 5.0
NAMES_KEPT = 2000

Done: TypeAlias = Callable[[Answer], None]


class Wire:
    """Sends requests and gives answers, from any thread. Its threads start with the first request."""

    def __init__(self, *, concurrency: int = CONCURRENCY) -> None:
        self._net = NetLoop()
        self._concurrency = concurrency
        self._lines: dict[EgressAudience, _Line] = {}
        self._lock = threading.Lock()

    def send(self, outgoing: Outgoing, *, timeout: float = TIMEOUT_SECONDS, done: Done) -> None:
        """Begin a request; `done` gets the answer in a thread of the wire, and must not take long."""
        self._line(outgoing.audience).put(_Transfer(outgoing, timeout, done))

    def send_and_wait(self, outgoing: Outgoing, timeout: float = TIMEOUT_SECONDS) -> Answer:
        """Send one request and wait for its answer, no longer than `timeout` in all."""
        answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        self.send(outgoing, timeout=timeout, done=answers.put)
        try:
            return answers.get(timeout=timeout)
        except queue.Empty:
            return timed_out(timeout)

    def close(self) -> None:
        """Stop. What is under way never gets an answer: its lease brings it back."""
        with self._lock:
            lines, self._lines = self._lines, {}
        for line in lines.values():
            line.close()
        self._net.close()

    def _line(self, audience: EgressAudience) -> _Line:
        with self._lock:
            line = self._lines.get(audience)
            if line is None:
                line = self._lines[audience] = _Line(audience, self._net, self._concurrency)
            return line


class _Transfer:
    """One request on its way through the addresses of its name."""

    __slots__ = ("addresses", "begun", "done", "ends", "exchange", "outgoing", "seconds")

    def __init__(self, outgoing: Outgoing, seconds: float, done: Done) -> None:
        self.outgoing = outgoing
        self.seconds = seconds
        self.done = done
        self.addresses: list[str] = []
        self.begun = self.ends = 0.0
        self.exchange: Exchange

    def begin(self) -> None:
        """Start the clock, which nothing that the peer does can stop."""
        self.begun = time.monotonic()
        self.ends = self.begun + self.seconds

    def finish(self, answer: Answer) -> None:
        try:
            self.done(answer)
        except Exception:
            logger.exception("The answer of a delivery could not be handed over")


class _Line:
    """The thread of one audience, with its connections."""

    def __init__(self, audience: EgressAudience, net: NetLoop, concurrency: int) -> None:
        self._audience: EgressAudience = audience
        self._net = net
        self._concurrency = concurrency
        self._inbox: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._ready: deque[_Transfer] = deque()
        self._active: dict[pycurl.Curl, _Transfer] = {}
        self._free: list[pycurl.Curl] = []
        self._names: dict[str, tuple[float, list[str]]] = {}
        self._asking: dict[str, list[_Transfer]] = {}
        self._multi = _multi_new()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._closed = False

    def put(self, transfer: _Transfer) -> None:
        """Send this; a thread that ended is followed by another, which goes on where it was."""
        with self._lock:
            if not self._closed and (self._thread is None or not self._thread.is_alive()):
                self._thread = threading.Thread(target=self._loop, name=f"wire-{self._audience}", daemon=True)
                self._thread.start()
        self._inbox.put(lambda: self._ready.append(transfer))

    def close(self) -> None:
        with self._lock:
            self._closed = True
            thread = self._thread
        self._inbox.put(None)
        if thread is not None:
            thread.join(5)

    def _loop(self) -> None:
        while self._take(block=not self._active and not self._ready):
            try:
                self._round()
            except Exception:
                logger.exception("A round of deliveries failed")
                self._begin_anew()
        for curl in self._active:
            self._multi.remove_handle(curl)
        self._multi.close()

    def _round(self) -> None:
        while self._ready and len(self._active) < self._concurrency:
            self._begin(self._ready.popleft())
        self._multi.perform()
        self._reap()
        if self._active and self._multi.select(self._patience()) < 0:
            time.sleep(0.001)

    def _begin_anew(self) -> None:
        """Answer all that is under way with an error and part with every connection."""
        lost, self._active = self._active, {}
        self._multi, self._free = _multi_new(), []
        for transfer in lost.values():
            transfer.finish(broken())

    def _take(self, *, block: bool) -> bool:
        """Do what others asked for; False when the wire was closed."""
        while True:
            try:
                act = self._inbox.get(block)
            except queue.Empty:
                return True
            if act is None:
                return False
            try:
                act()
            except Exception:
                logger.exception("Something that the wire was asked for failed")
            block = False

    def _patience(self) -> float:
        milliseconds = self._multi.timeout()
        return WAIT_SECONDS if milliseconds < 0 else min(WAIT_SECONDS, milliseconds / 1000)

    def _begin(self, transfer: _Transfer) -> None:
        transfer.begin()
        try:
            transfer.exchange = Exchange(
                transfer.outgoing, check_url(transfer.outgoing.url, audience=self._audience)
            )
            self._find(transfer)
        except TargetBlocked:
            transfer.finish(blocked())
        except InvalidTarget as error:
            transfer.finish(invalid(str(error.detail)))
        except EgressError as error:
            transfer.finish(unresolved(str(error.detail)))
        except Exception:
            logger.exception("A delivery could not be prepared")
            transfer.finish(invalid(_("The request could not be prepared.")))

    def _find(self, transfer: _Transfer) -> None:
        host = transfer.exchange.url.address or transfer.exchange.url.host
        known = resolve_locally(host)
        if known is None:
            kept = self._names.get(host)
            known = kept[1] if kept and kept[0] > time.monotonic() else None
        if known is not None:
            self._connect(transfer, known)
            return
        waiting = self._asking.setdefault(host, [])
        waiting.append(transfer)
        if len(waiting) == 1:
            # Who comes second shares the question, and with it at most the first one's patience.
            try:
                self._net.find(
                    host,
                    timeout=transfer.seconds,
                    ip_version="auto",
                    found=lambda answer, _seconds: self._inbox.put(lambda: self._found(host, answer)),
                )
            except Exception:
                del self._asking[host]
                raise

    def _found(self, host: str, answer: list[str] | Fault) -> None:
        if not isinstance(answer, Fault):
            if len(self._names) >= NAMES_KEPT:
                self._names.clear()
            self._names[host] = (time.monotonic() + NAMES_SECONDS, answer)
        for transfer in self._asking.pop(host, []):
            if isinstance(answer, Fault):
                transfer.finish(unresolved(answer.error))
                continue
            try:
                self._connect(transfer, answer)
            except Exception:
                logger.exception("A delivery could not be prepared")
                transfer.finish(invalid(_("The request could not be prepared.")))

    def _connect(self, transfer: _Transfer, addresses: list[str]) -> None:
        if not judge_all(addresses, transfer.exchange.url.port, audience=self._audience).allowed:
            transfer.finish(blocked())
            return
        transfer.addresses = list(reversed(addresses[:MAX_ADDRESSES]))
        self._next_address(transfer)

    def _next_address(self, transfer: _Transfer) -> None:
        left = transfer.ends - time.monotonic()
        if left <= 0:
            transfer.finish(timed_out(transfer.seconds))
            return
        curl = self._free.pop() if self._free else pycurl.Curl()
        address = transfer.addresses.pop()
        try:
            transfer.exchange.prepare(
                curl, address, seconds=left, connect_seconds=left / 2 if transfer.addresses else left
            )
            self._multi.add_handle(curl)
        except (pycurl.error, UnicodeError, ValueError, TypeError):
            logger.exception("A delivery could not be prepared")
            transfer.finish(invalid(_("The request could not be prepared.")))
            self._put_back(curl)
            return
        self._active[curl] = transfer

    def _reap(self) -> None:
        left = 1
        while left:
            left, done, failures = self._multi.info_read()
            for curl in done:
                self._end(curl, pycurl.E_OK, "")
            for curl, number, message in failures:
                self._end(curl, number, message)

    def _end(self, curl: pycurl.Curl, number: int, message: str) -> None:
        transfer = self._active.pop(curl)
        try:
            self._multi.remove_handle(curl)
            answer = self._judge(transfer, curl, number, message)
            self._put_back(curl)
        except Exception:
            # The handle is left to itself: what state it is in is not known.
            logger.exception("The answer of a delivery could not be read")
            answer = broken()
        if answer is not None:
            transfer.finish(answer)

    def _judge(self, transfer: _Transfer, curl: pycurl.Curl, number: int, message: str) -> Answer | None:
        """The answer, or None where the next address is tried."""
        exchange = transfer.exchange
        took = round((time.monotonic() - transfer.begun) * 1000)
        if exchange.blocked:
            return blocked()
        if number == pycurl.E_OK or (number == pycurl.E_WRITE_ERROR and exchange.truncated):
            return exchange.answer(int(curl.getinfo(pycurl.RESPONSE_CODE)), took)
        if transfer.addresses and not curl.getinfo(pycurl.CONNECT_TIME) and transfer.ends > time.monotonic():
            self._next_address(transfer)
            return None
        return failed(number, message, curl, transfer.seconds, took)

    def _put_back(self, curl: pycurl.Curl) -> None:
        curl.reset()
        self._free.append(curl)


def _multi_new() -> pycurl.CurlMulti:
    multi = pycurl.CurlMulti()
    multi.setopt(pycurl.M_MAXCONNECTS, KEPT_CONNECTIONS)
    return multi


_shared: dict[int, Wire] = {}
_shared_lock = threading.Lock()


def wire() -> Wire:
    """The wire of this process; a forked child gets its own, because threads do not survive a fork."""
    with _shared_lock:
        shared = _shared.get(os.getpid())
        if shared is None:
            _shared.clear()
            shared = _shared[os.getpid()] = Wire()
        return shared
