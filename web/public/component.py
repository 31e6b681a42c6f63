"""One component's page: ninety days, a week or a day of it, and the intervals that the figures come from."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.http import Http404
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incidents import selectors as incidents
from incidents.models import Incident
from incidents.vocabulary import IncidentKind
from statuspage import selectors
from statuspage.clock import DATE, Clock, lasted
from statuspage.exceptions import NotFound
from statuspage.hours import HOUR, spans_filled
from statuspage.languages import written
from statuspage.models import Component
from statuspage.status import ClaimSource, Status
from statuspage.timeline import Span
from statuspage.uptime import DayGrid
from web.public import timelines
from web.public.document import BAR_DAYS, Sheet
from web.public.intervals import Amount, Period, amounts_told, counts_words, figure_words, status_words
from web.public.latencies import latency_figures
from web.public.plot import Figure, Tick, ticks
from web.public.ranges import Range, query_of_day, query_of_week, range_of
from web.public.saying import marks
from web.public.stories import Note
from web.public.words import LOOKS, days_words, percentage, uptime_words

PERIODS = 200
NOTES = 200
WINDOWS = {
    "24h": gettext_lazy("24 hours"),
    "7d": gettext_lazy("7 days"),
    "30d": gettext_lazy("30 days"),
    "90d": gettext_lazy("90 days"),
}


class ComponentSheet(Sheet):
    """What the page of one component shows."""

    component: Component
    shown: Range

    def show(self, ref: str, asked: Mapping[str, str]) -> None:
        """Choose the component and the days that the address asks for.

        Raises `Http404` for unknown components and those that the reader does not see.
        """
        try:
            self.component = selectors.component_shown(self.page, ref, sight=self.sight)
        except NotFound:
            raise Http404 from None
        self.shown = range_of(asked, begun=self.begun, now=self.now, zone=self.zone)

    @property
    def name(self) -> str:
        """Its name."""
        return self.said(self.component, "name")

    @property
    def description(self) -> str:
        """What it is."""
        return self.said(self.component, "description")

    @property
    def status(self) -> str:
        """The status in words."""
        return str(Status(self.component.status).label)

    @property
    def look(self) -> str:
        """The look of its status."""
        return LOOKS[self.component.status]

    @cached_property
    def begun(self) -> date | None:
        """The day on which its data begins; None without any."""
        first = selectors.data_begins([self.component])
        if first is None:
            return None
        begun = first.astimezone(self.zone).date()
        # What is planned to begin has no data yet, and today is always there.
        return min(max(begun, self.component.start_date or begun), self.today)

    @cached_property
    def today(self) -> date:
        """The day it is for the visitor."""
        return self.now.astimezone(self.zone).date()

    @property
    def span_name(self) -> str:
        """The days that are shown, in words."""
        if not self.shown.view:
            return _("Last 90 days")
        if self.shown.view == "day":
            return date_format(self.shown.first, str(DATE))
        return days_words(self.shown.first, self.shown.last)

    @property
    def since(self) -> str:
        """When what is shown begins."""
        return self.clock.full(self.shown.start)

    @property
    def until(self) -> str:
        """When it ends, now at the latest."""
        return self.clock.full(self.shown.end) if self.shown.end < self.now else _("now")

    @property
    def views(self) -> list[tuple[str, str, bool]]:
        """What else can be shown: its name, its address, and whether it is what is shown."""
        shown = self.shown
        last = min(shown.last, self.today)
        more = self.preference
        found = [(_("90 days"), more.first or "?", not shown.view)]
        if self.begun is not None:
            found += [
                (_("Week"), f"?{query_of_week(last, self.today)}{more.more}", shown.view == "week"),
                (_("Day"), f"?{query_of_day(last, self.today)}{more.more}", shown.view == "day"),
            ]
        return found

    @cached_property
    def _report(self) -> selectors.UptimeReport:
        return selectors.uptime_report(
            self.component, start=self.shown.start, end=self.shown.end, now=self.now
        )

    @cached_property
    def _spans(self) -> list[Span]:
        return spans_filled(self._report.spans, self.shown.start, self.shown.end)

    @cached_property
    def _weights(self) -> dict[str, float]:
        return selectors.page_weights(self.page)

    @property
    def days(self) -> SafeString:
        """The last 90 days, each with the way to its own view."""
        grid = DayGrid(days=BAR_DAYS, end=self.now, tz=self.zone)
        bars = grid.bars(self._report.spans)
        return timelines.days_list(bars, address=self._address_of, begun=self.begun)

    @property
    def week(self) -> list[timelines.WeekRow]:
        """The days of a week by hours."""
        first = self.shown.first
        return timelines.week_rows(
            [first + timedelta(days=number) for number in range(self.shown.length)],
            self._report.spans,
            zone=self.zone,
            begun=self.begun or self.today,
            now=self.now,
            weights=self._weights,
            address=self._address_of,
        )

    @property
    def line(self) -> SafeString:
        """A day to the minute."""
        return timelines.day_line(
            self._spans,
            start=self.shown.start,
            end=self.shown.close,
            zone=self.zone,
            label=timelines.amounts_summary(
                {word: amount / 1_000_000 for word, amount in self._report.tally.micros.items()}
            ),
        )

    @property
    def ticks(self) -> list[Tick]:
        """The hours below a day."""
        return ticks(self, self.shown.start, self.shown.close - self.shown.start)

    @property
    def clock_change(self) -> str:
        """What is said of a day that is longer or shorter than others."""
        hours = (self.shown.close - self.shown.start) / HOUR
        return timelines.clock_change(hours) if self.shown.view == "day" and hours != 24 else ""

    @property
    def value(self) -> str:
        """The uptime of these days for programs, a percentage; empty when nothing was measured."""
        uptime = self._report.tally.uptime
        return "" if uptime is None else str(uptime)

    @property
    def uptime(self) -> str:
        """The uptime of these days; empty when nothing was measured."""
        return uptime_words(self._report.tally.uptime)

    @property
    def amounts(self) -> list[Amount]:
        """What these days are made of."""
        return amounts_told(self._report.tally, self._weights)

    @property
    def sum(self) -> str:
        """How the figure follows from the amounts."""
        return figure_words(self._report.tally, self._weights)

    @property
    def figures(self) -> list[tuple[str, str]]:
        """Uptime per window, up to now."""
        found = selectors.uptime_of_components([self.component], now=self.now)[self.component.pk]
        return [(str(name), _uptime(found[window])) for window, name in WINDOWS.items()]

    @property
    def latencies(self) -> list[Figure]:
        """Response times of the same days."""
        return latency_figures(self, self.component, self.shown, self.span_name)

    @cached_property
    def notes(self) -> list[Note]:
        """What was said about it in the last 90 days, newest first."""
        since = self.now - timedelta(days=BAR_DAYS)
        found = selectors.notes_of_page(self.page, component=self.component, since=since, sight=self.sight)
        return [self.note(note, dated=True) for note in found[:NOTES]]

    @cached_property
    def periods(self) -> list[Period]:
        """The intervals of these days, newest first; of more than one day without those that were fine."""
        spans = [
            span for span in self._spans if self.shown.view == "day" or span.status != Status.OPERATIONAL
        ]
        self.cut = len(spans) > PERIODS
        spans = spans[-PERIODS:][::-1]
        causes = {incident.uid: incident for incident in self._causes(spans)}
        return [self._period(span, causes.get(span.source_uid)) for span in spans]

    def _address_of(self, day: date) -> str:
        return f"?{query_of_day(day, self.today)}{self.preference.more}"

    def _causes(self, spans: Iterable[Span]) -> Iterable[Incident]:
        uids = {span.source_uid for span in spans if span.cause in _TOLD}
        if not uids:
            return ()
        return incidents.incidents_list(self.page, kind=None, sight=self.sight).filter(uid__in=uids)

    @cached_property
    def _told(self) -> set[str]:
        return {note.message for note in self.notes}

    def _period(self, span: Span, cause: Incident | None) -> Period:
        end = span.ended or self.now
        runs = end >= self.now
        reason, path, language = "", "", ""
        if cause is not None:
            noun = "maintenances" if cause.kind == IncidentKind.MAINTENANCE else "incidents"
            name = self.said(cause, "name")
            reason, path = name, f"{self.base}/{noun}/{cause.uid}{self.preference.first}"
            language = name.language
        elif span.cause == ClaimSource.CHECK:
            # What a check saw may name addresses that are nobody's business.
            reason = _("Found by a check")
        elif span.cause == ClaimSource.MANUAL:
            # What stands among the notes already is not repeated.
            said = span.label if span.message in self._told else span.message or span.label
            reason, language = (said, written(self.page)) if said else (_("Said by the team"), "")
        # An incident that is not published, or was deleted, is not told of.
        tell = self._brief if self.shown.view == "day" else self.clock.full
        return Period(
            status=status_words(span.status),
            look=LOOKS[span.status],
            since=tell(span.started),
            since_at=span.started,
            until=_("now") if runs else tell(end),
            until_at=end,
            lasted=lasted(span.started, end),
            counts=counts_words(span.status, self._weights),
            reason=reason,
            path=path,
            marks=marks(language) if language else SafeString(""),
        )

    def _brief(self, at: datetime) -> str:
        """Without the date, where it is that of the day shown."""
        return Clock(self.zone, self.shown.start).time(at)


def _uptime(uptime: float | None) -> str:
    return _("No data") if uptime is None else percentage(uptime)


_TOLD = (ClaimSource.INCIDENT, ClaimSource.MAINTENANCE)
