"""How late checks start, with 1,000 checks a minute on the embedded default: one worker process on SQLite.

    python bench/schedule.py [--checks 1000] [--seconds 60]

Prints, over every slot of the window, the time from the slot to the request at the watched server (p50, p99,
max), slots that were skipped or ran twice, and the worker's processor time and memory. Goal: p99 < 1 s, none
skipped, none doubled.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
_directory = tempfile.TemporaryDirectory(prefix="candor-bench-")
for _name in [name for name in os.environ if name.startswith("CANDOR_")]:
    del os.environ[_name]
os.environ |= {
    "CANDOR_DATA": _directory.name,
    "CANDOR_EGRESS_ALLOW": "loopback",
    "CANDOR_LOG_LEVEL": "WARNING",
    "DJANGO_SETTINGS_MODULE": "config.settings",
}

import django  # noqa: E402  # the environment comes first

django.setup()

from django.core.management import call_command  # noqa: E402

from monitoring import services as monitoring  # noqa: E402
from monitoring.models import Check, CheckResult  # noqa: E402
from statuspage import journal, services  # noqa: E402
from statuspage.actor import Actor  # noqa: E402

INTERVAL = timedelta(seconds=60)
WARM_UP = timedelta(seconds=5)
GOAL_SECONDS = 1.0


class Watched(threading.Thread):
    """A small HTTP server that notes when each path was asked for."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.asked: defaultdict[str, list[float]] = defaultdict(list)
        self.port = 0
        self.ready = threading.Event()

    def run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0, backlog=1024)
        self.port = server.sockets[0].getsockname()[1]
        self.ready.set()
        await server.serve_forever()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.asked[head.split(b" ", 2)[1].decode()].append(time.time())
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        await writer.drain()
        writer.close()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--checks", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args()
    watched = Watched()
    watched.start()
    watched.ready.wait(10)
    _make_checks(options.checks, watched.port)
    worker = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=ROOT)
    try:
        return _measure(watched, worker.pid, options.checks, timedelta(seconds=options.seconds))
    finally:
        worker.terminate()
        worker.wait(20)
        _directory.cleanup()


def _make_checks(count: int, port: int) -> None:
    call_command("migrate", verbosity=0)
    by = Actor.system()
    with journal.transaction():
        organization = services.organization_create(name="Bench", by=by)
        page = services.page_create(organization=organization, name="Bench", slug="bench", by=by)
        for number in range(count):
            monitoring.check_create(
                page=page,
                kind="http",
                name=f"/{number}",
                target={"url": f"http://127.0.0.1:{port}/{number}"},
                interval_seconds=int(INTERVAL.total_seconds()),
                by=by,
            )


def _measure(watched: Watched, pid: int, count: int, window: timedelta) -> int:
    # All checks run once as soon as they exist; the window begins when that is over.
    while CheckResult.objects.values("check_row").distinct().count() < count:
        time.sleep(0.5)
    begin = datetime.now(UTC) + WARM_UP
    end = begin + window
    time.sleep(WARM_UP.total_seconds())
    before = _cpu_seconds(pid)
    time.sleep(window.total_seconds())
    cpu, memory = _cpu_seconds(pid) - before, _memory_mib(pid)
    time.sleep(8)

    due = [
        (check.pk, check.name, slot) for check in Check.objects.all() for slot in _slots(check, begin, end)
    ]
    recorded = set(CheckResult.objects.filter(slot__gte=begin, slot__lt=end).values_list("check_row", "slot"))
    runs = {
        (pk, slot): [
            late
            for at in watched.asked[path]
            if 0 <= (late := at - slot.timestamp()) < INTERVAL.total_seconds()
        ]
        for pk, path, slot in due
    }
    lateness = sorted(min(late) for late in runs.values() if late)
    skipped = sum((pk, slot) not in recorded for pk, _, slot in due)
    doubled = sum(len(late) > 1 for late in runs.values())
    busiest = max(Counter(int(slot.timestamp()) for _, _, slot in due).values())
    p50, p99 = (lateness[int(len(lateness) * share)] for share in (0.5, 0.99))
    print(f"{count} checks every {INTERVAL.seconds} s for {window.seconds} s: {len(due)} slots")
    print(f"start after the slot: p50 {p50:.3f} s, p99 {p99:.3f} s, max {lateness[-1]:.3f} s")
    print(f"skipped {skipped}, doubled {doubled}")
    print(f"busiest second / mean: {busiest * window.seconds / len(due):.2f}")
    print(f"worker: {100 * cpu / window.seconds:.1f} % of one core, {memory:.0f} MiB")
    good = p99 < GOAL_SECONDS and not skipped and not doubled
    print(f"p99 / goal: {p99 / GOAL_SECONDS:.2f}{'' if good else '  NOT REACHED'}")
    return 0 if good else 1


def _slots(check: Check, begin: datetime, end: datetime) -> list[datetime]:
    assert check.anchor is not None
    slot = check.anchor + INTERVAL * -((check.anchor - begin) // INTERVAL)
    return [
        slot + INTERVAL * n for n in range((end - slot) // INTERVAL + 1) if begin <= slot + INTERVAL * n < end
    ]


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory_mib(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


if __name__ == "__main__":
    sys.exit(main())
