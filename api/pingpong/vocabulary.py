"""PingPong's words and colours for ours, both ways (contract, sections 2 and 5.3).

Tables go from its words, as it writes them, to ours; `word_of` goes back. `Reader.word` takes them in any
case.
"""

from collections.abc import Collection, Mapping
from typing import TypeVar

from incidents.vocabulary import IncidentStatus
from monitoring.vocabulary import MetricRollup, Showcase
from statuspage.status import Status

Ours = TypeVar("Ours", str, int)

GREEN, ORANGE, RED, GRAY = "green", "orange", "red", "gray"

STATUSES: Mapping[str, str] = {
    "Unknown": Status.UNKNOWN.value,
    "Operational": Status.OPERATIONAL.value,
    "Minor issues": Status.DEGRADED_PERFORMANCE.value,
    "Major issues": Status.PARTIAL_OUTAGE.value,
    "Critical state": Status.MAJOR_OUTAGE.value,
    "Maintenance mode": Status.UNDER_MAINTENANCE.value,
    "Unavailable": Status.UNAVAILABLE.value,
}
STATUS_COLORS: Mapping[str, str] = {
    Status.UNKNOWN.value: GRAY,
    Status.OPERATIONAL.value: GREEN,
    Status.DEGRADED_PERFORMANCE.value: ORANGE,
    Status.PARTIAL_OUTAGE.value: ORANGE,
    Status.MAJOR_OUTAGE.value: RED,
    Status.UNDER_MAINTENANCE.value: GRAY,
    Status.UNAVAILABLE.value: RED,
}

OPERATIONAL = ("All systems operational", GREEN)
SOME_ISSUES = ("Some systems have issues", ORANGE)
ALL_DOWN = ("All systems down", RED)
MAINTENANCE = ("Under maintenance", GRAY)

OPENED = "In progress"
"""The status of an incident of which nothing has been said but its opening."""
UPDATE_STATUSES: Mapping[str, str] = {
    "Investigating": IncidentStatus.INVESTIGATING.value,
    "Identified": IncidentStatus.IDENTIFIED.value,
    "Verifying": IncidentStatus.MONITORING.value,
    "Resolved": IncidentStatus.RESOLVED.value,
}
MAINTENANCE_STATUSES: Mapping[str, str] = {
    IncidentStatus.SCHEDULED.value: "Upcoming",
    IncidentStatus.IN_PROGRESS.value: "In progress",
    IncidentStatus.VERIFYING.value: "In progress",
    IncidentStatus.COMPLETED.value: "Complete",
}
"""From our words to its, since two of ours are one there; nobody writes this status."""

FREQUENCIES: Mapping[str, int] = {
    "minute": 60,
    "2 minutes": 120,
    "5 minutes": 300,
    "10 minutes": 600,
    "15 minutes": 900,
    "30 minutes": 1800,
    "60 minutes": 3600,
}
"""In seconds."""
LOCATIONS = (
    "US West",
    "US East",
    "Brazil",
    "United Kingdom",
    "Italy",
    "Sweden",
    "South Africa",
    "Singapore",
    "Australia",
    "Japan",
)
SHOWCASES: Mapping[str, str] = {
    "Don't showcase": Showcase.NONE.value,
    "Showcase uptime and response time": Showcase.BOTH.value,
    "Showcase uptime": Showcase.UPTIME.value,
    "Showcase response time": Showcase.LATENCY.value,
}
ROLLUPS: Mapping[str, str] = {
    "Mean value": MetricRollup.MEAN.value,
    "Mean value (rounded)": MetricRollup.MEAN_ROUNDED.value,
    "Sum of all values": MetricRollup.SUM.value,
    "Minimum value": MetricRollup.MIN.value,
    "Maximum value": MetricRollup.MAX.value,
}


def word_of(table: Mapping[str, Ours], ours: Ours) -> str:
    """The word of a table that stands for one of ours; raises `KeyError` when there is none."""
    for word, value in table.items():
        if value == ours:
            return word
    raise KeyError(ours)


def page_phrase(
    statuses: Collection[str], *, is_maintained: bool = False, has_incident: bool = False
) -> tuple[str, str]:
    """What a page says as a whole, and its colour, from what its components show.

    `is_maintained` and `has_incident`: whether maintenance runs and whether an incident is open, which may
    be about no component at all.
    """
    issues = [status for status in statuses if STATUS_COLORS[status] == RED]
    if issues and len(issues) == len(statuses):
        return ALL_DOWN
    if any(status not in (Status.OPERATIONAL, Status.UNDER_MAINTENANCE) for status in statuses):
        return SOME_ISSUES
    if is_maintained or Status.UNDER_MAINTENANCE in statuses:
        return SOME_ISSUES if has_incident else MAINTENANCE
    return OPERATIONAL
