"""Which queue a task waits in, when a task comes round, and how the broker is spoken to.

Truth lives in the database and a message only wakes somebody, so messages are cheap to lose: nothing is
stored about a task's end, a message that nobody took in time expires, and publishing gives up quickly.
"""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from celery.beat import BeatLazyFunc
from celery.schedules import schedule
from django.conf import settings
from kombu import Queue

_UPKEEP_TASKS = ("monitoring.rollup", "*.retain")

_started_wall, _started_steady = datetime.now(UTC), time.monotonic()


def steady_now() -> datetime:
    """The time in UTC as counted from the start of this process: a step of the wall clock does not move it.

    Beat compares times of the past with this one; with the wall clock, a step back by an hour would silence
    it for an hour.
    """
    return _started_wall + timedelta(seconds=time.monotonic() - _started_steady)


def _every(seconds: float, task: str, *, expires: float, first_after: float | None = None) -> dict[str, Any]:
    """A beat entry. ``first_after`` is the delay of the first run, without it one whole interval."""
    entry: dict[str, Any] = {
        "task": task,
        "schedule": schedule(timedelta(seconds=seconds), nowfun=steady_now),
        "options": {"expires": expires},
    }
    if first_after is not None:
        entry["last_run_at"] = steady_now() - timedelta(seconds=seconds - first_after)
    return entry


# Clocks of machines differ, and a limit below their difference would silently drop every message.
_soon = 2.0 if settings.CANDOR_EMBEDDED else 60.0
_tick = 0.25 if settings.CANDOR_EMBEDDED else 0.5

accept_content = ["json"]
task_serializer = "json"
result_serializer = "json"
task_ignore_result = True
enable_utc = True
timezone = "UTC"

task_queues = [
    Queue("tick"),
    *(Queue(f"checks.{region}") for region in settings.CANDOR_REGIONS),
    Queue("record"),
    Queue("deliver"),
    Queue("mail"),
    Queue("fetch"),
    Queue("upkeep"),
]
task_default_queue = "record"
# Senders name the queue of a region themselves: only they know it.
task_routes = {
    **{task: {"queue": "upkeep"} for task in _UPKEEP_TASKS},
    "monitoring.dispatch": {"queue": "tick"},
    "monitoring.heartbeats": {"queue": "tick"},
    "monitoring.providers": {"queue": "tick"},
    "monitoring.fetch": {"queue": "fetch"},
    "incidents.tick": {"queue": "tick"},
    "ops.pulse": {"queue": "tick"},
    "monitoring.record": {"queue": "record"},
    "webhooks.mail*": {"queue": "mail"},
    "webhooks.*": {"queue": "deliver"},
}
# A batch of results is worth keeping when its worker dies; everything else is found again by the tick.
task_annotations = {"monitoring.record": {"acks_late": True}}
task_default_delivery_mode = "transient"
task_publish_retry_policy = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.2}

worker_enable_remote_control = False
worker_hijack_root_logger = False
worker_redirect_stdouts = False
worker_prefetch_multiplier = 0 if settings.CANDOR_EMBEDDED else 1
worker_cancel_long_running_tasks_on_connection_loss = False

broker_url = "memory://" if settings.CANDOR_EMBEDDED else settings.CANDOR_BROKER_URL
broker_connection_timeout = 3
broker_connection_retry_on_startup = True
broker_connection_max_retries = None
broker_transport_options: dict[str, Any] = {}
if settings.CANDOR_EMBEDDED:
    broker_transport_options = {"polling_interval": 0.02}
elif broker_url.startswith(("redis", "sentinel", "unix")):
    broker_transport_options = {
        "visibility_timeout": 300,
        "socket_connect_timeout": 3,
        "socket_timeout": 10,
        "socket_keepalive": True,
        "health_check_interval": 25,
    }

# Claims make doubles harmless, so the schedule needs no file and several beats may run.
beat_scheduler = "ops.schedule:BoundedScheduler"
beat_max_loop_interval = 1
beat_schedule = {
    "dispatch": _every(_tick, "monitoring.dispatch", expires=_soon),
    "heartbeats": _every(1, "monitoring.heartbeats", expires=_soon),
    "deliveries": _every(_tick, "webhooks.tick", expires=_soon),
    "incidents": _every(1, "incidents.tick", expires=_soon),
    "pulse": _every(5, "ops.pulse", expires=60, first_after=0) | {"args": (BeatLazyFunc(time.time),)},
    "providers": _every(30, "monitoring.providers", expires=30, first_after=10),
    "rollup": _every(60, "monitoring.rollup", expires=300, first_after=20),
    "results": _every(3600, "monitoring.retain", expires=3000, first_after=120),
    "delivery-log": _every(3600, "webhooks.retain", expires=3000, first_after=240),
    "access-log": _every(3600, "apikeys.retain", expires=3000, first_after=180),
}
if not settings.CANDOR_EMBEDDED:
    # A queue of its own; where all is one process the tick sends mail as well.
    beat_schedule["mail"] = _every(_tick, "webhooks.mail", expires=_soon)
