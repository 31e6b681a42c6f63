"""Times as people read them: in a page's zone, with its name, and stretches of time in words."""

from datetime import datetime, timedelta, tzinfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# House style: a day before its month, and hours from 0 to 24.
DATE = "j F Y"
DAY = "j M"
TIME = "H:i"


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


def lasted(start: datetime, end: datetime) -> str:
    """The length of a stretch of time in words."""
    return duration(max(timedelta(), end - start).total_seconds())


def _hours(hours: int) -> str:
    return _("%(n)d h") % {"n": hours} if hours else ""


def _minutes(minutes: int) -> str:
    return _("%(n)d min") % {"n": minutes} if minutes else ""
