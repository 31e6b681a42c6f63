"""Pings per second through the web server, each committed before its answer, beside a bare Django view.

python bench/pings.py [seconds per measurement]

Needs wrk; PostgreSQL is measured too where it answers. One web process as `manage.py up` starts it, and 64
connections that ping 1,000 heartbeats in turn, each pinged once before. The bare view runs in the same server
with the same database settings, without middleware: one UPDATE and one INSERT in one transaction. They are
measured in turns and the best of each counts. "Processor" is what the web process itself used for one ping,
which other work on the machine changes little.

Group commit was tried and left out: the first of the waiting requests took the pings of all in one
transaction with three statements. In one run on two busy cores, pings per second one by one and in groups:
SQLite 1,359 and 1,310 with 4 threads, 1,120 and 1,650 with 32; PostgreSQL 795 and 515 with 4, 713 and 1,231
with 32. That is at most 1.7 times as many where three times were asked for, and three times cannot be had:
server, middleware and Django need 0.35 ms for an answer that does nothing. One by one, more threads only
make pings slower (with SQLite a 99th percentile of 0.8 s instead of 0.1), so there are four.
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import workbench

workbench.set_up()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from monitoring.models import Check, HeartbeatState, Ping  # noqa: E402
from monitoring.vocabulary import CheckKind, CheckState  # noqa: E402
from ops.server import web_argv  # noqa: E402
from statuspage.models import Organization, Page  # noqa: E402

CONNECTIONS = 64
CHECKS = 1000
ROUNDS = 2
TICKS = os.sysconf("SC_CLK_TCK")
SCRIPT = """
local paths, at = {}, 0
function init(args)
   for line in io.lines(args[1]) do paths[#paths + 1] = wrk.format("GET", "/ping/" .. line) end
   math.randomseed(os.time())
   at = math.random(#paths)
end
function request()
   at = at % #paths + 1
   return paths[at]
end
"""


class Rate(NamedTuple):
    """What one run of wrk found; `cpu_ms` is the web process's processor time for one ping."""

    per_second: float
    p99_ms: float
    cpu_ms: float


def main(seconds: float = 5) -> None:
    if shutil.which("wrk") is None:
        print("SKIPPED: wrk is needed, for example: apt install wrk")
        return
    ours, bare = _measure(seconds)
    if workbench.IS_CHILD:
        print(*ours, *bare)
        return
    _tell("SQLite", ours, bare)
    found = workbench.on_postgres(str(seconds))
    if found is None:
        print("PostgreSQL: SKIPPED, no server to use")
    else:
        _tell("PostgreSQL", Rate(*found[:3]), Rate(*found[3:]))


def _tell(database: str, ours: Rate, bare: Rate) -> None:
    print(f"{database}:")
    for name, rate in (("pings", ours), ("bare view", bare)):
        print(
            f"  {name:9} {rate.per_second:7.0f}/s, p99 {rate.p99_ms:6.1f} ms, "
            f"{rate.cpu_ms:.3f} ms of processor ({1000 / rate.cpu_ms:.0f}/s a core)"
        )
    print(f"  ratio     {ours.per_second / bare.per_second:7.2f}")


def _measure(seconds: float) -> tuple[Rate, Rate]:
    directory = Path(settings.CANDOR_DATA)
    codes = directory / "codes"
    script = directory / "pings.lua"
    script.write_text(SCRIPT)
    call_command("migrate", verbosity=0)
    codes.write_text("\n".join(map(str, _fill())))
    url = os.environ.get("CANDOR_DATABASE_URL")
    bare = {"BARE_DATABASE": url or str(directory / "bare.sqlite3"), "BARE_CODES": str(codes)}
    subprocess.run(
        [sys.executable, "-m", "bench.bare.wsgi"], cwd=workbench.ROOT, env={**os.environ, **bare}, check=True
    )
    found: tuple[list[Rate], list[Rate]] = ([], [])
    with (
        _server("config.wsgi:application", {}) as (ours, our_pid),
        _server("bench.bare.wsgi:application", bare) as (theirs, their_pid),
    ):
        for _ in range(ROUNDS):
            found[0].append(_wrk(ours, our_pid, script, codes, seconds))
            found[1].append(_wrk(theirs, their_pid, script, codes, seconds))
    told = sum(HeartbeatState.objects.values_list("ping_count", flat=True))
    if told != Ping.objects.count():
        raise SystemExit("counts and rows differ")
    return max(found[0]), max(found[1])


def _wrk(url: str, pid: int, script: Path, codes: Path, seconds: float) -> Rate:
    for code in codes.read_text().split():
        with urllib.request.urlopen(f"{url}/ping/{code}"):
            pass
    before = _processor(pid)
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "--latency", "-s", str(script), url]
    told = subprocess.run([*command, "--", str(codes)], capture_output=True, text=True, check=True).stdout
    used = _processor(pid) - before
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    total = re.search(r"(\d+) requests in", told)
    tail = re.search(r"99%\s+([\d.]+)(us|ms|s)", told)
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    if rate is None or total is None or tail is None or errors is not None:
        raise SystemExit(told)
    scale = {"us": 0.001, "ms": 1, "s": 1000}[tail[2]]
    return Rate(float(rate[1]), float(tail[1]) * scale, used * 1000 / int(total[1]))


def _fill() -> list[uuid.UUID]:
    """Heartbeats that are up and have been pinged."""
    now = timezone.now()
    page = Page.objects.create(
        organization=Organization.objects.create(name="Bench"), name="Bench", slug="bench"
    )
    checks = Check.objects.bulk_create(
        Check(
            page=page,
            kind=CheckKind.HEARTBEAT,
            name=f"Job {n}",
            period_seconds=3600,
            grace_seconds=600,
            state=CheckState.UP,
            state_since=now,
        )
        for n in range(CHECKS)
    )
    HeartbeatState.objects.bulk_create(
        HeartbeatState(check_row=check, ping_count=1, last_ping_at=now) for check in checks
    )
    Ping.objects.bulk_create(Ping(check_row=check, n=1, at=now) for check in checks)
    return [check.code for check in checks]


@contextlib.contextmanager
def _server(application: str, environment: dict[str, str]) -> Iterator[tuple[str, int]]:
    """The address of a web server and the process that works in it."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    command = [*web_argv(host="127.0.0.1", port=port)[:-1], application]
    process = subprocess.Popen(
        command,
        cwd=workbench.ROOT,
        env={**os.environ, **environment},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        yield url, int(children[-1])
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(5)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"{url}/ping/{uuid.uuid4()}", timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _processor(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
