"""Small helpers to look at real processes."""

import os
import time
from collections.abc import Callable
from pathlib import Path


def wait_for(condition: Callable[[], object], *, seconds: float = 10.0) -> object:
    """Poll until the condition is true and return what it gave; fails after the deadline.

    The longer it takes the less often it asks: asking takes time from the processes that are waited for.
    """
    begun = time.monotonic()
    while True:
        result = condition()
        if result:
            return result
        waited = time.monotonic() - begun
        assert waited < seconds, f"still false after {seconds:g} s"
        time.sleep(min(max(0.02, waited / 10), 0.25))


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that only waits to be reaped does not."""
    stat = Path(f"/proc/{pid}/stat")
    if stat.exists():
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    if Path("/proc/self/stat").exists():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
