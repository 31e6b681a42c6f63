"""What an alert channel is told about a check, and when: a pure state machine.

A failure is told at once and its end once, under the same problem. What fails for a moment only tends to
fail again, so the end of a short outage is held back for a while; what goes on changing is told to be
flapping, and then nothing is said until it has been calm. Under maintenance nothing is said but the end of
what was told.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitoring.vocabulary import CheckState
from webhooks.vocabulary import Saying, Told

SHORTEST = timedelta(seconds=60)
LONGEST_HOLD = timedelta(minutes=5)
HOLD_INTERVALS = 2.5
FLAPS = 4
FLAP_WINDOW = timedelta(minutes=10)
FLAP_INTERVALS = 6
LOOK_AGAIN = timedelta(minutes=5)
"""When to look again at what fails under maintenance, should its end not be heard of."""

_FAILING = (Told.DEGRADED, Told.DOWN)
_UNKNOWN = (CheckState.NEW, CheckState.PAUSED)


CLOSINGS = (Saying.RECOVERED, Saying.UNWATCHED)
"""What ends a problem; after the latter nobody will learn how it ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What counts for one check and one channel.

    `each`: every change is told at once, so that no end is held back and nothing is told to be flapping.
    """

    interval: timedelta = SHORTEST
    degraded: bool = True
    remind_every: timedelta | None = None
    each: bool = False

    @property
    def hold(self) -> timedelta:
        """How long an outage is short, and how long the end of a short one is held back."""
        if self.each:
            return timedelta()
        return min(max(self.interval * HOLD_INTERVALS, SHORTEST), LONGEST_HOLD)

    @property
    def window(self) -> timedelta:
        """The time in which changes count as flapping, and without any as calm."""
        return max(FLAP_WINDOW, self.interval * FLAP_INTERVALS)

    def felt(self, state: str) -> Told:
        """A state as this channel takes it."""
        if state == CheckState.DOWN:
            return Told.DOWN
        return Told.DEGRADED if state == CheckState.DEGRADED and self.degraded else Told.WELL


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the telling stands; see `ChannelAssignment` for the words.

    `said` is what was told about the present problem: nothing is told twice. `told_at` is when the failure
    was told, from which reminders are counted.
    """

    told: Told = Told.WELL
    told_at: datetime | None = None
    problem: str = ""
    said: tuple[str, ...] = ()
    recent: tuple[datetime, ...] = ()
    due_at: datetime | None = None
    remind_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is known at a moment: the check's state and whether maintenance masks it.

    With `old` the state has just changed from that; without, only time has passed.
    """

    state: str
    at: datetime
    old: str = ""
    silent: bool = False
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """Where the telling stands now, and what there is to tell under `problem`."""

    standing: Standing
    say: Saying | None = None
    problem: str = ""


def step(standing: Standing, seen: Seen, *, rules: Rules, new_problem: Callable[[], str]) -> Step:
    """Take in a change of state, or that time has passed. `new_problem` names a problem that begins."""
    if seen.old:
        if seen.at in standing.recent:
            return Step(standing)
        if standing.recent and seen.at < standing.recent[-1]:
            # Heard of too late: what came after it has been taken in, so it only counts.
            since = standing.recent[-1] - rules.window
            counted = sorted((*standing.recent, seen.at)) if seen.at > since else standing.recent
            return Step(replace(standing, recent=tuple(counted)))
        return _flip(standing, seen, rules, new_problem)
    return _look(standing, seen, rules, new_problem)


def step_end(standing: Standing) -> Step:
    """The check is no longer watched for this channel: an open problem gets its closing."""
    if standing.told == Told.WELL:
        return Step(Standing())
    return Step(Standing(), Saying.UNWATCHED, standing.problem)


def look_soon(standing: Standing, at: datetime) -> Standing:
    """For who has taken in changes that are not the last ones: what is true then is looked at, at `at`."""
    if standing.told == Told.FLAPPING:
        return standing
    return replace(standing, due_at=min(standing.due_at or at, at))


def _flip(standing: Standing, seen: Seen, rules: Rules, new_problem: Callable[[], str]) -> Step:
    was, felt = rules.felt(seen.old), rules.felt(seen.state)
    if seen.silent:
        if standing.told != Told.WELL and felt == Told.WELL:
            return _close(replace(standing, recent=()))
        due_at = standing.due_at if standing.told == Told.FLAPPING else None
        return Step(replace(standing, recent=(), due_at=due_at))
    if was != felt and not seen.masked:
        since = seen.at - rules.window
        recent = (*(moment for moment in standing.recent if moment > since), seen.at)
        standing = replace(standing, recent=recent)
    if standing.told == Told.FLAPPING:
        return Step(standing if was == felt else replace(standing, due_at=seen.at + rules.window))
    if was == felt and not (felt == Told.WELL and standing.due_at is None):
        return Step(standing)
    flaps = not rules.each and len(standing.recent) >= FLAPS
    if was != felt and standing.told != Told.WELL and not seen.masked and flaps:
        flapping = replace(standing, told=Told.FLAPPING, due_at=seen.at + rules.window, remind_at=None)
        return _say(flapping, Saying.FLAPPING)
    if felt != Told.WELL:
        return _fail(standing, felt, seen, rules, new_problem)
    if standing.told == Told.WELL:
        return Step(replace(standing, due_at=None))
    if standing.told_at is not None and seen.at - standing.told_at < rules.hold:
        return Step(replace(standing, due_at=seen.at + rules.hold, remind_at=None))
    return _close(standing)


def _look(standing: Standing, seen: Seen, rules: Rules, new_problem: Callable[[], str]) -> Step:
    if seen.state in _UNKNOWN:
        # What made it so is told of by its own event.
        return Step(replace(standing, due_at=None, remind_at=None))
    felt = rules.felt(seen.state)
    due = standing.due_at is not None and standing.due_at <= seen.at
    if standing.told == Told.FLAPPING:
        return _calm(standing, felt, seen, rules) if due else Step(standing)
    if felt == Told.WELL:
        if standing.told == Told.WELL:
            return Step(replace(standing, due_at=None))
        return _close(standing) if due else Step(_without_reminder(standing, seen, rules))
    before = standing
    taken = _fail(standing, felt, seen, rules, new_problem)
    if taken.say is None and before.remind_at is not None and before.remind_at <= seen.at and not seen.masked:
        return Step(taken.standing, Saying.REMINDER, standing.problem)
    return taken


def _fail(standing: Standing, felt: Told, seen: Seen, rules: Rules, new_problem: Callable[[], str]) -> Step:
    worse = standing.told == Told.DEGRADED and felt == Told.DOWN
    if standing.told == Told.WELL or worse:
        if seen.masked:
            return Step(
                replace(
                    standing,
                    due_at=seen.at + LOOK_AGAIN,
                    remind_at=_next_reminder(standing.told_at, seen.at, rules),
                )
            )
        if worse:
            standing = replace(standing, told=felt, due_at=None)
            return _say(
                replace(standing, remind_at=_next_reminder(standing.told_at, seen.at, rules)), Saying.WORSE
            )
        return _say(
            Standing(
                told=felt,
                told_at=seen.at,
                problem=new_problem(),
                recent=standing.recent,
                remind_at=_next_reminder(seen.at, seen.at, rules),
            ),
            Saying.FAILURE,
        )
    return Step(replace(standing, due_at=None, remind_at=_next_reminder(standing.told_at, seen.at, rules)))


def _calm(standing: Standing, felt: Told, seen: Seen, rules: Rules) -> Step:
    if felt == Told.WELL:
        return _close(standing)
    if seen.masked:
        return Step(replace(standing, due_at=seen.at + LOOK_AGAIN))
    still = replace(
        standing,
        told=felt,
        told_at=seen.at,
        recent=(),
        due_at=None,
        remind_at=_next_reminder(seen.at, seen.at, rules),
    )
    return _say(still, Saying.STILL)


def _close(standing: Standing) -> Step:
    return Step(Standing(recent=standing.recent), Saying.RECOVERED, standing.problem)


def _say(standing: Standing, say: Saying) -> Step:
    if say in standing.said:
        return Step(standing)
    return Step(replace(standing, said=(*standing.said, say.value)), say, standing.problem)


def _without_reminder(standing: Standing, seen: Seen, rules: Rules) -> Standing:
    """It is well, and that will be heard of: until then it is not called to mind."""
    if standing.remind_at is None or standing.remind_at > seen.at:
        return standing
    return replace(standing, remind_at=_next_reminder(standing.told_at, seen.at, rules))


def _next_reminder(told_at: datetime | None, after: datetime, rules: Rules) -> datetime | None:
    """The first moment after `after` that lies a whole number of steps after the telling."""
    if told_at is None or rules.remind_every is None:
        return None
    return told_at + rules.remind_every * ((after - told_at) // rules.remind_every + 1)
