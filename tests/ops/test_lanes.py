import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ops.lanes import LANES, LanePool, lane_of
from tests.processes import wait_for


@pytest.fixture
def pool() -> Iterator[LanePool]:
    pool = LanePool(1)
    yield pool
    pool.on_stop()


def send(
    pool: LanePool, queue: str, act: Callable[[], object], *, expires: datetime | None = None
) -> list[Any]:
    """Hand a message to the pool as Celery does; returns the list into which its end is written."""
    ended: list[Any] = []
    request = {
        "task": "test",
        "delivery_info": {"routing_key": queue},
        "expires": expires and expires.isoformat(),
    }

    def trace(*_: object) -> tuple[bool, object, float]:
        return False, act(), 0.0

    pool.on_apply(trace, ("test", "id", request), {}, callback=ended.append, accept_callback=lambda *_: None)
    return ended


@pytest.mark.parametrize("queue", ["checks.default", "fetch"])
def test_it_ticks_while_every_thread_of_those_that_wait_is_blocked(pool: LanePool, queue: str) -> None:
    release = threading.Event()
    blocked = [send(pool, queue, release.wait) for _ in range(LANES[lane_of(queue)] + 5)]

    tick = send(pool, "tick", lambda: "ticked")

    wait_for(lambda: tick)
    assert tick[0][1] == "ticked"
    assert not any(blocked)
    release.set()
    wait_for(lambda: all(blocked))


def test_it_drops_what_waited_longer_than_it_was_good_for(pool: LanePool) -> None:
    now = datetime.now(UTC)
    ran: list[str] = []

    stale = send(pool, "tick", lambda: ran.append("stale"), expires=now - timedelta(seconds=1))
    fresh = send(pool, "tick", lambda: ran.append("fresh"), expires=now + timedelta(seconds=60))

    wait_for(lambda: stale and fresh)
    assert ran == ["fresh"]
    assert stale == [(False, None, 0.0)]


def test_it_goes_on_after_a_message_that_cannot_be_finished(pool: LanePool) -> None:
    def broken() -> None:
        raise RuntimeError("the broker is away")

    for _ in range(LANES["tick"] + 1):
        send(pool, "tick", broken)

    later = send(pool, "tick", lambda: None)
    wait_for(lambda: later)


def test_it_finishes_what_runs_and_drops_what_waits_when_it_stops() -> None:
    pool = LanePool(1)
    started, release = threading.Event(), threading.Event()

    def first() -> None:
        started.set()
        release.wait()

    running = send(pool, "upkeep", first)
    waiting = send(pool, "upkeep", lambda: None)
    assert started.wait(5)

    stopping = threading.Thread(target=pool.on_stop)
    stopping.start()
    assert not running
    release.set()
    stopping.join(5)

    assert running
    assert not waiting


@pytest.mark.parametrize(
    ("queue", "lane"),
    [
        ("tick", "tick"),
        ("checks.default", "checks"),
        ("checks.eu-west.2", "checks"),
        ("mail", "mail"),
        ("somebody-elses", "record"),
        ("", "record"),
        (None, "record"),
    ],
)
def test_it_knows_the_lane_of_a_queue(queue: str | None, lane: str) -> None:
    assert lane_of(queue) == lane
