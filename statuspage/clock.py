"""Times as people read them: in a page's zone, with its name, and stretches of time in words."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

# House style: a day before its month, and hours from 0 to 24. Letters are those of Django's `date` filter.
DATE = pgettext_lazy("date format", "j F Y")
WEEKDAY_DATE = pgettext_lazy("date format", "D j F Y")
DAY = pgettext_lazy("date format", "j M")
SHORT_DAY = pgettext_lazy("date format", "D j M")
MONTH = pgettext_lazy("date format", "F Y")
# As feeds have dates, whose readers know them from Statuspage.
FEED_DAY = pgettext_lazy("date format", "M j")
FEED_DATE = pgettext_lazy("date format", "M j, Y")
TIME = "H:i"
# Zones that are called otherwise in other languages.
_ZONES = {
    "WET": pgettext_lazy("time zone", "WET"),
    "WEST": pgettext_lazy("time zone", "WEST"),
    "CET": pgettext_lazy("time zone", "CET"),
    "CEST": pgettext_lazy("time zone", "CEST"),
    "EET": pgettext_lazy("time zone", "EET"),
    "EEST": pgettext_lazy("time zone", "EEST"),
}


class Clock:
    """Times as a page's visitors read them: in the page's zone, with its name, the date only when needed."""

    def __init__(self, zone: tzinfo, now: datetime) -> None:
        self._zone = zone
        self._today = now.astimezone(zone).date()

    def time(self, at: datetime) -> str:
        """`14:02 UTC`, with the date before it unless it is today."""
        local = at.astimezone(self._zone)
        text = _at(local)
        if local.date() == self._today:
            return text
        return _dated(date_format(local, str(DAY if local.year == self._today.year else DATE)), text)

    def full(self, at: datetime) -> str:
        """Date, time and zone."""
        local = at.astimezone(self._zone)
        return _dated(date_format(local, str(DATE)), _at(local))

    def feed(self, at: datetime) -> str:
        """`Jun 18, 18:09 UTC`, with the year unless it is this one."""
        local = at.astimezone(self._zone)
        shape = FEED_DAY if local.year == self._today.year else FEED_DATE
        return _dated(date_format(local, str(shape)), _at(local))

    def window(self, start: datetime, end: datetime) -> str:
        """From when to when; the second date only when it is another."""
        first, last = start.astimezone(self._zone), end.astimezone(self._zone)
        until = date_format(last, TIME)
        if first.date() != last.date():
            until = _dated(date_format(last, str(DATE)), until)
        return _("%(start)s to %(end)s %(zone)s") % {
            "start": _dated(date_format(first, str(WEEKDAY_DATE)), date_format(first, TIME)),
            "end": until,
            "zone": _zone(last),
        }


def day_begins(day: date, zone: tzinfo) -> datetime:
    """The midnight of a zone at which a day begins, in UTC.

    At the two ends of the calendar, where a zone would shift it out of it, UTC's own midnight.
    """
    midnight = datetime.combine(day, time())
    try:
        return midnight.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return midnight.replace(tzinfo=UTC)


def iso_milliseconds(moment: datetime, zone: tzinfo = UTC) -> str:
    """ISO 8601 with exactly three digits after the seconds and the zone's offset, which is `Z` in UTC itself.

    So does Statuspage write times; a zone that only happens to agree with UTC has `+00:00`.
    """
    local = moment.astimezone(zone)
    text = local.isoformat(timespec="milliseconds")
    return f"{text.removesuffix('+00:00')}Z" if local.tzname() == "UTC" else text


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


def _at(local: datetime) -> str:
    return _("%(time)s %(zone)s") % {"time": date_format(local, TIME), "zone": _zone(local)}


def _dated(day: str, text: str) -> str:
    return _("%(date)s, %(time)s") % {"date": day, "time": text}


def _zone(local: datetime) -> str:
    name = local.tzname() or ""
    # Zones without a name of their own are called by their distance: +03.
    return f"UTC{name}" if name[:1] in {"+", "-"} else str(_ZONES.get(name, name))


def _hours(hours: int) -> str:
    return _("%(n)d h") % {"n": hours} if hours else ""


def _minutes(minutes: int) -> str:
    return _("%(n)d min") % {"n": minutes} if minutes else ""
