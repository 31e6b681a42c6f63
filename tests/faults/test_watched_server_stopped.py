"""The main promise: a watched server stops, the page says so in time, and all of it closes again."""

import signal
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise

import pytest

from tests.installation import PATIENCE, Installation
from tests.processes import wait_for
from tests.target import Target

pytestmark = pytest.mark.faults

INTERVAL, CONFIRMATIONS = 5, 2
FAILED_BEFORE_THE_FLIP = """
    select slot from monitoring_checkresult where not ok
    and slot <= (select min(at) from monitoring_flip where new = 'down') order by slot
"""


def test_it_shows_the_outage_in_time_and_closes_it_on_recovery(
    installation: Installation, make_target: Callable[[], Target]
) -> None:
    target = make_target()
    common = {"interval_seconds": INTERVAL, "timeout_seconds": 2, "confirm_down": CONFIRMATIONS}
    installation.set_up(
        {"name": "Shop", "url": f"{target.url}/shop", "effect": "incident", **common},
        {"name": "Blog", "url": f"{make_target().url}/blog", **common},
    )
    installation.start("worker")
    installation.start("web")
    installation.wait_until_ready()
    wait_for(
        lambda: statuses(installation) == {"Shop": "operational", "Blog": "operational"}, seconds=PATIENCE
    )

    target.stop()
    wait_for(lambda: statuses(installation)["Shop"] == "major_outage", seconds=PATIENCE)

    # The promise is interval x confirmations + 2 s: as many failures as were asked for, one interval apart.
    slots = [datetime.fromisoformat(row[0]) for row in installation.query(FAILED_BEFORE_THE_FLIP)]
    assert len(slots) == CONFIRMATIONS
    assert {round((b - a).total_seconds()) for a, b in pairwise(slots)} == {INTERVAL}
    assert statuses(installation)["Blog"] == "operational"
    page = installation.fetch("/").body
    assert "Major outage" in page
    wait_for(lambda: incident_statuses(installation) == ["investigating"], seconds=PATIENCE)

    # A restart in the middle of it (F10) neither forgets nor repeats.
    killed = installation.processes["worker"]
    killed.send_signal(signal.SIGKILL)
    killed.wait(5)
    checked = len(installation.query("select 1 from monitoring_checkresult where not ok"))
    installation.start("worker")
    wait_for(
        lambda: len(installation.query("select 1 from monitoring_checkresult where not ok")) > checked,
        seconds=PATIENCE,
    )
    assert incident_statuses(installation) == ["investigating"]
    assert installation.query("select count(*) from monitoring_flip where new = 'down'") == [(1,)]

    target.start()
    wait_for(lambda: statuses(installation)["Shop"] == "operational", seconds=PATIENCE)
    wait_for(lambda: incident_statuses(installation) == ["resolved"], seconds=PATIENCE)
    wait_for(lambda: "Major outage" not in banner(installation), seconds=PATIENCE)


def statuses(installation: Installation) -> dict[str, str]:
    return dict(installation.query("select name, status from statuspage_component"))


def incident_statuses(installation: Installation) -> list[str]:
    return [row[0] for row in installation.query("select status from incidents_incident")]


def banner(installation: Installation) -> str:
    """The page down to its components, without the history that goes on telling of the outage."""
    return installation.fetch("/").body.partition("<main")[2][:2000]
