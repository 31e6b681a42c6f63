"""One process that runs tasks in lanes, and on request the schedule beside them."""

import logging
import os
import signal
import threading
import time
from types import FrameType

from celery import current_app
from celery.beat import Service
from celery.worker import WorkController, state

from ops.lanes import LANES, LanePool
from ops.schedule import BoundedScheduler
from webhooks.services.sending import sending_stop

logger = logging.getLogger(__name__)

GRACE_SECONDS = 10.0
SENDING_SECONDS = 3.0
STUCK_SECONDS = 120.0
EXIT_STUCK = 70


def worker_run(*, queues: tuple[str, ...] = (), with_beat: bool, grace: float = GRACE_SECONDS) -> int:
    """Work until SIGTERM or SIGINT; returns the exit code.

    Without ``queues`` it takes all of them. After the signal nothing new begins, what runs has ``grace``
    seconds to end, and then the process leaves in any case: what it had claimed comes back by its lease.
    With the schedule on board a process in which no tick ended for two minutes ends itself, so that whoever
    supervises it starts another.
    """
    # Celery would run the system checks again, and with them import every view.
    os.environ["CELERY_SKIP_CHECKS"] = "1"
    beat = Service(current_app, scheduler_cls=BoundedScheduler) if with_beat else None

    def leave(_signal: int, _frame: FrameType | None) -> None:
        if state.should_stop is None:
            state.should_stop = 0  # type: ignore[assignment]  # an exit code stops, None goes on
            _leave_hard_after(grace)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    worker = WorkController(
        app=current_app,
        pool_cls=LanePool,
        concurrency=sum(LANES.values()),
        queues=list(queues) or None,
        without_gossip=True,
        without_mingle=True,
    )
    if beat is not None:
        threading.Thread(target=beat.start, name="beat", daemon=True).start()
        threading.Thread(target=_watch, args=(worker.pool,), name="watch", daemon=True).start()
    logger.info("Working on %s", ", ".join(queues) or "all queues")
    worker.start()
    if beat is not None:
        beat.stop()
    sending_stop(patience=SENDING_SECONDS)
    logger.info("Stopped")
    return int(worker.exitcode or 0)


def beat_run() -> int:
    """Send due tasks until SIGTERM or SIGINT; returns the exit code."""
    service = Service(current_app, scheduler_cls=BoundedScheduler)

    def leave(_signal: int, _frame: FrameType | None) -> None:
        service.stop()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    service.start()
    return 0


def _leave_hard_after(grace: float) -> None:
    def leave() -> None:
        logger.warning("Leaving with work unfinished after %.0f s; its claims run out by themselves", grace)
        logging.shutdown()
        os._exit(0)

    timer = threading.Timer(grace, leave)
    timer.daemon = True
    timer.start()


def _watch(pool: LanePool) -> None:
    """Ends a process whose tick lane, consumer or beat no longer moves."""
    pool.last_done["tick"] = time.monotonic()
    while state.should_stop is None:
        before = time.monotonic()
        time.sleep(5)
        now = time.monotonic()
        if now - before > 15:
            # The whole process slept: everything in it deserves its time to catch up.
            pool.last_done["tick"] = now
        elif now - pool.last_done["tick"] > STUCK_SECONDS:
            logger.critical(
                "No tick ended for %.0f s; leaving so that a new process takes over", STUCK_SECONDS
            )
            logging.shutdown()
            os._exit(EXIT_STUCK)
