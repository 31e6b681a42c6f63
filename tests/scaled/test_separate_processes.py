"""The same product on PostgreSQL and Redis, with web, workers and beat as processes of their own."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installation import PATIENCE, Installation
from tests.processes import wait_for
from tests.target import Target

pytestmark = pytest.mark.scaled


@pytest.fixture
def installation(tmp_path: Path, postgres_url: str, redis_url: str) -> Iterator[Installation]:
    installation = Installation(tmp_path, CANDOR_DATABASE_URL=postgres_url, CANDOR_REDIS_URL=redis_url)
    yield installation
    installation.stop()


@pytest.fixture
def target() -> Iterator[Target]:
    target = Target()
    target.start()
    yield target
    target.stop()


def test_it_follows_checks_with_every_part_in_a_process_of_its_own(
    installation: Installation, target: Target
) -> None:
    installation.set_up(
        {
            "name": "Shop",
            "url": f"{target.url}/shop",
            "interval_seconds": 5,
            "timeout_seconds": 2,
            "confirm_down": 2,
            "effect": "incident",
        }
    )
    installation.start("web")
    # Two schedulers (F07): their doubles do no harm.
    installation.start("beat")
    installation.start("second beat", "beat")
    installation.start("tick", "worker", "--queues", "tick,upkeep,record")
    checks = installation.start("checks", "worker", "--queues", "checks.default")
    installation.wait_until_ready()
    wait_for(lambda: shown(installation) == "operational", seconds=PATIENCE)

    # The worker of the checks dies in the middle; another takes its place and nothing is reported down.
    checks.send_signal(signal.SIGKILL)
    checks.wait(5)
    seen = len(target.seen)
    installation.start("checks again", "worker", "--queues", "checks.default")
    wait_for(lambda: len(target.seen) > seen + 1, seconds=PATIENCE)
    assert installation.query("select count(*) from monitoring_checkresult where not ok") == [(0,)]

    target.stop()
    wait_for(lambda: shown(installation) == "major_outage", seconds=PATIENCE)
    assert "Major outage" in installation.fetch("/").body
    wait_for(lambda: incident(installation) == "investigating", seconds=PATIENCE)

    target.start()
    wait_for(lambda: shown(installation) == "operational", seconds=PATIENCE)
    wait_for(lambda: incident(installation) == "resolved", seconds=PATIENCE)
    assert (
        installation.query(
            "select check_row_id, slot from monitoring_checkresult group by 1, 2 having count(*) > 1"
        )
        == []
    )


def shown(installation: Installation) -> str:
    return str(installation.query("select status from statuspage_component")[0][0])


def incident(installation: Installation) -> str:
    rows = installation.query("select status from incidents_incident")
    return str(rows[0][0]) if rows else ""
