"""The history of a page: a month as a list, three months as a calendar, and one component of it alone."""

import calendar
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format, get_format
from django.utils.functional import cached_property
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from incidents import selectors as incidents
from statuspage import selectors
from statuspage.clock import DATE, day_begins
from statuspage.models import Component, StatusNote
from statuspage.status import CALM, SEVERITY, Status
from statuspage.uptime import NO_DATA, DayBar
from web.public.bars import story
from web.public.document import Sheet
from web.public.intervals import status_words
from web.public.months import Month, day_of
from web.public.ranges import query_of_day
from web.public.stories import DayOfStories
from web.public.words import LOOKS

MONTHS = 3
NOTES = 500
"""So many notes of a month or a day the history shows."""
KEY = (
    Status.OPERATIONAL.value,
    Status.UNDER_MAINTENANCE.value,
    Status.DEGRADED_PERFORMANCE.value,
    Status.PARTIAL_OUTAGE.value,
    Status.MAJOR_OUTAGE.value,
    NO_DATA,
)
_NAMES = ("view", "month", "on", "component")


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar; `query` leads to what happened on it, and is empty where there is no data."""

    number: int
    iso: str
    look: str
    label: str
    count: int
    query: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Sheetlet:
    """A month of the calendar by weeks; None stands where a day of another month would be."""

    name: str
    weeks: Sequence[Sequence[Day | None]]


@dataclass(frozen=True, slots=True)
class Trouble:
    """A component that was not well on a day, for how long, and where its own day is."""

    name: str
    path: str
    look: str
    told: str


class HistorySheet(Sheet):
    """What the history shows."""

    component: Component | None = None
    on: date | None = None
    cut: int = 0
    """So many of very many notes stand there; 0 where all do."""

    def choose(self, asked: Mapping[str, str]) -> None:
        """Take from the address which component alone is meant, and whether a calendar is."""
        self.asked = {name: asked[name] for name in _NAMES if name in asked}
        # Not told apart: a component that there is not, and one that this reader does not see.
        ref = asked.get("component", "")
        self.component = next((one for one in self.components if ref in (one.slug, one.uid)), None)
        self.is_calendar = asked.get("view") == "calendar"
        self.month = Month.parse(asked.get("month", ""), today=self.today)
        self.own: dict[str, str] = {}
        if self.is_calendar:
            self._choose_quarter()
        elif self.month is not None and self.month.later:
            self.own["month"] = self.month.word
        if self.component is not None:
            self.own["component"] = self.component.slug
        # The newest month has two addresses.
        named = self.month is not None and self.asked.get("month") == self.month.word
        self.kept = self.asked == {**self.own, **({"month": self.asked["month"]} if named else {})}

    @cached_property
    def today(self) -> date:
        """The day it is for the visitor."""
        return self.now.astimezone(self.zone).date()

    @cached_property
    def components(self) -> list[Component]:
        """Those that the reader sees, in the order of the page."""
        sections = selectors.layout_of_page(self.page, sight=self.sight)
        return [component for section in sections for component in section.components]

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """What the history can be narrowed to: name, word in the address, whether it is."""
        return [(self.said(one, "name"), one.slug, one == self.component) for one in self.components]

    @property
    def query(self) -> str:
        """What every link within the history carries on."""
        kept = {"component": self.component.slug} if self.component is not None else {}
        return (f"&{urlencode(kept)}" if kept else "") + self.preference.more

    @property
    def listed(self) -> str:
        """The month of the calendar as a list."""
        return f"?month={self.month.word}{self.query}" if self.month else f"?{self.query[1:]}"

    @property
    def charted(self) -> str:
        """The months around the listed one as a calendar."""
        return self._address(self.month.first if self.month is not None else self.today)

    def told(self, month: Month) -> list[DayOfStories]:
        """The days of a month on which something was reported, newest first."""
        found = incidents.incidents_of_month(
            self.page,
            month.year,
            month.number,
            sight=self.sight,
            zone=self.zone,
            component=self.component,
        )
        begun = {day.date: day.incidents for day in found}
        notes = self.by_day(self._notes(*month.span(self.zone)), lambda note: note.at)
        return [
            self.day(day, begun.get(day, []), notes.get(day, []), whole=True)
            for day in sorted(begun.keys() | notes.keys(), reverse=True)
        ]

    def _notes(self, since: datetime, until: datetime) -> list[StatusNote]:
        found = selectors.notes_of_page(
            self.page, component=self.component, since=since, until=until, sight=self.sight
        )
        said = list(found[: NOTES + 1])
        self.cut = NOTES if len(said) > NOTES else 0
        return said[:NOTES]

    def _choose_quarter(self) -> None:
        """The months of the calendar: those asked for within the data, else the latest."""
        first = self.today.replace(day=1)
        newest = _months_on(first, 1 - MONTHS)
        asked = self.month.first if self.month is not None and "month" in self.asked else newest
        oldest = min(newest, (self._begun or self.today).replace(day=1))
        shown = max(oldest, min(asked, newest))
        self.month = Month(shown.year, shown.month, self.today)
        self.own = {"view": "calendar"}
        if shown != newest:
            self.own["month"] = self.month.word
        day = day_of(self.asked.get("on", ""))
        if day is not None and shown <= day < _months_on(shown, MONTHS) and self._has(day):
            self.on = day
            self.own["on"] = day.isoformat()

    @cached_property
    def _chosen(self) -> list[Component]:
        return self.components if self.component is None else [self.component]

    @cached_property
    def _begun(self) -> date | None:
        """The day on which the data begins; None without any."""
        moments = (
            selectors.data_begins(self._chosen),
            incidents.first_begun(self.page, component=self.component, sight=self.sight),
        )
        known = [moment for moment in moments if moment is not None]
        return min(known).astimezone(self.zone).date() if known else None

    def _has(self, day: date) -> bool:
        return self._begun is not None and self._begun <= day <= self.today

    @property
    def _first(self) -> date:
        assert self.month is not None  # noqa: S101 (chosen before)
        return self.month.first

    @property
    def earlier(self) -> str:
        """The three months before, empty before the data."""
        if self._begun is None or self._first <= self._begun:
            return ""
        return self._address(max(_months_on(self._first, -MONTHS), self._begun.replace(day=1)))

    @property
    def later(self) -> str:
        """The three months after, empty when they have not begun."""
        following = _months_on(self._first, MONTHS)
        return self._address(following) if following <= self.today else ""

    def _address(self, month: date) -> str:
        newest = _months_on(self.today.replace(day=1), 1 - MONTHS)
        # As far as the latest, which has the address that goes on being that of the latest.
        asked = {} if month >= newest else {"month": f"{month:%Y-%m}"}
        return f"?{urlencode({'view': 'calendar', **asked})}{self.query}"

    @property
    def weekdays(self) -> list[tuple[str, str]]:
        """Short and long names, in the order of the language."""
        return [
            (str(WEEKDAYS_ABBR[number]), str(WEEKDAYS[number]))
            for number in calendar.Calendar(_week_begins()).iterweekdays()
        ]

    @property
    def key(self) -> list[tuple[str, str]]:
        """What the shapes say: look and word."""
        return [(LOOKS[word], status_words(word)) for word in KEY]

    @cached_property
    def _bars(self) -> dict[int, list[DayBar]]:
        """The days of the three months by component; the last of them is today at most."""
        end = min(
            self.now, day_begins(_months_on(self._first, MONTHS), self.zone) - timedelta(microseconds=1)
        )
        days = (end.astimezone(self.zone).date() - self._first).days + 1
        found = selectors.bars_of_components(
            self._chosen, page=self.page, days=days, now=end, days_in=self.zone
        )
        return {key: drawn.bars for key, drawn in found.items()}

    @property
    def months(self) -> list[Sheetlet]:
        """The calendar."""
        worst: dict[date, str] = {}
        for bars in self._bars.values():
            for bar in bars:
                before = worst.get(bar.day, NO_DATA)
                worst[bar.day] = max(before, bar.status, key=lambda word: SEVERITY.get(word, -1))
        counts = self._counts()
        weeks = calendar.Calendar(_week_begins())
        made = []
        for number in range(MONTHS):
            first = _months_on(self._first, number)
            made.append(
                Sheetlet(
                    Month(first.year, first.month, self.today).name,
                    [
                        [
                            self._day(day, worst.get(day, NO_DATA), counts[day])
                            if day.month == first.month
                            else None
                            for day in week
                        ]
                        for week in weeks.monthdatescalendar(first.year, first.month)
                    ],
                )
            )
        return made

    def _counts(self) -> Counter[date]:
        start = day_begins(self._first, self.zone)
        end = day_begins(_months_on(self._first, MONTHS), self.zone)
        begun = incidents.moments_begun(
            self.page, start=start, end=end, component=self.component, sight=self.sight
        )
        notes = selectors.notes_of_page(
            self.page, component=self.component, since=start, until=end, sight=self.sight
        )
        said = notes.order_by().values_list("at", flat=True)
        return Counter(moment.astimezone(self.zone).date() for moment in [*begun, *said])

    def _day(self, day: date, status: str, count: int) -> Day:
        named = date_format(day, str(DATE))
        if not self._has(day):
            return Day(day.day, day.isoformat(), "", named, 0, "", False)
        told = _("%(day)s: %(status)s") % {"day": named, "status": status_words(status)}
        if count:
            told += ", " + ngettext("%(n)d report", "%(n)d reports", count) % {"n": count}
        own = {"view": "calendar", "month": self._first.strftime("%Y-%m"), "on": day.isoformat()}
        if "month" not in self.own:
            del own["month"]
        return Day(
            number=day.day,
            iso=day.isoformat(),
            look=LOOKS[status],
            label=told,
            count=count,
            query=f"?{urlencode(own)}{self.query}#day",
            is_shown=day == self.on,
        )

    @property
    def that_day(self) -> DayOfStories | None:
        """What was reported on the day that was chosen; None while there is none."""
        if self.on is None:
            return None
        found = incidents.incidents_of_day(
            self.page, self.on, zone=self.zone, sight=self.sight, component=self.component
        )
        start = day_begins(self.on, self.zone)
        notes = self._notes(start, day_begins(self.on + timedelta(days=1), self.zone))
        return self.day(self.on, found, notes, whole=True)

    @property
    def troubles(self) -> Iterable[Trouble]:
        """The components that were not well on the chosen day."""
        language = get_language() or ""
        for component in self._chosen:
            for bar in self._bars[component.pk]:
                if bar.day == self.on and bar.status not in (*CALM, NO_DATA):
                    query = f"?{query_of_day(bar.day, self.today)}{self.preference.more}"
                    yield Trouble(
                        name=self.said(component, "name"),
                        path=f"{self.base}/components/{component.slug}{query}",
                        look=LOOKS[bar.status],
                        told=story(bar, language),
                    )


def _months_on(first: date, number: int) -> date:
    """The first day of the month so many months later."""
    months = first.year * 12 + first.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)


def _week_begins() -> int:
    # Django counts from Sunday, Python from Monday.
    return (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7
