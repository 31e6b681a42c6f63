"""A beat that does not fill queues which nobody empties."""

import logging
import time
from typing import Any

from celery.beat import ScheduleEntry, Scheduler

logger = logging.getLogger(__name__)

MOST_WAITING = 200
LOOK_EVERY_SECONDS = 10.0


class BoundedScheduler(Scheduler):
    """Holds messages back while more than `MOST_WAITING` lie in their queue, and says so.

    Without it a broker would fill up for as long as a kind of worker is missing: expired messages go away
    only when somebody takes them. Queues are looked at every `LOOK_EVERY_SECONDS`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._looked_at: dict[str, float] = {}
        self._full: set[str] = set()
        super().__init__(*args, **kwargs)

    def apply_entry(self, entry: ScheduleEntry, producer: Any = None) -> None:
        queue = self.app.amqp.router.route({}, entry.task or "")["queue"]
        if producer is not None and self._is_full(queue, producer):
            return
        super().apply_entry(entry, producer=producer)

    def _is_full(self, queue: Any, producer: Any) -> bool:
        now = time.monotonic()
        if now - self._looked_at.get(queue.name, float("-inf")) < LOOK_EVERY_SECONDS:
            return queue.name in self._full
        self._looked_at[queue.name] = now
        errors: tuple[type[BaseException], ...] = (OSError, *self.connection.connection_errors)
        try:
            waiting = queue(producer.channel).queue_declare().message_count
        except errors as error:
            logger.warning("The queue %s could not be looked at: %s", queue.name, error)
            return False
        if waiting > MOST_WAITING:
            logger.error("%d messages wait in the queue %s: does a worker take it?", waiting, queue.name)
            self._full.add(queue.name)
        else:
            self._full.discard(queue.name)
        return queue.name in self._full
