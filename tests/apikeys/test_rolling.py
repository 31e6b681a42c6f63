"""The rolling minute: exact at once, fair around its edges, true in what it tells."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine

from apikeys.rolling import Rolling, count_call

NOON = "2026-11-21T12:00:00Z"


def calls(number: int, limit: int = 60) -> list[Rolling]:
    return [count_call("k", limit, 60) for _ in range(number)]


def passed(found: list[Rolling], limit: int = 60) -> int:
    return sum(one.count <= limit for one in found)


@pytest.mark.parametrize("second", [0, 1, 15, 29, 29.9, 30, 31, 59.9])
def test_it_lets_the_limit_through_and_no_more(second: float):
    with time_machine.travel(NOON, tick=False) as clock:
        clock.shift(second)
        found = calls(80)
    assert [one.count for one in found[:60]] == list(range(1, 61))
    assert passed(found) == 60


@pytest.mark.parametrize("edge", [29.9, 59.9])
def test_it_lets_no_second_burst_through_behind_an_edge(edge: float):
    with time_machine.travel(NOON, tick=False) as clock:
        clock.shift(edge)
        assert passed(calls(60)) == 60
        clock.shift(0.2)
        assert passed(calls(60)) == 0
        clock.shift(30)
        assert passed(calls(60)) <= 3
        clock.shift(90)
        assert passed(calls(60)) == 60


def test_who_keeps_to_the_pace_is_never_refused():
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(300):
            assert passed(calls(1)) == 1
            clock.shift(1)


@pytest.mark.parametrize("limit", [1, 2, 7, 60])
@pytest.mark.parametrize("second", [0, 3.4, 29.99, 42])
def test_it_lets_one_through_after_the_seconds_that_it_told(limit: int, second: float):
    with time_machine.travel(NOON, tick=False) as clock:
        clock.shift(second)
        [*_, refused] = calls(limit + 1, limit)
        assert refused.count == limit + 1
        clock.shift(refused.wait_seconds)
        assert passed(calls(1, limit), limit) == 1


def test_refused_calls_do_not_count():
    """Who hammers on is served as early as who waits."""
    with time_machine.travel(NOON, tick=False) as clock:
        wait = calls(61)[-1].wait_seconds
        for _ in range(wait - 1):
            clock.shift(1)
            assert passed(calls(5)) == 0
        clock.shift(1)
        assert passed(calls(5)) >= 1


def test_of_many_at_once_exactly_the_limit_gets_through_r05():
    with time_machine.travel(NOON, tick=False), ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda _: count_call("k", 100, 60), range(200)))
    assert passed(found, 100) == 100
