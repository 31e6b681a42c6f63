"""Wakes workers by task name, once what they shall find is committed."""

import logging
from functools import partial

from celery import current_app
from django.conf import settings
from django.db import transaction

logger = logging.getLogger(__name__)


def ring(task: str, *args: object) -> None:
    """Send a task by name after the current transaction commits (at once when there is none).

    A bell only saves time: the truth is in the database and the tick finds what nobody rang for. So the
    embedded profile, whose broker lives inside the worker, does not ring, and a broker that cannot be
    reached is logged and forgotten. Arguments are ids, as JSON can carry them.
    """
    if not settings.CANDOR_EMBEDDED:
        transaction.on_commit(partial(_send, task, args), robust=True)


def _send(task: str, args: tuple[object, ...]) -> None:
    try:
        # Two quick tries: a request must not wait for a broker that is away.
        current_app.send_task(
            task, args, retry=True, retry_policy={"max_retries": 1, "interval_start": 0, "interval_max": 0.1}
        )
    except Exception as error:  # noqa: BLE001  kinds differ per transport; none may undo what is committed
        logger.warning("The bell %s was not heard: %s", task, error)
