"""When a schedule comes round: cron expressions of five fields, and OnCalendar expressions of systemd.

Both libraries find the next time by walking, and there are expressions of a few letters with which they walk
for seconds or for ever. Here a walk is bounded, and what it found is kept until that time is over.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from oncalendar import BaseIterator, OnCalendarError

from statuspage.zones import zone_names

logger = logging.getLogger(__name__)

MAX_STEPS = 10_000
"""Steps of a walk from one time to the next; what comes round at all needs fewer than 5,000."""
MAX_LEGS = 3
KEPT = 10_000
_START = datetime(2000, 1, 1, tzinfo=UTC)
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)

_found: dict[tuple[str, str], tuple[datetime, datetime | None]] = {}
"""By line and zone: the moment that was asked about, and the next time after it."""
_given_up: set[tuple[str, str]] = set()
"""Lines and zones of which the log says already that no next time was found."""


class ScheduleRefused(ValueError):
    """What is neither a cron expression nor an OnCalendar expression."""


def schedule_check(schedule: str) -> bool:
    """Whether the schedule has come round since the year 2000 or ever will.

    Raises ScheduleRefused for what is neither a cron nor an OnCalendar expression: a cron expression is one
    line, without a line break before or after it either.
    """
    lines = _lines(schedule)
    if _is_cron(lines[0]) and schedule.splitlines() != [schedule]:
        raise ScheduleRefused("A cron expression is one line, without a line break.")
    # Each line is read, whatever the others are.
    found = [_comes_round(line) for line in lines]
    return any(found)


def schedule_next(schedule: str, zone: str, after: datetime) -> datetime | None:
    """The first time of a schedule strictly after a moment, by the clocks of a zone; UTC, None if never.

    One line of five words is a cron expression; everything else is OnCalendar, where each line may name a
    zone of its own and the earliest line counts. Line breaks at the ends do not matter to a schedule that
    is kept already. A search that finds no end counts as never, and is told in the log once. Raises
    ScheduleRefused for what is neither.
    """
    times = (_next(line, zone, after) for line in _lines(schedule))
    return min((time for time in times if time is not None), default=None)


def _lines(schedule: str) -> list[str]:
    lines = [line.strip() for line in schedule.strip().split("\n")]
    if len(lines) > 1 and any(_is_cron(line) for line in lines):
        raise ScheduleRefused("Several lines are OnCalendar expressions.")
    return lines


def _is_cron(line: str) -> bool:
    return len(line.split()) == 5


def _next(line: str, zone: str, after: datetime) -> datetime | None:
    asked, found = _found.get((line, zone), (None, None))
    if asked is not None and asked <= after and (found is None or after < found):
        return found
    try:
        found = _walk(line, zone, after)
    except _GivenUp:
        # Not kept: from another moment it may be found.
        _note_given_up(line, zone)
        return None
    if len(_found) >= KEPT:
        _found.clear()
    _found[line, zone] = after, found
    return found


def _comes_round(line: str) -> bool:
    try:
        return _walk(line, "UTC", _START) is not None
    except _GivenUp:
        return False


def _note_given_up(line: str, zone: str) -> None:
    if (line, zone) in _given_up:
        return
    if len(_given_up) >= KEPT:
        _given_up.clear()
    _given_up.add((line, zone))
    logger.error(
        "No next time of the schedule %r in %s was found; what has it is not late meanwhile", line, zone
    )


def _walk(line: str, zone: str, after: datetime) -> datetime | None:
    start = after
    for _leg in range(MAX_LEGS):
        try:
            times = _times(line, zone, start)
            # In an hour that clocks repeat, the libraries go on from its first turn: into the past.
            return next((time for time in times if time > after), None)
        except _Lost as lost:
            start = lost.at + _HOUR
        except (CronSimError, OnCalendarError) as error:
            raise ScheduleRefused(str(error)) from None
    raise _GivenUp


def _times(line: str, zone: str, start: datetime) -> Iterator[datetime]:
    words = line.split()
    walk: _CronWalk | _CalendarWalk
    if _is_cron(line):
        walk = _CronWalk(line, start.astimezone(ZoneInfo(zone)))
    else:
        if len(words) > 1 and words[-1] in zone_names():
            line, zone = " ".join(words[:-1]), words[-1]
        walk = _CalendarWalk(line, start.astimezone(ZoneInfo(zone)))
    for time in walk:
        walk.steps = 0
        yield time.astimezone(UTC)


class _GivenUp(Exception):
    """So many legs of a walk have led nowhere."""


class _Lost(Exception):
    """A walk has gone on for too long; `at` is where it is."""

    def __init__(self, at: datetime) -> None:
        self.at = at


class _CronWalk(CronSim):
    """Counts its steps: in zones whose clocks go back over midnight the library may go round in circles."""

    steps = 0

    def advance_month(self) -> None:
        # Every round of the library's loop begins here.
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise _Lost(self.dt if self.dt.tzinfo else self.dt.replace(tzinfo=self.fixup_tz or UTC))
        super().advance_month()


class _CalendarWalk(BaseIterator):
    """Counts its steps, and passes over skipped hours at once: the library tries each second of them."""

    steps = 0

    def advance_year(self) -> None:
        # Every round of the library's loop begins here.
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise _Lost(self.dt.replace(tzinfo=self.fixup_tz or UTC))
        if self.fixup_tz:
            self.dt = _after_gap(self.dt, self.fixup_tz)
        super().advance_year()


def _after_gap(wall: datetime, zone: tzinfo) -> datetime:
    """The same time on the wall, or the end of the hour that its clocks skip there; to the whole minute."""
    if not _is_skipped(wall, zone):
        return wall
    time = wall.replace(tzinfo=zone)
    # Inside a gap the two folds are the clocks before and after it (PEP 495).
    width = time.astimezone(UTC) - time.replace(fold=1).astimezone(UTC)
    skipped = wall.replace(second=0)
    there = skipped + width
    while there - skipped > _MINUTE:
        between = (skipped + (there - skipped) / 2).replace(second=0, microsecond=0)
        if _is_skipped(between, zone):
            skipped = between
        else:
            there = between
    return there


def _is_skipped(wall: datetime, zone: tzinfo) -> bool:
    time = wall.replace(tzinfo=zone)
    return time.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall
