"""Recurring windows: RFC 5545 rules on the wall clock of a zone, kept within bounds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Literal
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule, weekday
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from statuspage.exceptions import Invalid

MAX_COUNT = 1000
MAX_INTERVAL = 366
LONGEST_RULE = 500
LAST_YEAR = 2300
_COMPARED_STARTS = 60
_MARGIN = timedelta(days=3)

_FREQUENCIES: dict[str, Literal[0, 1, 2, 3]] = {
    "DAILY": DAILY,
    "WEEKLY": WEEKLY,
    "MONTHLY": MONTHLY,
    "YEARLY": YEARLY,
}
_DAYS = {"DAILY": 1, "WEEKLY": 7}
_WEEKDAYS = {name: weekday(number) for number, name in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))}
_BYDAY = re.compile(r"([+-]?[1-9][0-9]?)?(MO|TU|WE|TH|FR|SA|SU)")
_NUMBER = re.compile(r"[+-]?[0-9]{1,4}")
_UNTIL = re.compile(r"([0-9]{8})(?:T([0-9]{6})(Z?))?")

# What each frequency may be narrowed by. The combinations that are left out are those for which a rule
# that never comes true would be searched day by day to the end of the calendar.
_PARTS = {
    "DAILY": {"BYDAY", "BYMONTH"},
    "WEEKLY": {"BYDAY", "BYMONTH"},
    "MONTHLY": {"BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS"},
    "YEARLY": {"BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS"},
}
_COMMON_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A checked rule in its zone, from its first start on (all times UTC)."""

    text: str
    time_zone: str
    first_start: datetime
    _rule: rrule
    _turn: timedelta | None

    def starts(self) -> Iterator[datetime]:
        """All starts in order. A wall-clock time that a clock change skips moves by the change; one that
        comes twice is its first."""
        return self._starts(self._rule)

    def starts_from(self, moment: datetime) -> Iterator[datetime]:
        """The starts that are no earlier than a moment, in order, without a walk through all years before."""
        return (start for start in self._starts(self._rule_near(moment)) if start >= moment)

    def after(self, moment: datetime) -> datetime | None:
        """The first start later than a moment; None when the rule is exhausted."""
        return next((start for start in self.starts_from(moment) if start > moment), None)

    def _rule_near(self, moment: datetime) -> rrule:
        """The rule begun some whole turns later, yet before the moment in every zone."""
        first = self.first_start.astimezone(ZoneInfo(self.time_zone)).replace(tzinfo=None)
        ahead = moment.astimezone(UTC).replace(tzinfo=None) - _MARGIN - first
        if self._turn is None or ahead < self._turn:
            return self._rule
        return self._rule.replace(dtstart=first + ahead // self._turn * self._turn)

    def _starts(self, rule: rrule) -> Iterator[datetime]:
        zone = ZoneInfo(self.time_zone)
        previous: datetime | None = None
        for local in rule:
            if local.year > LAST_YEAR:
                return
            moment = local.replace(tzinfo=zone).astimezone(UTC)
            if previous is None or moment > previous:
                yield moment
                previous = moment


def recurrence_parse(
    text: Any,
    *,
    first_start: datetime,
    duration: timedelta,
    time_zone: str,
    pointer: str = "/recurrence",
) -> Recurrence:
    """Check an RRULE for windows of a length; raises `Invalid` with the reason.

    The rule is daily or rarer, its interval and count are bounded, the first start is one of its own, and
    its windows do not overlap.
    """
    check = _Check(pointer)
    recurrence = _build(text, first_start, time_zone, check)
    _check_starts(recurrence, duration, check)
    return recurrence


def recurrence_load(text: str, *, first_start: datetime, time_zone: str) -> Recurrence:
    """A rule that was checked when it was stored."""
    return _build(text, first_start, time_zone, _Check("/recurrence"))


def _build(text: Any, first_start: datetime, time_zone: str, check: "_Check") -> Recurrence:
    parts = check.parts(text)
    zone = ZoneInfo(time_zone)
    local_start = first_start.astimezone(zone).replace(tzinfo=None)
    if local_start.microsecond:
        raise check.refusal("start_not_in_rule", _("A start that recurs must be on a whole second."))
    interval = check.number(parts, "INTERVAL", 1, MAX_INTERVAL) or 1
    count = check.number(parts, "COUNT", 1, MAX_COUNT)
    rule = rrule(
        _FREQUENCIES[parts["FREQ"]],
        dtstart=local_start,
        interval=interval,
        count=count,
        until=check.until(parts, zone),
        wkst=check.week_start(parts),
        byweekday=check.weekdays(parts),
        bymonth=check.numbers(parts, "BYMONTH", 1, 12),
        bymonthday=check.numbers(parts, "BYMONTHDAY", -31, 31),
        bysetpos=check.numbers(parts, "BYSETPOS", -366, 366),
    )
    # What is counted has to be walked from its first start; months and years have few.
    days = _DAYS.get(parts["FREQ"]) if count is None else None
    turn = timedelta(days=days * interval) if days else None
    return Recurrence(";".join(f"{k}={v}" for k, v in parts.items()), time_zone, first_start, rule, turn)


def _check_starts(recurrence: Recurrence, duration: timedelta, check: "_Check") -> None:
    starts = recurrence.starts()
    previous = next(starts, None)
    if previous is None or previous != recurrence.first_start.astimezone(UTC):
        raise check.refusal("start_not_in_rule", _("The first start must be one that the rule gives."))
    for start in islice(starts, _COMPARED_STARTS):
        if start - previous < duration:
            raise check.refusal("overlap", _("A window would begin before the one before it has ended."))
        previous = start


class _Check:
    """Reads the parts of a rule; every refusal points at the field that the rule came in."""

    def __init__(self, pointer: str) -> None:
        self.pointer = pointer

    def refusal(self, code: str, detail: str | Promise) -> Invalid:
        return Invalid.at(self.pointer, code, detail)

    def parts(self, text: Any) -> dict[str, str]:
        if not isinstance(text, str) or len(text) > LONGEST_RULE:
            raise self.refusal("invalid_rule", _("This must be an RRULE such as FREQ=WEEKLY;BYDAY=SU."))
        parts: dict[str, str] = {}
        for piece in text.strip().upper().removeprefix("RRULE:").rstrip(";").split(";"):
            name, equals, value = piece.partition("=")
            if not equals or not value or name in parts:
                raise self.refusal("invalid_rule", _("This must be an RRULE such as FREQ=WEEKLY;BYDAY=SU."))
            parts[name] = value
        frequency = parts.get("FREQ", "")
        if frequency not in _FREQUENCIES:
            raise self.refusal(
                "invalid_frequency", _("The frequency must be DAILY, WEEKLY, MONTHLY or YEARLY.")
            )
        strange = parts.keys() - _COMMON_PARTS - _PARTS[frequency]
        if strange:
            raise self.refusal(
                "unsupported_part",
                _("%(part)s cannot be used in a %(frequency)s rule.")
                % {"part": min(strange)[:40], "frequency": frequency},
            )
        if "COUNT" in parts and "UNTIL" in parts:
            raise self.refusal("invalid_rule", _("A rule has COUNT or UNTIL, not both."))
        return parts

    def number(self, parts: dict[str, str], name: str, minimum: int, maximum: int) -> int | None:
        found = self.numbers(parts, name, minimum, maximum)
        if found and len(found) > 1:
            raise self._out_of_range(name, minimum, maximum)
        return found[0] if found else None

    def numbers(self, parts: dict[str, str], name: str, minimum: int, maximum: int) -> list[int] | None:
        if name not in parts:
            return None
        numbers = []
        for piece in parts[name].split(","):
            number = int(piece) if _NUMBER.fullmatch(piece) else 0
            if number == 0 or not minimum <= number <= maximum:
                raise self._out_of_range(name, minimum, maximum)
            numbers.append(number)
        return numbers

    def weekdays(self, parts: dict[str, str]) -> list[weekday] | None:
        if "BYDAY" not in parts:
            return None
        numbered = parts["FREQ"] in {"MONTHLY", "YEARLY"}
        days = []
        for piece in parts["BYDAY"].split(","):
            match = _BYDAY.fullmatch(piece)
            if match is None or (match[1] and (not numbered or abs(int(match[1])) > 5)):
                raise self.refusal(
                    "invalid_rule", _("BYDAY lists days such as MO, by month also 1MO or -1FR.")
                )
            day = _WEEKDAYS[match[2]]
            days.append(day(int(match[1])) if match[1] else day)
        return days

    def week_start(self, parts: dict[str, str]) -> weekday | None:
        if "WKST" not in parts:
            return None
        if parts["WKST"] not in _WEEKDAYS:
            raise self.refusal("invalid_rule", _("WKST is a day such as MO."))
        return _WEEKDAYS[parts["WKST"]]

    def until(self, parts: dict[str, str], zone: ZoneInfo) -> datetime | None:
        """On the wall clock; a day without a time is meant whole."""
        if "UNTIL" not in parts:
            return None
        match = _UNTIL.fullmatch(parts["UNTIL"])
        try:
            if match is None:
                raise ValueError(parts["UNTIL"])
            moment = datetime.strptime(match[1] + (match[2] or "235959"), "%Y%m%d%H%M%S")  # noqa: DTZ007
            if match[3]:
                moment = moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
        except (ValueError, OverflowError):
            raise self.refusal("invalid_rule", _("UNTIL is a time such as 20261231T235959Z.")) from None
        return moment

    def _out_of_range(self, name: str, minimum: int, maximum: int) -> Invalid:
        return self.refusal(
            "out_of_range",
            _("%(part)s must be from %(minimum)d to %(maximum)d.")
            % {"part": name, "minimum": minimum, "maximum": maximum},
        )
