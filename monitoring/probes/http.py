"""HTTP checks through libcurl's multi interface: many at a time in one thread.

Names are resolved ahead, each within its own deadline, because libcurl's resolver is a thread per name and
dead names would hold up living ones. The address is handed over with CONNECT_TO, so that SNI, Host and the
certificate's check stay with the name, and the guard is asked again when the socket opens.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pycurl
from django.utils.translation import gettext as _

from statuspage.egress import EgressError, TargetBlocked, judge_all
from statuspage.egress.resolver import resolve_locally

from .assertions import Answer, assertions_of, needs_body
from .certificates import expiry_of, fault_certificate
from .faults import Fault, fault_connect, fault_egress, fault_timeout, fault_unexpected
from .http_request import MAX_BODY, MAX_HOPS, REDIRECTS, Exchange, Request
from .job import MAX_ADDRESSES, Job
from .names import NetLoop
from .trace import answer_headers, body_excerpt, headers_masked

logger = logging.getLogger(__name__)

CONCURRENCY = 200
WAIT_SECONDS = 0.01
LARGE_BODY = 64 * 1024


class HttpRunner:
    """A thread that runs HTTP jobs. It starts with the first job; `close` drops what is under way."""

    def __init__(self, net: NetLoop, *, concurrency: int = CONCURRENCY) -> None:
        self._net = net
        self._concurrency = concurrency
        self._inbox: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._ready: deque[tuple[_Run, Exchange, float]] = deque()
        self._active: dict[pycurl.Curl, tuple[_Run, Exchange]] = {}
        self._free: list[pycurl.Curl] = []
        self._multi = pycurl.CurlMulti()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="probe-read")

    def start(self, job: Job) -> None:
        """Begin a run, from any thread."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._loop, name="probe-http", daemon=True)
                self._thread.start()
        self._inbox.put(_Run(job, self).begin)

    def close(self) -> None:
        """Stop; runs that are still under way are dropped."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._inbox.put(None)
            thread.join(5)
        self._reader.shutdown(wait=False, cancel_futures=True)

    def later(self, act: Callable[[], None]) -> None:
        """Do something in the runner's thread."""
        self._inbox.put(act)

    def connect(self, run: _Run, exchange: Exchange) -> None:
        """Queue an exchange until there is room for it."""
        self._ready.append((run, exchange, time.monotonic()))

    def find(self, run: _Run, host: str, ip_version: str) -> None:
        """Resolve a name; the run goes on in this thread."""

        def found(answer: list[str] | Fault, seconds: float) -> None:
            self.later(lambda: run.resolved(answer, seconds))

        self._net.find(host, timeout=max(0.001, run.job.left), ip_version=ip_version, found=found)

    def read(self, act: Callable[[], None]) -> None:
        """Do something slow without holding up other runs."""
        self._reader.submit(act)

    def _loop(self) -> None:
        while self._take(block=not self._active and not self._ready):
            while self._ready and len(self._active) < self._concurrency:
                self._add(*self._ready.popleft())
            self._multi.perform()
            self._reap()
            if self._active and self._multi.select(self._patience()) < 0:
                time.sleep(0.001)
        for run in [*(one[0] for one in self._active.values()), *(one[0] for one in self._ready)]:
            run.job.drop()
        for curl in self._active:
            self._multi.remove_handle(curl)
        self._multi.close()

    def _take(self, *, block: bool) -> bool:
        """Do what others asked for; False when the runner was closed."""
        while True:
            try:
                act = self._inbox.get(block)
            except queue.Empty:
                return True
            if act is None:
                return False
            act()
            block = False

    def _patience(self) -> float:
        milliseconds = self._multi.timeout()
        return WAIT_SECONDS if milliseconds < 0 else min(WAIT_SECONDS, milliseconds / 1000)

    def _add(self, run: _Run, exchange: Exchange, queued: float) -> None:
        # Waiting for room is our affair: it must not use up the time that the target has.
        run.job.ends += time.monotonic() - queued
        if run.is_fresh and run.job.is_overdue:
            run.job.drop()
            return
        curl = self._free.pop() if self._free else pycurl.Curl()
        try:
            run.prepare(curl, exchange)
            self._multi.add_handle(curl)
        except (pycurl.error, UnicodeError, ValueError, TypeError, KeyError):
            logger.exception("An HTTP check could not be prepared")
            run.job.fail(fault_unexpected())
            self._put_back(curl)
            return
        self._active[curl] = (run, exchange)

    def _reap(self) -> None:
        left = 1
        while left:
            left, done, failed = self._multi.info_read()
            for curl in done:
                self._end(curl, pycurl.E_OK, "")
            for curl, number, message in failed:
                self._end(curl, number, message)

    def _end(self, curl: pycurl.Curl, number: int, message: str) -> None:
        run, exchange = self._active.pop(curl)
        self._multi.remove_handle(curl)
        try:
            run.ended(curl, exchange, number, message)
        except Exception:
            logger.exception("An HTTP check could not be judged")
            run.job.fail(fault_unexpected())
        finally:
            self._put_back(curl)

    def _put_back(self, curl: pycurl.Curl) -> None:
        curl.reset()
        self._free.append(curl)


