"""Runs specifications of any kind, and hands outcomes over in small groups as they come."""

from __future__ import annotations

import logging
import os
import queue
import threading
import time
from collections.abc import Callable, Iterable, Sequence

from .faults import error_clean, our_side
from .http import CONCURRENCY, HttpRunner
from .job import Job
from .names import NetLoop
from .specs import ProbeOutcome, ProbeSpec
from .tcp import tcp_start
from .trace import Trace

logger = logging.getLogger(__name__)

GROUP_SECONDS = 0.1
GROUP_SIZE = 500
MARGIN_SECONDS = 2.0


class ProbeEngine:
    """Lives as long as its worker, so that a target that hangs holds up nobody else's result.

    `submit` returns at once. Outcomes go to `deliver` in a thread of their own, grouped over a tenth of a
    second. What is lost with the process comes back through the leases.
    """

    def __init__(
        self, deliver: Callable[[list[ProbeOutcome]], None] | None = None, *, concurrency: int = CONCURRENCY
    ) -> None:
        self._net = NetLoop()
        self._http = HttpRunner(self._net, concurrency=concurrency)
        self._deliver = deliver
        self._outbox: queue.SimpleQueue[ProbeOutcome | None] = queue.SimpleQueue()
        self._poster: threading.Thread | None = None
        self._lock = threading.Lock()

    def submit(self, specs: Iterable[ProbeSpec]) -> None:
        """Begin runs whose outcomes go to `deliver`."""
        self._start_poster()
        for spec in specs:
            self.start(Job(spec, self._post))

    def start(self, job: Job) -> None:
        """Begin one run, whatever its kind."""
        if job.spec.kind == "http":
            self._http.start(job)
        elif job.spec.kind == "tcp":
            tcp_start(job, self._net)
        else:
            # A newer scheduler may know kinds that this worker does not.
            logger.error("This worker cannot run checks of the kind %s", error_clean(job.spec.kind))
            job.fail(our_side())

    def close(self) -> None:
        """Drop what is under way, and hand over what has come."""
        self._http.close()
        self._net.close()
        with self._lock:
            poster, self._poster = self._poster, None
        if poster is not None:
            self._outbox.put(None)
            poster.join(5)

    def _post(self, outcome: ProbeOutcome | None) -> None:
        if outcome is not None:
            self._outbox.put(outcome)

    def _start_poster(self) -> None:
        with self._lock:
            if self._poster is None:
                self._poster = threading.Thread(target=self._post_loop, name="probe-post", daemon=True)
                self._poster.start()

    def _post_loop(self) -> None:
        going_on = True
        while going_on:
            first = self._outbox.get()
            if first is None:
                return
            group = [first]
            ends = time.monotonic() + GROUP_SECONDS
            while len(group) < GROUP_SIZE:
                try:
                    outcome = self._outbox.get(timeout=max(0.0, ends - time.monotonic()))
                except queue.Empty:
                    break
                if outcome is None:
                    going_on = False
                    break
                group.append(outcome)
            try:
                if self._deliver is not None:
                    self._deliver(group)
            except Exception:
                # The slots of the lost outcomes come back through their leases.
                logger.exception("%d outcomes could not be handed over", len(group))


def run_batch(
    specs: Sequence[ProbeSpec], *, trace: bool = False, deadline_seconds: float | None = None
) -> list[ProbeOutcome]:
    """Run specifications side by side and wait for all of them.

    Outcomes are in the order of the specifications, without those that were dropped because their lease
    is over. Whatever has not ended after the longest timeout and two seconds (or `deadline_seconds`) is
    answered as our own fault.
    """
    if not specs:
        return []
    outcomes: dict[int, ProbeOutcome] = {}
    dropped: set[int] = set()
    done = threading.Event()
    lock = threading.Lock()

    def collect(index: int) -> Callable[[ProbeOutcome | None], None]:
        def take(outcome: ProbeOutcome | None) -> None:
            with lock:
                if outcome is None:
                    dropped.add(index)
                else:
                    outcomes[index] = outcome
                if len(outcomes) + len(dropped) == len(specs):
                    done.set()

        return take

    if deadline_seconds is None:
        deadline_seconds = max(spec.timeout_seconds for spec in specs) + MARGIN_SECONDS
    engine = ProbeEngine(concurrency=max(CONCURRENCY, len(specs)))
    jobs = [Job(spec, collect(index), Trace() if trace else None) for index, spec in enumerate(specs)]
    try:
        for job in jobs:
            engine.start(job)
        done.wait(deadline_seconds)
        with lock:
            missing = set(range(len(specs))) - outcomes.keys() - dropped
        for index in missing:
            jobs[index].fail(our_side())
        with lock:
            return [outcomes[index] for index in sorted(outcomes)]
    finally:
        engine.close()


_shared: dict[int, ProbeEngine] = {}
_shared_lock = threading.Lock()


def shared_engine(deliver: Callable[[list[ProbeOutcome]], None]) -> ProbeEngine:
    """The engine of this process; a forked child gets its own, because threads do not survive a fork."""
    with _shared_lock:
        engine = _shared.get(os.getpid())
        if engine is None:
            _shared.clear()
            engine = _shared[os.getpid()] = ProbeEngine(deliver)
        return engine
