"""Keeps processes running: starts them, restarts what dies, stops them all together.

Only the standard library is imported, so that the process which only waits stays small. Run as a program
with one JSON argument, ``{"services": {name: {"argv": [...], "env": {...}, "after": [host, port]}},
"lock": fd}``.
"""

import contextlib
import ctypes
import fcntl
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

logger = logging.getLogger("candor.supervisor")

GRACE_SECONDS = 15.0
PAUSES = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0)
"""Seconds before a restart, by how often in a row the process died young."""
GROWN_UP_SECONDS = 20.0
PATIENCE_SECONDS = 60.0
PR_SET_PDEATHSIG = 1


class AlreadyRunning(Exception):
    """Another supervisor holds the lock; its text says which process."""


class Service:
    """One process that shall run, in a session and process group of its own.

    With ``after`` (host and port) its first start waits until something listens there, a minute at most.
    """

    def __init__(
        self,
        name: str,
        argv: Sequence[str],
        env: Mapping[str, str] | None = None,
        after: tuple[str, int] | None = None,
    ) -> None:
        self.name = name
        self._after = after
        self._patience_ends: float | None = None
        self.argv = list(argv)
        self.env = {**os.environ, **(env or {})}
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.start_at = 0.0
        self.young_deaths = 0

    def keep(self, now: float) -> None:
        """Start the process if it is not running and its pause is over. ``now`` is monotonic."""
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                return
            self._bury(code, now)
        if now >= self.start_at and self._may_start(now):
            self.process = subprocess.Popen(
                self.argv, env=self.env, start_new_session=True, preexec_fn=_die_with_parent
            )
            self.started_at = now

    def signal(self, number: int) -> None:
        """Send a signal to the whole group, also to what the process left behind."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def _may_start(self, now: float) -> bool:
        if self._after is None:
            return True
        if self._patience_ends is None:
            self._patience_ends = now + PATIENCE_SECONDS
        try:
            socket.create_connection((self._after[0], self._after[1]), timeout=0.5).close()
        except OSError:
            if now < self._patience_ends:
                return False
        self._after = None
        return True

    def _bury(self, code: int, now: float) -> None:
        # The server's main process may be dead while its child still holds the port.
        self.signal(signal.SIGKILL)
        self.process = None
        if now - self.started_at >= GROWN_UP_SECONDS:
            self.young_deaths = 0
        pause = PAUSES[min(self.young_deaths, len(PAUSES) - 1)]
        self.young_deaths += 1
        self.start_at = now + pause
        reason = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        logger.error("%s ended (%s); starting it again in %g s", self.name, reason, pause)


def supervise(services: Sequence[Service], *, grace: float = GRACE_SECONDS) -> int:
    """Keep the services running until SIGTERM or SIGINT, then stop them all; returns the exit code.

    After the signal each group gets SIGTERM and after ``grace`` seconds, or a second signal, SIGKILL.
    """
    signals: list[int] = []

    def remember(number: int, _frame: FrameType | None) -> None:
        signals.append(number)

    signal.signal(signal.SIGTERM, remember)
    signal.signal(signal.SIGINT, remember)
    signal.signal(signal.SIGHUP, remember)
    while not signals:
        for service in services:
            service.keep(time.monotonic())
        time.sleep(0.1)

    logger.info("Stopping")
    for service in services:
        service.signal(signal.SIGTERM)
    deadline = time.monotonic() + grace
    while (
        any(service.is_running for service in services) and time.monotonic() < deadline and len(signals) < 2
    ):
        time.sleep(0.05)
    for service in services:
        if service.is_running:
            logger.warning("%s did not stop in time and is ended hard", service.name)
        service.signal(signal.SIGKILL)
    return 0


def lock_take(path: Path) -> int:
    """Lock the file for this process and what it becomes; returns the descriptor that holds the lock.

    Raises `AlreadyRunning` when a living process holds it.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, 32).decode("ascii", "replace").strip() or "unknown"
        os.close(descriptor)
        raise AlreadyRunning(f"process {holder}") from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
    return descriptor


def _die_with_parent() -> None:
    """Runs in the child: when the supervisor is killed, the kernel asks its children to stop (Linux only)."""
    if _prctl is not None:
        _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


_prctl = getattr(ctypes.CDLL(None), "prctl", None)


def _main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s supervisor: %(message)s")
    plan = json.loads(sys.argv[1])
    if plan.get("lock") is not None:
        os.set_inheritable(plan["lock"], False)
    return supervise([Service(name, **what) for name, what in plan["services"].items()])


if __name__ == "__main__":
    sys.exit(_main())
