"""The target of a `heartbeat`: when its pings are expected, and what of them counts."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from monitoring.schedules import ScheduleRefused, schedule_check
from monitoring.vocabulary import GRACE_SECONDS, HEARTBEAT_SECONDS, PingMethods
from statuspage.exceptions import Invalid
from statuspage.validation import Problems, clean_bool, clean_choice, clean_text, clean_time_zone
from statuspage.zones import zone_current

MAX_SCHEDULE = 100
MAX_KEYWORDS = 200
TIMES = ("period_seconds", "schedule", "time_zone", "grace_seconds")
KEYWORDS = ("start_kw", "success_kw", "failure_kw")
FILTERS = ("filter_subject", "filter_body", "filter_http_body", "filter_default_fail")
TOLD = ("ping_url", "ping_email")
"""What answers hold and nobody sets; it may be sent back."""
_FIELDS = frozenset({*TIMES, "methods", *KEYWORDS, *FILTERS, *TOLD})
_SCHEDULE = re.compile(r"[\x20-\x7e\t\r\n]*")


def heartbeat_target_clean(target: dict[str, Any], problems: Problems) -> dict[str, Any]:
    """Either `period_seconds` or `schedule` with `time_zone`, `grace_seconds`, and which pings count.

    Every field is filled in: of the first two one is None or empty, and without the others every ping counts
    as what its address says. An old name of a zone becomes today's.
    """
    for name in target:
        if name not in _FIELDS:
            problems.add(f"/target/{name}", "unknown_field", _("There is no such field."))
    return {**_clean_times(target, problems), **_clean_rules(target, problems)}


def _clean_times(target: dict[str, Any], problems: Problems) -> dict[str, Any]:
    period = target.get("period_seconds")
    schedule = "" if target.get("schedule") is None else target["schedule"]
    grace = target.get("grace_seconds")
    grace = GRACE_SECONDS if grace is None else grace
    zone = target.get("time_zone") or "UTC"
    _whole(grace, "/target/grace_seconds", problems)
    with problems.caught():
        zone = zone_current(clean_time_zone(zone, pointer="/target/time_zone"))
    if schedule != "" and period is not None:
        problems.add("/target/schedule", "ambiguous", _("Give a period or a schedule, not both."))
    elif schedule != "":
        with problems.caught():
            _check_schedule(schedule)
    elif period is None:
        problems.add("/target/period_seconds", "required", _("Give a period in seconds, or a schedule."))
    else:
        _whole(period, "/target/period_seconds", problems)
    return {"period_seconds": period, "schedule": schedule, "time_zone": zone, "grace_seconds": grace}


def _clean_rules(target: dict[str, Any], problems: Problems) -> dict[str, Any]:
    clean: dict[str, Any] = {
        "methods": PingMethods.ANY.value,
        **dict.fromkeys(KEYWORDS, ""),
        **dict.fromkeys(FILTERS, False),
    }
    for name in [name for name in clean if name in target]:
        pointer = f"/target/{name}"
        with problems.caught():
            if name in KEYWORDS:
                # Kept as it is given: a keyword is looked for to the letter.
                clean[name] = clean_text(
                    target[name], pointer=pointer, max_length=MAX_KEYWORDS, multiline=True
                )
            elif name in FILTERS:
                clean[name] = clean_bool(target[name], pointer=pointer)
            else:
                clean[name] = clean_choice(target[name], pointer=pointer, words=PingMethods)
    return clean


def _check_schedule(schedule: Any) -> None:
    refused = Invalid.at(
        "/target/schedule",
        "invalid_schedule",
        _("This is neither a cron expression, such as 0 3 * * *, nor an OnCalendar expression."),
    )
    if not isinstance(schedule, str) or len(schedule) > MAX_SCHEDULE or not _SCHEDULE.fullmatch(schedule):
        raise refused
    try:
        comes_round = schedule_check(schedule)
    except ScheduleRefused:
        raise refused from None
    if not comes_round:
        raise Invalid.at("/target/schedule", "invalid_schedule", _("This schedule is never due."))


def _whole(value: Any, pointer: str, problems: Problems) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value not in HEARTBEAT_SECONDS:
        problems.add(
            pointer,
            "out_of_range",
            _("This must be a whole number of seconds from %(minimum)d to %(maximum)d.")
            % {"minimum": HEARTBEAT_SECONDS[0], "maximum": HEARTBEAT_SECONDS[-1]},
        )
