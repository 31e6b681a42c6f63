"""The target of a `heartbeat`: when its pings are expected."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from django.utils.translation import gettext_lazy as _
from oncalendar import OnCalendar, OnCalendarError

from statuspage.exceptions import Invalid
from statuspage.validation import Problems, clean_time_zone

MIN_SECONDS = 60
MAX_SECONDS = 365 * 86_400
DEFAULT_GRACE = 3600
MAX_SCHEDULE = 100
FIELDS = ("period_seconds", "schedule", "time_zone", "grace_seconds")


def heartbeat_target_clean(target: dict[str, Any], problems: Problems) -> dict[str, Any]:
    """Either `period_seconds` or `schedule` with `time_zone`, and `grace_seconds`; the rest is null."""
    for name in target:
        if name not in (*FIELDS, "ping_url"):
            problems.add(f"/target/{name}", "unknown_field", _("There is no such field."))
    period, schedule = target.get("period_seconds"), target.get("schedule") or ""
    grace = target.get("grace_seconds")
    grace = DEFAULT_GRACE if grace is None else grace
    zone = target.get("time_zone") or "UTC"
    _whole(grace, "/target/grace_seconds", problems)
    if schedule and period is not None:
        problems.add("/target/schedule", "ambiguous", _("Give a period or a schedule, not both."))
    elif schedule:
        try:
            zone = clean_time_zone(zone, pointer="/target/time_zone")
        except Invalid as invalid:
            problems.errors.extend(invalid.errors)
        else:
            _check_schedule(schedule, zone, problems)
    elif period is None:
        problems.add("/target/period_seconds", "required", _("Give a period in seconds, or a schedule."))
    else:
        _whole(period, "/target/period_seconds", problems)
    return {"period_seconds": period, "schedule": schedule, "time_zone": zone, "grace_seconds": grace}


def schedule_next(schedule: str, zone: str, after: datetime) -> datetime | None:
    """When a cron expression (five fields) or an OnCalendar expression is next due; UTC, None if never.

    Raises CronSimError or OnCalendarError for what is neither.
    """
    local = after.astimezone(ZoneInfo(zone))
    times = CronSim(schedule, local) if len(schedule.split()) == 5 else OnCalendar(schedule, local)
    found = next(times, None)
    return None if found is None else found.astimezone(UTC)


def _check_schedule(schedule: Any, zone: str, problems: Problems) -> None:
    pointer = "/target/schedule"
    if not isinstance(schedule, str) or len(schedule) > MAX_SCHEDULE or not schedule.isprintable():
        problems.add(pointer, "invalid_schedule", _("This must be a cron or OnCalendar expression."))
        return
    try:
        if schedule_next(schedule, zone, datetime.now(UTC)) is None:
            problems.add(pointer, "invalid_schedule", _("This schedule is never due again."))
    except (CronSimError, OnCalendarError, StopIteration):
        problems.add(
            pointer,
            "invalid_schedule",
            _("This is neither a cron expression, such as 0 3 * * *, nor an OnCalendar expression."),
        )


def _whole(value: Any, pointer: str, problems: Problems) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not MIN_SECONDS <= value <= MAX_SECONDS:
        problems.add(
            pointer,
            "out_of_range",
            _("This must be a whole number of seconds from %(minimum)d to %(maximum)d.")
            % {"minimum": MIN_SECONDS, "maximum": MAX_SECONDS},
        )
