"""When a heartbeat with the settings of a form is expected: the next times, before anything is saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from monitoring.probes import validate_target
from monitoring.schedules import schedule_next
from monitoring.vocabulary import CheckKind
from statuspage.exceptions import Invalid
from web.dashboard.checks.targets import target_read

TIMES = 5


@dataclass(frozen=True, slots=True)
class Expected:
    """The next times in a zone, in words too, each with when the check is down without a ping."""

    times: list[tuple[datetime, str, str]]
    zone: str
    is_schedule: bool


def expected(values: Mapping[str, Any], *, now: datetime) -> Expected | None:
    """The next five times from now on; of a period, if a ping came now. None for what cannot be read yet."""
    try:
        target = validate_target(CheckKind.HEARTBEAT, target_read(CheckKind.HEARTBEAT, values))
    except Invalid:
        return None
    grace = timedelta(seconds=target["grace_seconds"])
    zone = target["time_zone"] if target["schedule"] else "UTC"
    times, at = [], now
    for _number in range(TIMES):
        following = (
            schedule_next(target["schedule"], target["time_zone"], at)
            if target["schedule"]
            else at + timedelta(seconds=target["period_seconds"])
        )
        if following is None:
            break
        at = following
        local, down = (moment.astimezone(ZoneInfo(zone)) for moment in (at, at + grace))
        # Written here: a template would tell them in its own zone.
        down_told = date_format(down, "H:i" if down.date() == local.date() else "j M, H:i")
        times.append((at, date_format(local, "D j M Y, H:i"), down_told))
    return Expected(times, zone, bool(target["schedule"]))
