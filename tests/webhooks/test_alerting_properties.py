"""Whatever a check does, each failure that is told has one closing (L03).

Some of the lives here. Many more: ``CANDOR_TEST_LIVES=100000 pytest`` with this file.
"""

import os
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from webhooks.alerting import CLOSINGS, Rules, Seen, Standing, look_soon, step, step_end
from webhooks.vocabulary import Saying

LIVES = int(os.environ.get("CANDOR_TEST_LIVES", "0")) or 20_000
START = datetime(2026, 5, 1, 12, tzinfo=UTC)
STATES = ("up", "degraded", "down")
ACTS = (*STATES, *STATES, "look", "look", "mask", "late", "end", "silent")
RULES = (
    Rules(),
    Rules(degraded=False),
    Rules(interval=timedelta(seconds=300), remind_every=timedelta(seconds=90)),
    Rules(interval=timedelta(seconds=10), remind_every=timedelta(minutes=10)),
)


def _play(acts, rules):
    """What is said in a life of (act, seconds until the next one), which ends well and calm."""
    names = count()
    said = []
    standing, state, masked, at = Standing(), "up", False, START

    def take(taken):
        if taken.say is not None:
            said.append((taken.say, taken.problem))
        return taken.standing

    def see(standing, **given):
        seen = Seen(**{"state": state, "at": at, "masked": masked, **given})
        return take(step(standing, seen, rules=rules, new_problem=lambda: str(next(names))))

    for act, seconds in (*acts, ("unmask", 1), ("up", 1)):
        if act in STATES:
            if act != state:
                old, state = state, act
                standing = see(standing, old=old)
        elif act == "look":
            standing = see(standing)
        elif act == "late":
            standing = see(standing, old="up", state="down", at=at - timedelta(seconds=30))
            if state != "down":
                standing = look_soon(standing, at)
        elif act == "silent":
            state = "up"
            standing = see(standing, old="new", silent=True)
        elif act == "end":
            standing = take(step_end(standing))
        else:
            masked = act == "mask" and not masked
        at += timedelta(seconds=seconds)
    while standing.due_at is not None:
        at = max(at, standing.due_at)
        standing = see(standing)
    return said, standing


def _assert_told_once(said, standing):
    now, told = "", set()
    for say, problem in said:
        if say is Saying.FAILURE:
            # One problem at a time.
            assert now == "", said
            now = problem
        # Nothing is said of a problem before its failure or after its closing.
        assert now == problem, said
        assert (say, problem) not in told, said
        if say is not Saying.REMINDER:
            told.add((say, problem))
        if say in CLOSINGS:
            now = ""
    assert now == "", said
    assert (standing.told, standing.due_at, standing.remind_at) == ("well", None, None)


@given(
    acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 1500)), max_size=40),
    rules=st.sampled_from(RULES),
)
def test_each_failure_has_one_closing_and_nothing_else_is_closed_L03(acts, rules):
    _assert_told_once(*_play(acts, rules))


def test_it_holds_in_many_thousand_lives_L03():
    random = Random(20260501)
    for n in range(LIVES):
        acts = [(random.choice(ACTS), random.choice((1, 20, 90, 700))) for _ in range(random.randint(2, 9))]
        _assert_told_once(*_play(acts, RULES[n % len(RULES)]))
