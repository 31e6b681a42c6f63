"""Metrics that have no address yet, and the first run of one that is given one."""

import pytest
from pytest_httpserver import HTTPServer

from monitoring.models import Check, CheckRegion
from monitoring.probes import ProbeSpec, run_batch
from monitoring.services import check_pause, checks_dispatch, results_record
from tests.api.pingpong.conftest import BY, Acme, PingPongClient

pytestmark = pytest.mark.django_db


def run_due() -> int:
    """Let real probes run what is due; gives how many runs that were."""
    specs = [ProbeSpec.from_json(spec) for batch in checks_dispatch() for spec in batch]
    if specs:
        results_record(outcomes=run_batch(specs))
    return len(specs)


def test_one_is_probed_at_its_address_and_moves_its_component(
    pp: PingPongClient, acme: Acme, httpserver: HTTPServer
):
    httpserver.expect_request("/health").respond_with_data("fine")
    httpserver.expect_request("/broken").respond_with_data("oh", status=500)
    made = pp.post(
        "/metrics", {"name": "API", "url": httpserver.url_for("/health"), "component": acme.api.uid}
    ).json()
    assert run_due() == 1
    assert Check.objects.get().state == "up"
    Check.objects.update(confirm_down=1)
    changed = pp.put(f"/metrics/{made['id']}", {"url": httpserver.url_for("/broken")}).json()
    assert changed["component"]["status"] == "Operational"
    assert run_due() == 1
    assert Check.objects.get().state == "down"
    shown = pp.get(f"/metrics/{made['id']}").json()
    assert (shown["component"]["status"], shown["component"]["status_color"]) == ("Critical state", "red")


@pytest.mark.parametrize("missing", [{}, {"url": None}, {"url": ""}, {"url": " "}])
def test_one_without_waits_and_begins_by_itself(
    pp: PingPongClient, acme: Acme, httpserver: HTTPServer, missing: dict[str, str | None]
):
    httpserver.expect_request("/health").respond_with_data("fine")
    made = pp.post("/metrics", {"name": "API", **missing}).json()
    path = f"/metrics/{made['id']}"
    assert (made["url"], Check.objects.get().state, run_due()) == (None, "paused", 0)
    pp.put(path, {"name": "Shop", "frequency": "2 minutes"})
    assert (Check.objects.get().state, run_due()) == ("paused", 0)
    assert pp.put(path, {"url": httpserver.url_for("/health")}).json()["url"] == httpserver.url_for("/health")
    assert (run_due(), Check.objects.get().state) == (1, "up")
    assert pp.put(path, missing or {"url": None}).json()["url"] is None
    assert (Check.objects.get().state, CheckRegion.objects.get().next_slot) == ("paused", None)


def test_one_that_a_person_paused_stays_paused(pp: PingPongClient, acme: Acme):
    made = pp.post("/metrics", {"name": "API"}).json()
    check_pause(check=Check.objects.get(), by=BY)
    pp.put(f"/metrics/{made['id']}", {"url": "http://127.0.0.1:9/"})
    assert (Check.objects.get().state, run_due()) == ("paused", 0)
