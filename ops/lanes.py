"""A thread pool in which no queue can take another queue's threads."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from celery.concurrency.base import BasePool, apply_target
from celery.utils.time import maybe_iso8601

logger = logging.getLogger(__name__)

LANES = {"tick": 2, "checks": 4, "record": 2, "deliver": 4, "mail": 2, "fetch": 3, "upkeep": 1}


class LanePool(BasePool):
    """Runs each message in the lane of its queue: ``checks.<region>`` share one, unknown queues ``record``.

    A worker without a prefetch limit takes messages long before a thread is free, so their expiry is judged
    again when their turn comes: what waited too long behind a stall is dropped, not run in a burst.
    Celery's time limits do nothing in threads; every task keeps its own deadline.
    """

    body_can_be_buffer = True
    signal_safe = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lanes: dict[str, ThreadPoolExecutor] = {}
        self._lock = Lock()
        self.last_done: dict[str, float] = {}
        """By lane: ``time.monotonic()`` of the last message that was finished."""

    def on_apply(
        self,
        target: Callable[..., Any],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
        callback: Callable[..., Any] | None = None,
        accept_callback: Callable[..., Any] | None = None,
        **_: Any,
    ) -> None:
        # The tracer's arguments: the task's name, its id, the request with headers and delivery, the body.
        request: dict[str, Any] = args[2]
        lane = lane_of((request.get("delivery_info") or {}).get("routing_key"))
        self._executor(lane).submit(self._run, lane, request, target, args, kwargs, callback, accept_callback)

    def on_stop(self) -> None:
        """Drops what has not begun, whose message or claim comes back by itself, and waits for the rest."""
        for executor in self._lanes.values():
            executor.shutdown(wait=False, cancel_futures=True)
        for executor in self._lanes.values():
            executor.shutdown(wait=True)

    def _executor(self, lane: str) -> ThreadPoolExecutor:
        with self._lock:
            if lane not in self._lanes:
                self._lanes[lane] = ThreadPoolExecutor(LANES[lane], thread_name_prefix=lane)
            return self._lanes[lane]

    def _run(
        self,
        lane: str,
        request: dict[str, Any],
        target: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any] | None,
        callback: Callable[..., Any] | None,
        accept_callback: Callable[..., Any] | None,
    ) -> None:
        try:
            expires = maybe_iso8601(request.get("expires"))
            if expires is not None and expires < datetime.now(UTC):
                logger.debug("%s waited too long in the lane %s", request.get("task"), lane)
                apply_target(_nothing, (), {}, callback, accept_callback)
            else:
                apply_target(target, args, kwargs, callback, accept_callback)
        except Exception:
            # An error outside of the task itself, such as a broker that is away when the message is
            # acknowledged; the future that would carry it is read by nobody.
            logger.exception("%s did not end well in the lane %s", request.get("task"), lane)
        finally:
            self.last_done[lane] = time.monotonic()


def lane_of(queue: str | None) -> str:
    """The lane in which the messages of a queue run."""
    lane = (queue or "").partition(".")[0]
    return lane if lane in LANES else "record"


def _nothing() -> tuple[bool, None, float]:
    """What Celery's tracer returns for a task that succeeded: failed, value, seconds."""
    return False, None, 0.0
