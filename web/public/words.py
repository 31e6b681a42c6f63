"""How the page says things: which look a status has, days, percentages."""

from datetime import date
from math import floor

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from incidents.models import Incident
from incidents.selectors import impact_shown
from incidents.vocabulary import Impact, IncidentKind, IncidentStatus
from statuspage.clock import DATE
from statuspage.sight import Sight
from statuspage.status import Status
from statuspage.uptime import NO_DATA

_NUMBER = pgettext_lazy("date format", "j")
_NO_YEAR = pgettext_lazy("date format", "j F")

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


def incident_look(incident: Incident, sight: Sight) -> str:
    """The look of an incident: green once it is over, else after its impact as its reader may know it."""
    if incident.status in (IncidentStatus.RESOLVED, IncidentStatus.COMPLETED):
        return "ok"
    if incident.kind == IncidentKind.MAINTENANCE:
        return "maint"
    return _IMPACT_LOOKS[impact_shown(incident, sight=sight)]


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


def days_words(first: date, last: date) -> str:
    """A day, or from one day to another, without saying anything twice."""
    if first == last:
        return date_format(first, str(DATE))
    shape = _NUMBER if (first.year, first.month) == (last.year, last.month) else _NO_YEAR
    start = date_format(first, str(shape if first.year == last.year else DATE))
    return _("%(start)s to %(end)s") % {"start": start, "end": date_format(last, str(DATE))}
