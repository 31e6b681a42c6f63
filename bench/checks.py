"""HTTP checks a second: through the probe beside a bare asyncio client, and end to end with recording.

    python bench/checks.py [--checks 4000] [--rounds 3]

Every check opens a connection of its own to a small server in another process. "End to end" claims due
slots, sends specifications and results through the codec of the queue, probes, and writes results, slots and
streaks, on SQLite and on PostgreSQL where one answers (CANDOR_BENCH_POSTGRES_URL, else
postgres://postgres@127.0.0.1:5432/postgres). The best round of each is printed. Goals: at least as many
through the probe as bare, and 2,500 a second end to end.
"""

import argparse
import asyncio
import queue
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import workbench

workbench.set_up()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from kombu.utils.json import dumps, loads  # noqa: E402

from monitoring import services as monitoring  # noqa: E402
from monitoring.models import Check, CheckRegion, CheckResult  # noqa: E402
from monitoring.probes import ProbeEngine, ProbeOutcome, ProbeSpec, run_batch, validate_target  # noqa: E402
from statuspage import journal, services  # noqa: E402
from statuspage.actor import Actor  # noqa: E402

CONCURRENCY = 100
INTERVAL = timedelta(seconds=60)
GOAL = 2500
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


class _Server(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(ANSWER)
        self.transport.close()


def bare(url: str, count: int) -> None:
    """The yardstick: as little as a client of asyncio streams can do."""
    parts = urlsplit(url)
    request = f"GET / HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode()

    async def run() -> None:
        left = iter(range(count))

        async def work() -> None:
            for _ in left:
                reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
                writer.write(request)
                answer = await reader.read()
                assert answer.startswith(b"HTTP/1.1 200")
                writer.close()

        await asyncio.gather(*(work() for _ in range(CONCURRENCY)))

    asyncio.run(run())


def probed(url: str, count: int) -> None:
    """The same through the probe, in batches as the dispatcher makes them."""
    target = validate_target("http", {"url": url})
    spec = ProbeSpec("bench0000000", 1, "default", datetime.now(UTC), "http", target, 10)
    for start in range(0, count, 1000):
        outcomes = run_batch([spec] * min(1000, count - start))
        assert all(outcome.ok for outcome in outcomes)


class EndToEnd:
    """Checks in the database, all due at once in every round."""

    def __init__(self, url: str, count: int) -> None:
        self.count = count
        by = Actor.system()
        organization = services.organization_create(name="Bench", by=by)
        page = services.page_create(organization=organization, name="Bench", slug="bench", by=by)
        self.now = datetime.now(UTC)
        with journal.transaction(self.now):
            for _ in range(count):
                monitoring.check_create(page=page, kind="http", target={"url": url}, by=by, now=self.now)
        Check.objects.update(anchor=self.now)

    def round(self) -> None:
        """Every check once: claimed, sent, run, sent home, recorded."""
        home: queue.SimpleQueue[str] = queue.SimpleQueue()
        engine = ProbeEngine(lambda outcomes: home.put(dumps([outcome.to_json() for outcome in outcomes])))
        before = CheckResult.objects.count()
        recorder = threading.Thread(target=self._record, args=(home,))
        recorder.start()
        now = datetime.now(UTC)
        CheckRegion.objects.update(next_slot=now)
        for _ in range(-(-self.count // 1000)):
            for batch in monitoring.checks_dispatch(now=now):
                engine.submit([ProbeSpec.from_json(spec) for spec in loads(dumps(batch))])
        recorder.join()
        engine.close()
        assert CheckResult.objects.count() - before == self.count

    def _record(self, home: "queue.SimpleQueue[str]") -> None:
        left = self.count
        try:
            while left:
                outcomes = [ProbeOutcome.from_json(outcome) for outcome in loads(home.get(timeout=30))]
                left -= monitoring.results_record(outcomes=outcomes).results
        finally:
            connection.close()


def best(act: Callable[[], None], count: int, rounds: int) -> float:
    """The highest rate of some rounds."""
    rates = []
    for _ in range(rounds):
        begun = time.perf_counter()
        act()
        rates.append(count / (time.perf_counter() - begun))
    return max(rates)


def end_to_end(url: str, count: int, rounds: int) -> float:
    """The rate on the database of this process."""
    call_command("migrate", verbosity=0)
    bench = EndToEnd(url, count)
    return best(bench.round, count, rounds)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--checks", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    options = parser.parse_args()
    count, rounds = options.checks, options.rounds
    if workbench.IS_CHILD:
        print(end_to_end(options.url, count, rounds))
        return 0
    with workbench.serving(_Server) as url:
        yardstick = best(lambda: bare(url, count), count, rounds)
        print(f"bare asyncio client      {yardstick:8,.0f} checks/s")
        probe = best(lambda: probed(url, count), count, rounds)
        print(f"through the probe        {probe:8,.0f} checks/s  {probe / yardstick:5.2f} x bare asyncio")
        rate = end_to_end(url, count, rounds)
        _tell("SQLite", rate, yardstick)
        postgres = workbench.on_postgres("--checks", str(count), "--rounds", str(rounds), "--url", url)
        if postgres is None:
            print("end to end, PostgreSQL   not measured: no server answers")
        else:
            _tell("PostgreSQL", postgres[0], yardstick)
    return 0


def _tell(database: str, rate: float, yardstick: float) -> None:
    label = f"end to end, {database}"
    print(
        f"{label:<24} {rate:8,.0f} checks/s  {rate / yardstick:5.2f} x bare asyncio  "
        f"{rate / GOAL:5.2f} x the goal of {GOAL:,}"
    )


if __name__ == "__main__":
    sys.exit(main())
