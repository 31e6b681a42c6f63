"""The engine that lives as long as its worker."""

import queue
import time

import pytest

from monitoring.probes import ProbeEngine, ProbeOutcome
from tests.monitoring.probes.running import spec_of
from tests.monitoring.probes.servers import answering, page, silent


@pytest.fixture
def home():
    """Groups of outcomes, as they come."""
    return queue.SimpleQueue()


@pytest.fixture
def engine(home):
    engine = ProbeEngine(home.put, concurrency=20)
    yield engine
    engine.close()


def collect(home, count, seconds=5.0):
    outcomes: list[ProbeOutcome] = []
    ends = time.monotonic() + seconds
    while len(outcomes) < count and time.monotonic() < ends:
        try:
            outcomes += home.get(timeout=max(0.01, ends - time.monotonic()))
        except queue.Empty:
            break
    return outcomes


def test_a_target_that_hangs_holds_up_nobody_T03(engine, home, serve):
    hanging, fast = serve(silent), serve(answering(page()))
    engine.submit([spec_of({"url": hanging.url()}, timeout=30, uid="hangs0000000")])
    engine.submit(spec_of({"url": fast.url()}, uid=f"fast{n:08}") for n in range(50))
    outcomes = collect(home, 50)
    assert len({outcome.check_uid for outcome in outcomes}) == 50
    assert all(outcome.ok for outcome in outcomes)


def test_more_than_fit_wait_their_turn(engine, home, serve):
    server = serve(answering(page()))
    engine.submit(spec_of({"url": server.url()}, uid=f"check{n:07}") for n in range(100))
    assert len(collect(home, 100)) == 100


def test_all_kinds_come_home_in_groups(engine, home, serve, closed_port):
    server = serve(answering(page()))
    engine.submit(
        [
            spec_of({"url": server.url()}, uid="http00000000"),
            spec_of({"host": "127.0.0.1", "port": server.port}, kind="tcp", uid="tcp000000000"),
            spec_of({"host": "127.0.0.1", "port": closed_port}, kind="tcp", uid="closed000000"),
        ]
    )
    found = {outcome.check_uid: outcome.ok for outcome in collect(home, 3)}
    assert found == {"http00000000": True, "tcp000000000": True, "closed000000": False}


@pytest.mark.parametrize("kind", ["http", "tcp", "icmp"])
def test_what_it_cannot_read_is_our_own_fault(engine, home, kind):
    """A newer scheduler, or a row that somebody edited by hand: the target is not to blame."""
    engine.submit([spec_of({"nonsense": True}, kind=kind, clean=False)])
    (outcome,) = collect(home, 1)
    assert (outcome.ok, outcome.our_side) == (False, True)


def test_one_group_that_cannot_be_delivered_does_not_stop_the_next(serve):
    calls: list[list[ProbeOutcome]] = []
    delivered: queue.SimpleQueue[list[ProbeOutcome]] = queue.SimpleQueue()

    def deliver(outcomes):
        calls.append(outcomes)
        if len(calls) == 1:
            raise ConnectionError("the broker is away")
        delivered.put(outcomes)

    engine = ProbeEngine(deliver)
    server = serve(answering(page()))
    try:
        engine.submit([spec_of({"url": server.url()}, uid="lost00000000")])
        while not calls:
            time.sleep(0.01)
        engine.submit([spec_of({"url": server.url()}, uid="kept00000000")])
        assert [outcome.check_uid for outcome in collect(delivered, 1)] == ["kept00000000"]
    finally:
        engine.close()


def test_closing_drops_what_is_under_way(home, serve):
    engine = ProbeEngine(home.put)
    server = serve(silent)
    engine.submit([spec_of({"url": server.url()}, timeout=60)])
    engine.submit([spec_of({"host": "127.0.0.1", "port": server.port}, kind="tcp", uid="tcp000000000")])
    server.wait_for_accepts(2)
    engine.close()
    assert {outcome.check_uid for outcome in collect(home, 2, seconds=0.2)} <= {"tcp000000000"}
