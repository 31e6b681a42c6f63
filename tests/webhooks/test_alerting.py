"""What a channel is told about a check, step by step, without a database."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from webhooks.alerting import Rules, Seen, Standing, step, step_end

START = datetime(2026, 5, 1, 12, tzinfo=UTC)


class Telling:
    """A check that changes, a clock that stops wherever something is due, and what is said when."""

    def __init__(self, **rules):
        self.rules = Rules(**rules)
        self.standing = Standing()
        self.state = "up"
        self.masked = False
        self.said = []
        self._names = count(1)

    def flip(self, at, state, *, silent=False):
        self.pass_until(at)
        old, self.state = self.state, state
        self._step(Seen(state=state, old=old, at=_at(at), silent=silent, masked=self.masked))

    def look(self, at):
        self._step(Seen(state=self.state, at=_at(at), masked=self.masked))

    def pass_until(self, at):
        while (due := self._due()) is not None and due < _at(at):
            self.look((due - START).total_seconds())

    def end(self, at):
        self.pass_until(at)
        self._take(step_end(self.standing), at)

    @property
    def words(self):
        return [word for _at_, word, _problem in self.said]

    def _due(self):
        return min((at for at in (self.standing.due_at, self.standing.remind_at) if at), default=None)

    def _step(self, seen):
        taken = step(self.standing, seen, rules=self.rules, new_problem=lambda: f"p{next(self._names)}")
        self._take(taken, (seen.at - START).total_seconds())

    def _take(self, taken, at):
        self.standing = taken.standing
        if taken.say:
            self.said.append((at, taken.say.value, taken.problem))


def _at(seconds):
    return START + timedelta(seconds=seconds)


def _told(flips, *, until=100_000, **rules):
    telling = Telling(**rules)
    for at, state in flips:
        telling.flip(at, state)
    telling.pass_until(until)
    return telling.said


HALF_HOUR = 1800


@pytest.mark.parametrize(
    ("flips", "said"),
    [
        # A long outage ends at once.
        ([(0, "down"), (HALF_HOUR, "up")], [(0, "failure", "p1"), (HALF_HOUR, "recovered", "p1")]),
        # A short one is held back for as long as short is.
        ([(0, "down"), (60, "up")], [(0, "failure", "p1"), (60 + 150, "recovered", "p1")]),
        ([(0, "down"), (150, "up")], [(0, "failure", "p1"), (150, "recovered", "p1")]),
        # What fails again meanwhile never was over.
        (
            [(0, "down"), (60, "up"), (200, "down"), (HALF_HOUR, "up")],
            [(0, "failure", "p1"), (HALF_HOUR, "recovered", "p1")],
        ),
        # Worse is told, better is not, until it is well.
        (
            [(0, "degraded"), (60, "down"), (400, "degraded"), (HALF_HOUR, "up")],
            [(0, "failure", "p1"), (60, "worse", "p1"), (HALF_HOUR, "recovered", "p1")],
        ),
        # Two outages are two problems.
        (
            [(0, "down"), (HALF_HOUR, "up"), (2 * HALF_HOUR, "down"), (3 * HALF_HOUR, "up")],
            [
                (0, "failure", "p1"),
                (HALF_HOUR, "recovered", "p1"),
                (2 * HALF_HOUR, "failure", "p2"),
                (3 * HALF_HOUR, "recovered", "p2"),
            ],
        ),
        # Calm and still down after flapping: the same problem goes on.
        (
            [(0, "down"), (60, "up"), (120, "down"), (180, "up"), (240, "down"), (HALF_HOUR, "up")],
            [
                (0, "failure", "p1"),
                (180, "flapping", "p1"),
                (240 + 600, "still", "p1"),
                (HALF_HOUR, "recovered", "p1"),
            ],
        ),
        ([(60, "up")], []),
    ],
)
def test_it_says_what_happened(flips, said):
    assert _told(flips) == said


def test_it_says_nothing_of_slowness_where_that_is_not_wanted():
    flips = [(0, "degraded"), (60, "up"), (600, "degraded"), (900, "down"), (HALF_HOUR, "degraded")]
    assert _told(flips, degraded=False) == [(900, "failure", "p1"), (HALF_HOUR, "recovered", "p1")]


@pytest.mark.parametrize("interval", [10, 30, 60, 120])
def test_what_alternates_for_an_hour_is_told_in_three_messages_L01(interval):
    flips = [(n * interval, "up" if n % 2 else "down") for n in range(3600 // interval)]
    words = [word for _at_, word, _problem in _told(flips, interval=timedelta(seconds=interval))]
    assert words == ["failure", "flapping", "recovered"]


def test_a_silent_change_tells_nothing_and_begins_anew_L07():
    telling = Telling()
    telling.flip(0, "down")
    telling.flip(60, "up")
    telling.end(90)
    telling.state = "new"
    telling.flip(120, "up", silent=True)
    assert telling.words == ["failure", "unwatched"]
    assert telling.standing == Standing()
    for n in range(3):
        telling.flip(180 + 60 * n, "up" if n % 2 else "down")
    assert telling.words == ["failure", "unwatched", "failure"]


def test_nothing_is_said_under_maintenance_and_what_is_still_down_after_it_L05():
    telling = Telling()
    telling.masked = True
    for at, state in [(0, "down"), (60, "up"), (120, "down"), (180, "up"), (240, "down")]:
        telling.flip(at, state)
    telling.pass_until(3000)
    assert telling.said == []
    telling.masked = False
    telling.look(3000)
    telling.look(3060)
    assert telling.said == [(3000, "failure", "p1")]


def test_what_was_told_before_a_maintenance_closes_inside_it_L05():
    telling = Telling()
    telling.flip(0, "degraded")
    telling.masked = True
    telling.flip(600, "down")
    telling.flip(1200, "up")
    telling.flip(1260, "down")
    telling.flip(1320, "up")
    telling.masked = False
    telling.look(3000)
    assert telling.said == [(0, "failure", "p1"), (1200, "recovered", "p1")]


def test_it_worsens_at_the_end_of_a_maintenance_if_it_did_inside_L05():
    telling = Telling()
    telling.flip(0, "degraded")
    telling.masked = True
    telling.flip(600, "down")
    telling.masked = False
    telling.look(900)
    assert telling.said == [(0, "failure", "p1"), (900, "worse", "p1")]


def test_it_calls_to_mind_every_so_often_and_never_after_the_end_L06():
    told = _told([(0, "down"), (1000, "up")], remind_every=timedelta(minutes=5))
    assert told == [
        (0, "failure", "p1"),
        (300, "reminder", "p1"),
        (600, "reminder", "p1"),
        (900, "reminder", "p1"),
        (1000, "recovered", "p1"),
    ]


def test_a_late_clock_calls_to_mind_once_and_keeps_step_L06():
    telling = Telling(remind_every=timedelta(minutes=5))
    telling.flip(0, "down")
    telling.look(1234)
    assert telling.standing.remind_at == _at(1500)
    assert telling.words == ["failure", "reminder"]


def test_it_calls_nothing_to_mind_under_maintenance_or_while_flapping_L06():
    telling = Telling(remind_every=timedelta(minutes=1))
    telling.flip(0, "down")
    telling.masked = True
    telling.pass_until(90)
    telling.masked = False
    for at, state in [(100, "up"), (110, "down"), (115, "up"), (118, "down")]:
        telling.flip(at, state)
    telling.pass_until(700)
    assert telling.words == ["failure", "flapping"]
    telling.pass_until(800)
    assert telling.words == ["failure", "flapping", "still", "reminder"]


def test_a_change_heard_of_too_late_changes_nothing():
    telling = Telling()
    telling.flip(0, "down")
    telling.flip(600, "up")
    before = telling.standing
    telling.state = "up"
    telling._step(Seen(state="down", old="up", at=_at(300)))
    assert (telling.words, telling.standing.told) == (["failure", "recovered"], before.told)
