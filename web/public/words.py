"""How the page says things: which look a status has, times in a page's zone, durations, percentages."""

from datetime import date, datetime, timedelta, tzinfo
from math import floor

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incidents.models import Incident
from incidents.vocabulary import Impact, IncidentKind, IncidentStatus
from statuspage.status import Status
from statuspage.uptime import NO_DATA

# House style: a day before its month, and hours from 0 to 24.
DATE = "j F Y"
DAY = "j M"
TIME = "H:i"

# The classes of static/css/public.css; a look is never the only sign of a status.
LOOKS: dict[str, str] = {
    Status.OPERATIONAL.value: "ok",
    Status.UNDER_MAINTENANCE.value: "maint",
    Status.DEGRADED_PERFORMANCE.value: "degraded",
    Status.PARTIAL_OUTAGE.value: "partial",
    Status.MAJOR_OUTAGE.value: "major",
    Status.UNAVAILABLE.value: "major",
    Status.UNKNOWN.value: "none",
    NO_DATA: "none",
}
_IMPACT_LOOKS: dict[str, str] = {
    Impact.NONE.value: "none",
    Impact.MAINTENANCE.value: "maint",
    Impact.MINOR.value: "degraded",
    Impact.MAJOR.value: "partial",
    Impact.CRITICAL.value: "major",
}


def incident_look(incident: Incident) -> str:
    """The look of an incident: green once it is over, else after its impact."""
    if incident.status in (IncidentStatus.RESOLVED, IncidentStatus.COMPLETED):
        return "ok"
    if incident.kind == IncidentKind.MAINTENANCE:
        return "maint"
    return _IMPACT_LOOKS[incident.impact]


def uptime_words(uptime: float | None) -> str:
    """A percentage that never rounds up: 99.9999 is not 100 %. Empty when nothing was measured."""
    if uptime is None:
        return ""
    return _("%(percentage)s uptime") % {"percentage": percentage(uptime)}


def percentage(uptime: float) -> str:
    """As many decimals as tell something: 100 %, 99.993 %, 98.2 %."""
    if uptime == 100:
        return _("%(number)s %%") % {"number": 100}
    places = 3 if uptime > 99.9 else 2
    # Rounded first far behind the last shown place, so that 98.13 does not become 98.12.
    cut = floor(round(uptime * 10**places, 6)) / 10**places
    return _("%(number)s %%") % {"number": number_format(cut, decimal_pos=places, use_l10n=True)}


def duration(seconds: float) -> str:
    """The two greatest units of a stretch of time."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return _("less than a minute")
    days, minutes = divmod(minutes, 1440)
    hours, minutes = divmod(minutes, 60)
    if days:
        parts = (ngettext("%(n)d day", "%(n)d days", days) % {"n": days}, _hours(hours))
    elif hours:
        parts = (_hours(hours), _minutes(minutes))
    else:
        parts = (_minutes(minutes), "")
    return " ".join(part for part in parts if part)


class Clock:
    """Times as a page's visitors read them: in the page's zone, with its name, the date only when needed."""

    def __init__(self, zone: tzinfo, now: datetime) -> None:
        self._zone = zone
        self._today = now.astimezone(zone).date()

    def time(self, at: datetime) -> str:
        """`14:02 UTC`, with the date before it unless it is today."""
        local = at.astimezone(self._zone)
        text = f"{date_format(local, TIME)} {local.tzname()}"
        if local.date() == self._today:
            return text
        return f"{date_format(local, DAY if local.year == self._today.year else DATE)}, {text}"

    def full(self, at: datetime) -> str:
        """Date, time and zone."""
        local = at.astimezone(self._zone)
        return f"{date_format(local, DATE)}, {date_format(local, TIME)} {local.tzname()}"

    def window(self, start: datetime, end: datetime) -> str:
        """From when to when; the second date only when it is another."""
        first, last = start.astimezone(self._zone), end.astimezone(self._zone)
        until = date_format(last, TIME)
        if first.date() != last.date():
            until = f"{date_format(last, DATE)}, {until}"
        return _("%(start)s to %(end)s %(zone)s") % {
            "start": f"{date_format(first, 'D')} {date_format(first, DATE)}, {date_format(first, TIME)}",
            "end": until,
            "zone": last.tzname(),
        }


def days_words(first: date, last: date) -> str:
    """A day, or from one day to another, without saying anything twice."""
    if first == last:
        return date_format(first, DATE)
    shape = "j" if (first.year, first.month) == (last.year, last.month) else "j F"
    start = date_format(first, shape if first.year == last.year else DATE)
    return _("%(start)s to %(end)s") % {"start": start, "end": date_format(last, DATE)}


def lasted(start: datetime, end: datetime) -> str:
    """The length of a stretch of time in words."""
    return duration(max(timedelta(), end - start).total_seconds())


def _hours(hours: int) -> str:
    return _("%(n)d h") % {"n": hours} if hours else ""


def _minutes(minutes: int) -> str:
    return _("%(n)d min") % {"n": minutes} if minutes else ""