class _Run:
    """One check on its way through addresses and redirects; lives in the runner's thread."""

    __slots__ = ("_addresses", "_hops", "_request", "_runner", "job")

    def __init__(self, job: Job, runner: HttpRunner) -> None:
        self.job = job
        self._runner = runner
        self._addresses: list[str] = []
        self._hops = 0
        self._request: Request

    def begin(self) -> None:
        if not self.job.begin():
            return
        try:
            request = Request.first(self.job.spec.target)
        except EgressError as error:
            self.job.fail(fault_egress(error))
            return
        except (KeyError, TypeError, AttributeError, UnicodeError):
            logger.exception("An HTTP check has a target that cannot be read")
            self.job.fail(fault_unexpected())
            return
        self._go(request)

    @property
    def is_fresh(self) -> bool:
        """Whether nothing has been asked yet."""
        return self._hops == 0 and self.job.total == 0

    def prepare(self, curl: pycurl.Curl, exchange: Exchange) -> None:
        left = max(0.001, self.job.left)
        self.job.note(
            "request",
            method=exchange.request.method,
            url=exchange.request.url.url,
            headers=headers_masked(exchange.request.headers),
        )
        exchange.prepare(
            curl,
            self.job.spec.target,
            seconds=left,
            connect_seconds=left / 2 if self._addresses else left,
            watch=self.job.trace is not None,
        )

    def resolved(self, answer: list[str] | Fault, seconds: float) -> None:
        """Names came back, or did not."""
        self.job.add_phases(dns=seconds * 1000, total=seconds * 1000)
        if isinstance(answer, Fault):
            timed_out = self.job.left <= 0.01 and not answer.our_side
            self.job.fail(fault_timeout(self.job.spec.timeout_seconds) if timed_out else answer)
            return
        self._connect(answer)

    def ended(self, curl: pycurl.Curl, exchange: Exchange, number: int, message: str) -> None:
        """An exchange is over, well or badly."""
        self._measure(curl, exchange)
        if exchange.blocked:
            self.job.fail(fault_egress(TargetBlocked()))
            return
        if number == pycurl.E_WRITE_ERROR and exchange.truncated:
            number = pycurl.E_OK
        if number != pycurl.E_OK:
            self._failed(curl, number, message)
            return
        status = int(curl.getinfo(pycurl.RESPONSE_CODE))
        self.job.note("response", status=status, headers=answer_headers(exchange.header_lines))
        location = curl.getinfo(pycurl.REDIRECT_URL) if status in REDIRECTS else None
        if location and self.job.spec.target.get("follow_redirects", True):
            self._redirect(status, location)
            return
        if exchange.body:
            self.job.note("body", excerpt=body_excerpt(bytes(exchange.body)), bytes=exchange.length)
        answer = Answer(
            status=status,
            content_type=curl.getinfo(pycurl.CONTENT_TYPE) or "",
            body=bytes(exchange.body[:MAX_BODY]),
            truncated=exchange.truncated,
            tls_expires_at=self.job.tls_expires_at,
        )
        if len(answer.body) > LARGE_BODY:
            self._runner.read(lambda: self._judge(answer))
        else:
            self._judge(answer)

    def _go(self, request: Request) -> None:
        self._request = request
        host = request.url.address or request.url.host
        ip_version = self.job.spec.target.get("ip_version") or "auto"
        try:
            known = resolve_locally(host, ip_version=ip_version)
        except EgressError as error:
            self.job.fail(fault_egress(error))
            return
        if known is None:
            self._runner.find(self, host, ip_version)
        else:
            self._connect(known)

    def _connect(self, addresses: list[str]) -> None:
        url = self._request.url
        if not judge_all(addresses, url.port, audience="operator", path=url.path).allowed:
            self.job.note("blocked")
            self.job.fail(fault_egress(TargetBlocked()))
            return
        self.job.note("resolve", host=url.host, addresses=addresses)
        self._addresses = list(reversed(addresses[:MAX_ADDRESSES]))
        self._next_address()

    def _next_address(self) -> None:
        wanted = self.job.trace is not None or needs_body(self.job.spec.target)
        keep = wanted and self._request.method != "HEAD"
        self._runner.connect(self, Exchange(self._request, self._addresses.pop(), keep=keep))

    def _redirect(self, status: int, location: str) -> None:
        self._hops += 1
        if self._hops > MAX_HOPS:
            self.job.fail(Fault("too_many_redirects", _("more than %d redirects") % MAX_HOPS))
            return
        try:
            request = self._request.redirected(status, location)
        except EgressError as error:
            self.job.note("blocked")
            self.job.fail(fault_egress(error))
            return
        self.job.note("redirect", status=status, url=request.url.url)
        self._go(request)

    def _measure(self, curl: pycurl.Curl, exchange: Exchange) -> None:
        info = curl.getinfo
        connected = info(pycurl.CONNECT_TIME)
        secured = info(pycurl.APPCONNECT_TIME)
        started = info(pycurl.PRETRANSFER_TIME)
        answered = info(pycurl.STARTTRANSFER_TIME)
        self.job.add_phases(
            connect=(connected - info(pycurl.NAMELOOKUP_TIME)) * 1000 if connected else None,
            tls=(secured - connected) * 1000 if secured else None,
            first_byte=(answered - started) * 1000 if answered else None,
            total=info(pycurl.TOTAL_TIME) * 1000,
        )
        if self.job.trace is not None and connected:
            self.job.note("connect", address=exchange.address, port=exchange.request.url.port, ok=True)
        if exchange.request.url.scheme == "https":
            expires_at = expiry_of(info(pycurl.INFO_CERTINFO))
            if expires_at is not None:
                self.job.tls_expires_at = expires_at
                self.job.note("certificate", expires_at=expires_at.isoformat())

    def _failed(self, curl: pycurl.Curl, number: int, message: str) -> None:
        unconnected = not curl.getinfo(pycurl.CONNECT_TIME)
        if unconnected and self._addresses and self.job.left > 0:
            self._next_address()
            return
        if number == pycurl.E_OPERATION_TIMEDOUT:
            self.job.fail(fault_timeout(self.job.spec.timeout_seconds))
        elif number == pycurl.E_COULDNT_CONNECT:
            self.job.fail(fault_connect(int(curl.getinfo(pycurl.OS_ERRNO))))
        elif number == pycurl.E_PEER_FAILED_VERIFICATION:
            self.job.fail(fault_certificate(int(curl.getinfo(pycurl.SSL_VERIFYRESULT)), message.lower()))
        else:
            self.job.fail(_transfer_fault(number))

    def _judge(self, answer: Answer) -> None:
        failure = ""
        try:
            for assertion in assertions_of(self.job.spec.target, answer, now=datetime.now(UTC)):
                self.job.note("assertion", name=assertion.name, ok=assertion.ok, detail=assertion.detail)
                if not assertion.ok and not failure:
                    failure = assertion.detail
        except Exception:
            logger.exception("The answer of an HTTP check could not be judged")
            self.job.fail(fault_unexpected())
            return
        self.job.finish(ok=not failure, code=str(answer.status), error=failure)


def _transfer_fault(number: int) -> Fault:
    known: dict[int, tuple[str, str]] = {
        pycurl.E_SSL_CONNECT_ERROR: ("tls_failed", _("the TLS handshake failed")),
        pycurl.E_GOT_NOTHING: ("empty_answer", _("the connection was closed without an answer")),
        pycurl.E_RECV_ERROR: ("broken", _("the connection broke while reading the answer")),
        pycurl.E_SEND_ERROR: ("broken", _("the connection broke while sending the request")),
        pycurl.E_PARTIAL_FILE: ("incomplete", _("the answer ended too early")),
        pycurl.E_BAD_CONTENT_ENCODING: ("not_decodable", _("the answer could not be decoded")),
        pycurl.E_UNSUPPORTED_PROTOCOL: ("not_http", _("the answer is not HTTP")),
        pycurl.E_FTP_WEIRD_SERVER_REPLY: ("not_http", _("the answer is not HTTP")),
        pycurl.E_HTTP2: ("broken", _("the connection broke while reading the answer")),
    }
    code, error = known.get(number, ("failed", _("the request failed")))
    return Fault(code, error)
