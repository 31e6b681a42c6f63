"""The main promise: a watched server stops, the page says so in time, and all of it closes again."""

import signal
import time
from collections.abc import Callable

import pytest

from tests.installation import PATIENCE, Installation
from tests.processes import wait_for
from tests.target import Target

pytestmark = pytest.mark.faults

INTERVAL, CONFIRMATIONS = 5, 2


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
    stopped = time.time()
    wait_for(lambda: statuses(installation)["Shop"] == "major_outage", seconds=PATIENCE)
    took = time.time() - stopped

    # The promise is interval x confirmations + 2 s on an idle machine; tests share theirs with others.
    assert took < INTERVAL * CONFIRMATIONS + 2 + 8, took
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
