"""An event loop in a thread of its own: resolves names and makes TCP connections, many at a time."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any

import dns.asyncresolver

from statuspage.egress import EgressError
from statuspage.egress.resolver import resolve_async, resolver_new

from .faults import Fault, fault_egress, fault_unexpected

logger = logging.getLogger(__name__)

REFRESH_SECONDS = 30.0


class NetLoop:
    """Starts on first use; `close` cancels what still runs."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._resolver: dns.asyncresolver.Resolver | None = None
        self._resolver_at = 0.0

    def start(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine in the loop, from any thread."""
        loop = self._started()
        loop.call_soon_threadsafe(self._spawn, loop, coroutine)

    def find(
        self,
        host: str,
        *,
        timeout: float,
        ip_version: str,
        found: Callable[[list[str] | Fault, float], None],
    ) -> None:
        """Resolve a name and call `found` in the loop's thread with addresses or the fault, and seconds."""
        self.start(self._find(host, timeout, ip_version, found))

    async def resolve(self, host: str, *, timeout: float, ip_version: str = "auto") -> list[str]:
        """Resolve a name, inside the loop. Raises ResolveFailed."""
        return await resolve_async(self._current_resolver(), host, timeout=timeout, ip_version=ip_version)

    def close(self) -> None:
        """Stop; runs that are still under way never end."""
        with self._lock:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is None or thread is None:
            return
        loop.call_soon_threadsafe(self._cancel, loop)
        thread.join(5)

    async def _find(
        self,
        host: str,
        timeout: float,
        ip_version: str,
        found: Callable[[list[str] | Fault, float], None],
    ) -> None:
        begun = time.monotonic()
        answer: list[str] | Fault
        try:
            answer = await self.resolve(host, timeout=timeout, ip_version=ip_version)
        except EgressError as error:
            # The control question waits for the resolver; other names must not wait with it.
            answer = await asyncio.to_thread(fault_egress, error)
        except Exception:
            # Somebody waits for the answer, and others with the same name behind them.
            logger.exception("A name could not be looked up")
            answer = fault_unexpected()
        found(answer, time.monotonic() - begun)

    def _current_resolver(self) -> dns.asyncresolver.Resolver:
        # Read afresh now and then, so that a changed network is noticed.
        if self._resolver is None or time.monotonic() - self._resolver_at > REFRESH_SECONDS:
            self._resolver = resolver_new()
            self._resolver_at = time.monotonic()
        return self._resolver

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=self._run, args=(self._loop,), name="probe-net", daemon=True
                )
                self._thread.start()
            return self._loop

    def _spawn(self, loop: asyncio.AbstractEventLoop, coroutine: Coroutine[Any, Any, None]) -> None:
        task = loop.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _cancel(self, loop: asyncio.AbstractEventLoop) -> None:
        for task in self._tasks:
            task.cancel()
        # One more turn, so that the cancelled ones can close their sockets.
        loop.call_soon(lambda: loop.call_soon(loop.stop))

    @staticmethod
    def _run(loop: asyncio.AbstractEventLoop) -> None:
        try:
            loop.run_forever()
        finally:
            loop.run_until_complete(loop.shutdown_default_executor())
            loop.close()
