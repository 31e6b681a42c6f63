"""A ping that was answered is kept: web processes are killed while jobs ping.

Other moments with ``CANDOR_TEST_PINGS_SEED``, more kills with ``CANDOR_TEST_PINGS_KILLS``.
"""

import http.client
import itertools
import os
import random
import signal
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installation import PATIENCE, Installation
from tests.processes import wait_for

pytestmark = pytest.mark.faults

JOBS = 8
# More connections than the web process has threads.
CONNECTIONS = 16
WORDS = ("", "/start", "/fail", "/0", "/log", "")
SEED = int(os.environ.get("CANDOR_TEST_PINGS_SEED", "2026"))
KILLS = int(os.environ.get("CANDOR_TEST_PINGS_KILLS", "2"))
ROWS = "select check_row_id, n, user_agent from monitoring_ping order by check_row_id, n"
COUNTS = "select check_row_id, ping_count from monitoring_heartbeatstate"


class Jobs:
    """Ping without a pause, and remember by its user agent each ping that was answered with 200."""

    def __init__(self, installation: Installation, key: str) -> None:
        self._port = installation.port
        self._key = key
        self._over = threading.Event()
        self.acknowledged: list[str] = []
        self._threads = [threading.Thread(target=self._run, args=(n,)) for n in range(CONNECTIONS)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def wait(self, count: int) -> None:
        """Until so many more are answered."""
        enough = len(self.acknowledged) + count
        wait_for(lambda: len(self.acknowledged) >= enough, seconds=PATIENCE)

    def stop(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(PATIENCE)

    def _run(self, number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        for turn in itertools.count():
            if self._over.is_set():
                break
            mark = f"{number}-{turn}"
            # The first job changes its state all the time, the others go on being up.
            word = WORDS[turn % len(WORDS)] if number % JOBS == 0 else ""
            address = f"/ping/{self._key}/job-{number % JOBS}{word}?create=1"
            try:
                connection.request("POST", address, b"x" * 100, {"User-Agent": mark})
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                # Nobody knows what became of this one: it may be there, or not.
                connection.close()
                self._over.wait(0.05)
                continue
            if answer.status in (200, 201):
                self.acknowledged.append(mark)
            else:
                assert answer.status == 503, answer.status
        connection.close()


def kill_and_check(installation: Installation) -> None:
    dice = random.Random(SEED)
    key = installation.query("select ping_key from statuspage_page")[0][0]
    jobs = Jobs(installation, key)
    jobs.start()
    try:
        for left in reversed(range(KILLS + 1)):
            web = installation.start("web")
            jobs.wait(100)
            if left:
                time.sleep(dice.random())
                os.killpg(web.pid, signal.SIGKILL)
                web.wait(10)
    finally:
        jobs.stop()
    rows = installation.query(ROWS)
    marks = Counter(mark for _check, _n, mark in rows)
    told = f"seed {SEED}, {KILLS} kills: {len(jobs.acknowledged)} acknowledged, {len(rows)} kept"
    print(told)
    assert not set(jobs.acknowledged) - marks.keys(), told
    assert max(marks.values()) == 1, told
    # What was never answered is at most what was in flight at the kills.
    assert len(rows) - len(jobs.acknowledged) <= KILLS * CONNECTIONS, told
    numbers = defaultdict(list)
    for check, n, _mark in rows:
        numbers[check].append(n)
    counts = dict(installation.query(COUNTS))
    assert len(counts) == JOBS
    assert all(numbers[check] == list(range(1, count + 1)) for check, count in counts.items()), told


def test_none_is_lost_on_sqlite(installation: Installation) -> None:
    installation.environment["CANDOR_PING_RATE"] = "0"
    installation.set_up()
    kill_and_check(installation)


@pytest.fixture
def scaled(tmp_path: Path, postgres_url: str, redis_url: str) -> Iterator[Installation]:
    installation = Installation(
        tmp_path,
        CANDOR_DATABASE_URL=postgres_url,
        CANDOR_REDIS_URL=redis_url,
        CANDOR_WEB_PROCESSES="2",
        CANDOR_PING_RATE="0",
    )
    yield installation
    installation.stop()


def test_none_is_lost_on_postgresql_by_two_processes(scaled: Installation) -> None:
    scaled.set_up()
    kill_and_check(scaled)
