"""Every request of a keyed door, written in batches by a thread of its own.

Noting a request appends to a bounded list in memory and never waits: while the database is away or slow, rows
wait here, and what exceeds the bound is counted in `dropped` and told in the log. The flushing thread
starts with the first note in each process (so also after a fork) and the rest is written when the process
ends.
"""

import atexit
import logging
import os
import threading
from collections import deque
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from multiprocessing import util as processes

from django.conf import settings
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from apikeys import credentials, services
from apikeys.models import AccessLog
from statuspage.models import Organization

logger = logging.getLogger(__name__)

CAPACITY = 20_000
BATCH = 500
STOP_SECONDS = 5
RETAIN_BATCH = 5_000
_ROW_FAULTS = (IntegrityError, DataError, ValueError)


@dataclass(frozen=True, slots=True)
class Entry:
    """One request; `authenticated` says that the key was in force, so that its use is noted too."""

    at: datetime
    door: str
    method: str
    path: str
    status: int
    duration_ms: int
    address: str = ""
    request_id: str = ""
    organization_id: int | None = None
    key_id: int | None = None
    key_prefix: str = ""
    authenticated: bool = False


class Log:
    """A bounded buffer and the thread that empties it."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._entries: deque[Entry] = deque()
        self._capacity = capacity
        self._guard = threading.Lock()
        self._flushing = threading.Lock()
        self._wake = threading.Event()
        self._process = 0
        self._thread: threading.Thread | None = None
        self._stopped = False
        self._failing = False
        self.dropped = 0

    def note(self, entry: Entry) -> None:
        """Keep an entry for the next batch; never waits, never raises."""
        with self._guard:
            if len(self._entries) >= self._capacity:
                self.dropped += 1
                return
            self._entries.append(_clean(entry))
            full = len(self._entries) >= BATCH
        if self._process != os.getpid():
            self._start()
        if full:
            self._wake.set()

    def flush(self) -> int:
        """Write everything that waits; returns how many rows. What the database refuses to take now stays."""
        written = 0
        with self._flushing:
            while True:
                with self._guard:
                    batch = [self._entries.popleft() for _ in range(min(BATCH, len(self._entries)))]
                if not batch:
                    return written
                try:
                    _write(batch)
                except BaseException:
                    with self._guard:
                        self._entries.extendleft(reversed(batch))
                    raise
                written += len(batch)

    def clear(self) -> None:
        """Forget what waits."""
        with self._guard:
            self._entries.clear()

    def stop(self) -> None:
        """Write what waits and end the thread; notes after that wait for a flush by hand."""
        self._stopped = True
        self._wake.set()
        if self._thread is not None and self._thread.is_alive():
            self._thread.join(STOP_SECONDS)
        self._try_to_flush()

    def after_fork(self) -> None:
        """In a child: the parent's rows are the parent's to write, and its locks may be held for ever."""
        self._entries = deque()
        self._guard = threading.Lock()
        self._flushing = threading.Lock()
        self._wake = threading.Event()
        self._thread = None

    def _start(self) -> None:
        with self._guard:
            if self._process == os.getpid():
                return
            self._process = os.getpid()
        pause = settings.CANDOR_ACCESS_LOG_SECONDS
        if pause is None:
            return
        self._thread = threading.Thread(target=self._run, args=(pause,), name="access-log", daemon=True)
        self._thread.start()
        # Children of multiprocessing, as the web server's workers are, leave without running atexit.
        atexit.register(self.stop)
        processes.Finalize(None, self.stop, exitpriority=100)

    def _run(self, pause: float) -> None:
        told = 0
        while not self._stopped:
            self._wake.wait(pause)
            self._wake.clear()
            self._try_to_flush()
            if self.dropped > told:
                logger.warning("The access log lost %d requests in all, its buffer is full.", self.dropped)
                told = self.dropped
        connection.close()

    def _try_to_flush(self) -> None:
        try:
            self.flush()
        except Exception:
            # Whatever went wrong, the rows are still there and the next round tries again.
            if not self._failing:
                logger.warning("The access log cannot be written and waits in memory.", exc_info=True)
            self._failing = True
            connection.close()
        else:
            self._failing = False


_log = Log()
note = _log.note
flush = _log.flush
clear = _log.clear
os.register_at_fork(after_in_child=_log.after_fork)


def dropped() -> int:
    """How many requests this process could not keep."""
    return _log.dropped


def access_log_list(organization: Organization) -> QuerySet[AccessLog]:
    """The requests made with an organization's keys, newest first."""
    return AccessLog.objects.filter(organization=organization).order_by("-id")


def access_log_retain(*, now: datetime | None = None) -> int:
    """Delete rows older than `CANDOR_ACCESS_LOG_DAYS`, in batches that hold no lock for long."""
    end = (now or timezone.now()) - timedelta(days=settings.CANDOR_ACCESS_LOG_DAYS)
    deleted = 0
    while True:
        batch = list(
            AccessLog.objects.filter(at__lt=end).order_by("at").values_list("pk", flat=True)[:RETAIN_BATCH]
        )
        if not batch:
            return deleted
        deleted += AccessLog.objects.filter(pk__in=batch).delete()[0]


def _clean(entry: Entry) -> Entry:
    """Cut to what the columns hold; a key that somebody put into a path is cut down to its prefix."""
    path = credentials.masked(entry.path).replace("\x00", "\ufffd")
    path = path.encode("utf-8", "replace").decode("utf-8")[:500]
    return replace(entry, path=path, method=entry.method[:8], address=entry.address[:45])


def _write(batch: list[Entry]) -> None:
    try:
        with transaction.atomic():
            AccessLog.objects.bulk_create([_row(entry) for entry in batch])
    except _ROW_FAULTS:
        # A key or organization went away meanwhile, most likely: find its rows and write them without it.
        for entry in batch:
            _write_alone(entry)
    used: dict[int, datetime] = {}
    for entry in batch:
        if entry.key_id is not None and entry.authenticated:
            used[entry.key_id] = max(entry.at, used.get(entry.key_id, entry.at))
    for key_id, at in used.items():
        services.key_touch(key_id=key_id, now=at)


def _write_alone(entry: Entry) -> None:
    try:
        with transaction.atomic():
            _row(entry).save(force_insert=True)
    except _ROW_FAULTS:
        try:
            with transaction.atomic():
                _row(replace(entry, key_id=None, organization_id=None)).save(force_insert=True)
        except _ROW_FAULTS:
            # One row must not keep all that follow from being written.
            logger.exception("A row of the access log cannot be written at all and is left out.")


def _row(entry: Entry) -> AccessLog:
    return AccessLog(
        organization_id=entry.organization_id,
        key_id=entry.key_id,
        key_prefix=entry.key_prefix[:16],
        door=entry.door[:16],
        at=entry.at,
        method=entry.method,
        path=entry.path,
        status=entry.status,
        duration_ms=entry.duration_ms,
        address=entry.address,
        request_id=entry.request_id[:36],
    )
