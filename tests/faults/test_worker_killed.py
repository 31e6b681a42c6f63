"""F05: the worker is killed while checks are in flight."""

import signal
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.installation import PATIENCE, Installation
from tests.processes import wait_for
from tests.target import Target

pytestmark = pytest.mark.faults

CHECKS = 12
# Much longer than a lease (timeout + 10 s) and than a slow start of the second worker, so that an interrupted
# slot is run again before the next one is due.
INTERVAL = 60


def test_it_loses_and_doubles_no_slot_and_reports_no_false_outage_f05(
    installation: Installation, make_target: Callable[[], Target]
) -> None:
    target = make_target()
    target.delay = 1.5
    installation.set_up(
        *(
            {
                "name": f"c{number}",
                "url": f"{target.url}/{number}",
                "interval_seconds": INTERVAL,
                "timeout_seconds": 3,
                "confirm_down": 1,
                "effect": "incident",
            }
            for number in range(CHECKS)
        )
    )
    worker = installation.start("first worker", "worker")
    wait_for(lambda: len(target.seen) > 3 and target.in_flight > 1, seconds=PATIENCE)

    worker.send_signal(signal.SIGKILL)
    worker.wait(5)
    killed = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    interrupted = installation.query(
        "select check_row_id, next_slot from monitoring_checkregion where lease_until > ?", killed
    )
    assert interrupted, "nothing was in flight, so nothing would be proved"
    installation.start("second worker", "worker")

    def runs(check: int, slot: str) -> int:
        count = "select count(*) from monitoring_checkresult where check_row_id = ? and slot = ?"
        return int(installation.query(count, check, slot)[0][0])

    wait_for(lambda: all(runs(check, slot) for check, slot in interrupted), seconds=PATIENCE)

    assert [runs(check, slot) for check, slot in interrupted] == [1] * len(interrupted)
    assert installation.query("select count(*) from monitoring_checkresult where not ok") == [(0,)]
    assert installation.query("select count(*) from monitoring_flip where new = 'down'") == [(0,)]
    assert installation.query("select count(*) from incidents_incident") == [(0,)]
    shown = "select distinct status from statuspage_component"
    wait_for(lambda: installation.query(shown) == [("operational",)], seconds=PATIENCE)
