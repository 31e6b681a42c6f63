"""Confirmations and quorum."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.verdict import Standing, quorum_of, state_confirmed


def state(old, *standings, down=2, up=1, quorum=None):
    return state_confirmed(
        old,
        [Standing(*standing) for standing in standings],
        confirm_down=down,
        confirm_up=up,
        quorum=quorum,
        regions=len(standings),
    )


@pytest.mark.parametrize(
    ("old", "standing", "new"),
    [
        ("new", (0, 1, False, False), "up"),
        ("new", (1, 0, False, False), "new"),
        ("new", (2, 0, False, False), "down"),
        ("up", (1, 0, False, False), "up"),
        ("up", (2, 0, False, False), "down"),
        ("down", (0, 1, False, False), "up"),
        ("down", (9, 0, False, False), "down"),
        ("up", (0, 5, True, False), "up"),
        ("up", (0, 5, True, True), "degraded"),
        ("degraded", (1, 0, False, True), "degraded"),
        ("degraded", (0, 5, False, True), "up"),
        ("degraded", (2, 0, False, True), "down"),
    ],
)
def test_it_confirms_in_one_region_L02(old, standing, new):
    assert state(old, standing) == new


def test_it_leaves_slowness_slowly_where_more_than_one_good_result_is_asked_for_L09():
    assert state("degraded", (0, 5, False, True), up=2) == "degraded"
    assert state("degraded", (0, 5, False, False), up=2) == "up"


@pytest.mark.parametrize(
    ("regions", "quorum", "needed"),
    [(1, None, 1), (2, None, 2), (3, None, 2), (4, None, 3), (3, 1, 1), (3, 9, 3)],
)
def test_more_than_half_of_the_regions_decide(regions, quorum, needed):
    assert quorum_of(regions, quorum) == needed


def test_regions_decide_together():
    bad, good, wavering = (2, 0, False, False), (0, 3, False, False), (1, 0, False, False)
    assert state("up", bad, good, good) == "up"
    assert state("up", bad, bad, good) == "down"
    assert state("up", bad, good, good, quorum=1) == "down"
    assert state("down", bad, good, wavering) == "down"
    assert state("down", bad, good, good) == "up"
    assert state("up", bad, wavering, good) == "up"


@given(st.lists(st.booleans(), max_size=60), st.integers(1, 4), st.integers(1, 4))
def test_each_down_needs_its_failures_and_each_up_its_successes_L03(results, down, up):
    current, streak_down, streak_up = "new", 0, 0
    flips = []
    for ok in results:
        streak_up, streak_down = (streak_up + 1, 0) if ok else (0, streak_down + 1)
        new = state(current, (streak_down, streak_up, False, False), down=down, up=up)
        if new != current:
            assert (streak_down if new == "down" else streak_up) == (down if new == "down" else up)
            flips.append(new)
        current = new
    assert all(one != other for one, other in pairwise(flips))
