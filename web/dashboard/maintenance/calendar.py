"""The maintenance of a page by month: a table of weeks, as its language begins them."""

import calendar
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils import timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format, get_format
from django.views.decorators.http import require_safe

from incidents.models import Incident, MaintenanceSeries
from incidents.recurrence import recurrence_load
from incidents.selectors import incidents_list
from incidents.services.occurrences import start_stamp
from incidents.vocabulary import IncidentKind
from statuspage.clock import day_begins
from statuspage.models import Page
from web.dashboard.access import PageRequest, of_a_page
from web.dashboard.looks import incident_look
from web.dashboard.screens import screen

_YEARS = range(1990, 2200)


@dataclass(frozen=True, slots=True)
class Window:
    """A maintenance on one day; `uid` is empty for a time that its series will make later."""

    name: str
    uid: str
    look: str
    at: str


@dataclass(slots=True)
class DayCell:
    """A day of the grid."""

    day: date
    is_of_month: bool
    is_today: bool
    windows: list[Window] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The day, written out."""
        return date_format(self.day, "DATE_FORMAT")


@require_safe
@of_a_page()
def maintenance_calendar(request: PageRequest, page: Page) -> HttpResponse:
    """A month (`?month=2026-11`), with what recurs beyond what is announced already."""
    zone = ZoneInfo(page.time_zone)
    today = timezone.now().astimezone(zone).date()
    first = _month(request.GET.get("month", ""), today)
    weeks = weeks_of(first, today)
    cells = {cell.day: cell for week in weeks for cell in week}
    since = day_begins(weeks[0][0].day, zone)
    until = day_begins(weeks[-1][-1].day + timedelta(days=1), zone)
    found = list(
        incidents_list(page, kind=IncidentKind.MAINTENANCE.value, drafts=True)
        .filter(scheduled_for__lt=until, scheduled_until__gt=since)
        .order_by("scheduled_for", "pk")
    )
    for one in found:
        _place(cells, one, zone)
    taken = {(one.series_id, one.scheduled_for) for one in found}
    for series in MaintenanceSeries.living.filter(page=page, first_start__lt=until):
        _foretell(cells, series, max(since, timezone.now()), until, taken, zone)
    after = (first + timedelta(days=31)).replace(day=1)
    starts = int(get_format("FIRST_DAY_OF_WEEK"))
    order = [(starts - 1 + number) % 7 for number in range(7)]
    context = {
        "weeks": weeks,
        "heads": [(WEEKDAYS_ABBR[number], WEEKDAYS[number]) for number in order],
        "month": first,
        "before": (first - timedelta(days=1)).strftime("%Y-%m") if first.year > _YEARS.start else "",
        "after": after.strftime("%Y-%m") if after.year in _YEARS else "",
        "is_now": (first.year, first.month) == (today.year, today.month),
    }
    return screen(request, page, "maintenance/calendar", section="maintenance", context=context)


def weeks_of(first: date, today: date) -> list[list[DayCell]]:
    """The weeks that hold a month, begun as the active language begins them."""
    # Django counts from Sunday, Python from Monday.
    begins = (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7
    weeks = calendar.Calendar(begins).monthdatescalendar(first.year, first.month)
    return [[DayCell(day, day.month == first.month, day == today) for day in week] for week in weeks]


def _month(text: str, today: date) -> date:
    try:
        found = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError:
        return today.replace(day=1)
    return found if found.year in _YEARS else today.replace(day=1)


def _place(cells: dict[date, DayCell], one: Incident, zone: ZoneInfo) -> None:
    if one.scheduled_for is None or one.scheduled_until is None:
        return
    start, end = one.scheduled_for.astimezone(zone), one.scheduled_until.astimezone(zone)
    day, last = start.date(), (end - timedelta(microseconds=1)).date()
    day = max(day, min(cells))
    while day <= min(last, max(cells)):
        at = start.strftime("%H:%M") if day == start.date() else "→"
        cells[day].windows.append(Window(one.name, one.uid, incident_look(one), at))
        day += timedelta(days=1)


def _foretell(
    cells: dict[date, DayCell],
    series: MaintenanceSeries,
    since: datetime,
    until: datetime,
    taken: set[tuple[int | None, datetime | None]],
    zone: ZoneInfo,
) -> None:
    """The starts of a series that it has not announced yet."""
    rule = recurrence_load(series.rrule, first_start=series.first_start, time_zone=series.time_zone)
    for start in rule.starts_from(since):
        if start >= until:
            return
        excepted = start_stamp(start) in series.blueprint["except"]
        if (series.pk, start) in taken or excepted:
            continue
        local = start.astimezone(zone)
        cells[local.date()].windows.append(
            Window(str(series.blueprint["name"]), "", "maint", local.strftime("%H:%M"))
        )
