"""D01: workers are killed while deliveries are in flight, and nothing is lost.

Short here. The long run: ``CANDOR_TEST_LEDGER_EVENTS=10000 pytest -s tests/faults/test_ledger.py``; other
moments with ``CANDOR_TEST_LEDGER_SEED``.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tests.faults.ledger import Ledger
from tests.installation import Installation
from tests.receiver import Receiver, receiver_run

pytestmark = pytest.mark.faults


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiver_run() as running:
        yield running


@pytest.fixture
def scaled(tmp_path: Path, postgres_url: str, redis_url: str) -> Iterator[Installation]:
    installation = Installation(tmp_path, CANDOR_DATABASE_URL=postgres_url, CANDOR_REDIS_URL=redis_url)
    yield installation
    installation.stop()


def test_it_loses_nothing_while_the_worker_is_killed_d01_f06(
    installation: Installation, receiver: Receiver
) -> None:
    ledger = Ledger(installation, receiver, ("worker",))
    ledger.run()
    ledger.check()


def test_it_loses_nothing_while_workers_are_killed_and_redis_is_flushed_d01_f03(
    scaled: Installation, receiver: Receiver, redis_url: str
) -> None:
    ledger = Ledger(scaled, receiver, ("first worker", "second worker"))
    scaled.start("beat")
    ledger.run(flush=redis.from_url(redis_url).flushall)
    ledger.check()
