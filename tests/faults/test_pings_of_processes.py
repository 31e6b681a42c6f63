"""One check is pinged by several processes at once, on one SQLite file."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.installation import Installation

pytestmark = pytest.mark.faults

PROCESSES = 4


def test_a_hundred_are_counted_without_a_gap(installation: Installation) -> None:
    installation.set_up()
    key = installation.query("select ping_key from statuspage_page")[0][0]
    given = [f"/ping/{key}/job?create=1", 100 // PROCESSES]
    with ThreadPoolExecutor(PROCESSES) as pool:
        list(pool.map(lambda _: installation.run_module("tests.faults.ping_driver", given), range(PROCESSES)))
    assert installation.query("select ping_count from monitoring_heartbeatstate") == [(100,)]
    numbers = installation.query("select n from monitoring_ping order by n")
    assert numbers == [(n,) for n in range(1, 101)]
