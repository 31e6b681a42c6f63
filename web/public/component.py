"""One component's page: its uptime in several windows, and the periods that the figures come from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incidents import selectors as incidents
from incidents.models import Incident
from incidents.vocabulary import IncidentKind
from statuspage import selectors
from statuspage.clock import lasted
from statuspage.exceptions import NotFound
from statuspage.models import Component
from statuspage.status import ClaimSource, Status
from statuspage.timeline import Span
from web.public.bars import bars_svg
from web.public.document import BAR_DAYS, Sheet
from web.public.stories import Note
from web.public.words import LOOKS, percentage, uptime_words

PERIODS = 200
NOTES = 200
WINDOWS = {
    "24h": gettext_lazy("24 hours"),
    "7d": gettext_lazy("7 days"),
    "30d": gettext_lazy("30 days"),
    "90d": gettext_lazy("90 days"),
}


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time in which the component was not simply operational, and why."""

    status: str
    look: str
    since: str
    since_at: datetime
    until: str
    lasted: str
    reason: str
    path: str


class ComponentSheet(Sheet):
    """What the page of one component shows."""

    component: Component

    def show(self, ref: str) -> None:
        """Choose the component; raises `Http404` for unknown ones and those that the reader does not see."""
        try:
            self.component = selectors.component_shown(self.page, ref, sight=self.sight)
        except NotFound:
            raise Http404 from None

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
    def _bars(self) -> selectors.ComponentBars:
        drawn = selectors.bars_of_components([self.component], page=self.page, days=BAR_DAYS, now=self.now)
        return drawn[self.component.pk]

    @property
    def bars(self) -> SafeString:
        """The last 90 days."""
        return bars_svg(self._bars.bars)

    @property
    def uptime(self) -> str:
        """Over the days of the bars."""
        return uptime_words(self._bars.uptime)

    @property
    def figures(self) -> list[tuple[str, str]]:
        """Uptime per window."""
        found = selectors.uptime_of_components([self.component], now=self.now)[self.component.pk]
        return [(str(name), _uptime(found[window])) for window, name in WINDOWS.items()]

    @cached_property
    def notes(self) -> list[Note]:
        """What was said about it in the last 90 days, newest first."""
        since = self.now - timedelta(days=BAR_DAYS)
        found = selectors.notes_of_page(self.page, component=self.component, since=since, sight=self.sight)
        return [self.note(note, dated=True) for note in found[:NOTES]]

    @cached_property
    def periods(self) -> list[Period]:
        """The periods of the last 90 days in which it was not simply operational, newest first."""
        start = self.now - timedelta(days=BAR_DAYS)
        spans = [
            span
            for span in selectors.uptime_report(self.component, start=start, end=self.now, now=self.now).spans
            if span.status not in (Status.OPERATIONAL, Status.UNKNOWN)
        ]
        spans = spans[-PERIODS:][::-1]
        causes = {incident.uid: incident for incident in self._causes(spans)}
        return [self._period(span, causes.get(span.source_uid)) for span in spans]

    def _causes(self, spans: Iterable[Span]) -> Iterable[Incident]:
        uids = {span.source_uid for span in spans if span.cause in _TOLD}
        if not uids:
            return ()
        return incidents.incidents_list(self.page, kind=None, sight=self.sight).filter(uid__in=uids)

    @cached_property
    def _told(self) -> set[str]:
        return {note.message for note in self.notes}

    def _period(self, span: Span, cause: Incident | None) -> Period:
        end = span.ended if span.ended is not None and span.ended < self.now else None
        reason, path = _("Found by a check"), ""
        if cause is not None:
            noun = "maintenances" if cause.kind == IncidentKind.MAINTENANCE else "incidents"
            reason, path = self.said(cause, "name"), f"{self.base}/{noun}/{cause.uid}{self.preference.first}"
        elif span.cause in _TOLD:
            reason = ""  # not published, or deleted: it is not told
        elif span.cause == ClaimSource.MANUAL:
            # What stands among the notes already is not repeated.
            reason = span.label if span.message in self._told else span.message or span.label
        return Period(
            status=str(Status(span.status).label),
            look=LOOKS[span.status],
            since=self.clock.full(span.started),
            since_at=span.started,
            until=self.clock.full(end) if end else _("now"),
            lasted=lasted(span.started, end or self.now),
            # What a check saw may name addresses that are nobody's business.
            reason=reason,
            path=path,
        )


def _uptime(uptime: float | None) -> str:
    return _("No data") if uptime is None else percentage(uptime)


_TOLD = (ClaimSource.INCIDENT, ClaimSource.MAINTENANCE)
