"""Gathers what a status page shows, with a number of queries that does not depend on how much that is."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incidents import selectors as incidents
from incidents.models import Incident, IncidentUpdate
from incidents.vocabulary import IncidentKind, IncidentStatus, UpdateKind
from statuspage import selectors
from statuspage.clock import DATE, Clock, day_begins, lasted
from statuspage.languages import only_in, root, spoken, written
from statuspage.models import Component, ComponentGroup, Page, StatusNote
from statuspage.richtext import render
from statuspage.sight import WHOLE, Sight
from statuspage.status import CALM, Status, page_description, page_status, worst
from web.public.bars import bars_svg
from web.public.preferring import NONE, Preference
from web.public.rows import Part, Row
from web.public.saying import Said, marks
from web.public.stories import DayOfStories, Entry, Note, Story
from web.public.words import LOOKS, days_words, incident_look, uptime_words
from webhooks.messages.reading import said_in

_Any = TypeVar("_Any")

PAST_DAYS = 14
BAR_DAYS = 90
NOTES = 200
"""So many notes the page tells at most; the rest is in the history."""


class Sheet:
    """What every address of one page shares: page, zone, language, `base` (the path before its own paths).

    Times and days are in the zone that was preferred, else in that of the page. Nothing on it tells of what
    is beyond the `sight` of its reader.
    """

    kept: bool = True
    """Whether the finished bytes may be kept: not those of addresses that anybody can make up."""

    def __init__(
        self,
        page: Page,
        *,
        base: str,
        language: str,
        sight: Sight = WHOLE,
        preference: Preference = NONE,
        now: datetime | None = None,
    ) -> None:
        self.page = page
        self.sight = sight
        self.base = base
        self.language = language
        self.spoken = spoken(language)
        self.now = now or timezone.now()
        self.preference = preference
        self.zone = ZoneInfo(preference.zone or page.time_zone)
        self.clock = Clock(self.zone, self.now)

    @property
    def title(self) -> str:
        """The page's name, which says that it is about status."""
        name = self.page.name
        return name if "status" in name.lower() else _("%(name)s status") % {"name": name}

    def said(self, thing: Component | ComponentGroup | Incident, name: str) -> Said:
        """A text in the language of the visitor, where it was translated."""
        translated = said_in(thing.translations, self.language, name)
        if translated:
            return Said(translated, self.language)
        return Said(getattr(thing, name), written(self.page))

    @property
    def marks(self) -> SafeString:
        """What marks the language of the page's own texts, which have no translations."""
        return marks(written(self.page))

    @cached_property
    def only(self) -> str:
        """What is said of a text without a translation; empty where it needs none."""
        language = written(self.page)
        return "" if root(language) == root(self.language) else only_in(language)

    @property
    def feed_query(self) -> str:
        """What asks for the feeds in this language: those who read them do not say which they speak."""
        return "" if self.language == written(self.page) else f"?lang={self.language}"

    def story(self, incident: Incident, *, dated: bool = False) -> Story:
        """An incident as its reader may know it: components beyond their sight are not named.

        `dated` gives every time its date, for what is read long after it was written.
        """
        tell = self.clock.full if dated else self.clock.time
        scheduled = incident.kind == IncidentKind.MAINTENANCE
        noun = "maintenances" if scheduled else "incidents"
        start, end = incident.scheduled_for, incident.scheduled_until
        entries = [self._entry(update, incident, tell) for update in incidents.updates_newest_first(incident)]
        # Said once of all, or of each that it is true of.
        whole = all(entry.only for entry in entries)
        return Story(
            name=self.said(incident, "name"),
            path=f"{self.base}/{noun}/{incident.uid}{self.preference.first}",
            status=str(IncidentStatus(incident.status).label),
            look=incident_look(incident, self.sight),
            affected=[
                self.said(row.component, "name")
                for row in incidents.affected_shown(incident, sight=self.sight)
            ],
            entries=[replace(entry, only="") for entry in entries] if whole else entries,
            only=self.only if whole else "",
            started_at=incident.started_at,
            started=tell(incident.started_at),
            window=self.clock.window(start, end) if scheduled and start and end else "",
            scheduled_for=start,
            lasted=lasted(incident.started_at, incident.resolved_at) if incident.resolved_at else "",
            over=incident.resolved_at is not None,
        )

    def note(self, note: StatusNote, *, dated: bool = False) -> Note:
        """What was said about a component, by its label where it has one; `dated` as for a `story`."""
        tell = self.clock.full if dated else self.clock.time
        component = note.component
        return Note(
            uid=note.uid,
            component=self.said(component, "name"),
            path=f"{self.base}/components/{component.slug}{self.preference.first}",
            label=self._label(note),
            status="" if note.informational or note.label is None else str(Status(note.status).label),
            look="" if note.informational else LOOKS[note.status],
            icon="info" if note.informational else LOOKS[note.status],
            started_at=note.at,
            when=tell(note.at),
            message=note.message,
            marks=self.marks,
        )

    def day(
        self,
        day: date,
        found: Sequence[Incident],
        notes: Sequence[StatusNote] = (),
        *,
        whole: bool = False,
        elsewhere: int = 0,
    ) -> DayOfStories:
        """A day of the past; what is not over is only counted, unless the `whole` day is asked for.

        So many notes of that day stand `elsewhere`, above.
        """
        over = [incident for incident in found if whole or incident.resolved_at is not None]
        told: list[Story | Note] = [self.story(incident) for incident in over]
        told += [self.note(note) for note in notes]
        return DayOfStories(
            day=date_format(day, str(DATE)),
            iso=day.isoformat(),
            stories=sorted(told, key=lambda one: one.started_at, reverse=True),
            ongoing=len(found) - len(over) + elsewhere,
        )

    def _label(self, note: StatusNote) -> Said:
        if note.informational:
            return Said(_("Note"), self.spoken)
        if note.label is not None:
            return Said(note.label.name, written(self.page))
        return Said(str(Status(note.status).label), self.spoken)

    def by_day(self, found: Iterable[_Any], moment: Callable[[_Any], datetime]) -> dict[date, list[_Any]]:
        """What there is, by the day of its moment in the page's zone."""
        days: dict[date, list[_Any]] = {}
        for one in found:
            days.setdefault(moment(one).astimezone(self.zone).date(), []).append(one)
        return days

    def _entry(self, update: IncidentUpdate, incident: Incident, tell: Callable[[datetime], str]) -> Entry:
        translated = said_in(update.translations, self.language, "body")
        if not translated and update.kind == UpdateKind.OPENING:
            translated = said_in(incident.translations, self.language, "body")
        return Entry(
            status=str(IncidentStatus(update.status).label),
            at=update.displayed_at,
            when=tell(update.displayed_at),
            # Sanitised by the one sanitiser: what was translated now, the rest when it was written.
            html=mark_safe(_rendered(translated, update.format) if translated else update.html),  # noqa: S308
            marks=marks(self.language if translated else written(self.page)),
            only="" if translated else self.only,
        )


class StatusSheet(Sheet):
    """The status page itself."""

    @cached_property
    def shown(self) -> list[selectors.Section]:
        """The layout without what visitors shall not see now."""
        sections = []
        for section in selectors.layout_of_page(self.page, sight=self.sight):
            seen = [
                component
                for component in section.components
                if not (component.only_show_if_degraded and component.status in CALM)
            ]
            if seen:
                sections.append(selectors.Section(section.group, seen))
        return sections

    @cached_property
    def components(self) -> list[Component]:
        """All components that are shown."""
        return [component for section in self.shown for component in section.components]

    @cached_property
    def status(self) -> Status:
        """The overall status."""
        return page_status(component.status for component in self.components)

    @property
    def look(self) -> str:
        """The look of the banner."""
        return LOOKS[self.status]

    @property
    def headline(self) -> str:
        """What the banner says first."""
        if not self.components:
            return _("Nothing to show yet")
        return str(page_description(self.status))

    @property
    def told(self) -> str:
        """What the banner says next."""
        total = len(self.components)
        if not total:
            return _("This page has no components yet.")
        bad = sum(component.status not in CALM for component in self.components)
        if not bad:
            return ""
        return ngettext(
            "%(bad)d of %(total)d component is affected",
            "%(bad)d of %(total)d components are affected",
            total,
        ) % {"bad": bad, "total": total}

    @cached_property
    def parts(self) -> list[Part]:
        """Groups, and between them the runs of components that belong to none."""
        showcased = [component for component in self.components if component.showcase]
        drawn = selectors.bars_of_components(showcased, page=self.page, days=BAR_DAYS, now=self.now)
        parts: list[Part] = []
        for section in self.shown:
            rows = [self._row(component, drawn) for component in section.components]
            if section.group is not None:
                parts.append(self._group(section.group, section, rows))
            elif parts and not parts[-1].name:
                parts[-1].rows.extend(rows)
            else:
                parts.append(Part("", "", rows))
        return parts

    @cached_property
    def _incidents(self) -> list[Incident]:
        return list(incidents.incidents_shown(self.page, since=self._since, sight=self.sight))

    @cached_property
    def _since(self) -> datetime:
        """When the first of the days of the past began."""
        first = self.now.astimezone(self.zone).date() - timedelta(days=PAST_DAYS - 1)
        return day_begins(first, self.zone)

    @cached_property
    def _notes(self) -> list[StatusNote]:
        return selectors.notes_shown(self.page, since=self._since, most=NOTES, sight=self.sight)

    @cached_property
    def _standing(self) -> dict[int, StatusNote]:
        """The last words about each component that is shown and not well, by its key."""
        newest: dict[int, StatusNote] = {}
        for note in self._notes:
            newest.setdefault(note.component_id, note)
        shown = {component.pk for component in self.components}
        return {key: note for key, note in newest.items() if key in shown and selectors.explains(note)}

    @property
    def cut(self) -> bool:
        """Whether more was said than the page tells."""
        return len(self._notes) == NOTES

    @property
    def open(self) -> list[Story]:
        """What is going on: incidents newest first, then maintenance that runs."""
        found = [incident for incident in self._incidents if incident.resolved_at is None]
        running = [
            *(one for one in found if one.kind == IncidentKind.INCIDENT),
            *(one for one in found if one.kind != IncidentKind.INCIDENT and one.status != "scheduled"),
        ]
        return [self.story(incident) for incident in running]

    @property
    def upcoming(self) -> list[Story]:
        """Maintenance to come, the next one first."""
        found = [incident for incident in self._incidents if incident.status == IncidentStatus.SCHEDULED]
        return [self.story(one) for one in sorted(found, key=lambda one: (one.scheduled_for, one.pk))]

    @property
    def past(self) -> Iterator[DayOfStories]:
        """The last two weeks, today first; days without anything stand together."""
        begun = [incident for incident in self._incidents if incident.status != IncidentStatus.SCHEDULED]
        found = self.by_day(begun, lambda incident: incident.started_at)
        notes = self.by_day(self._notes, lambda note: note.at)
        above = {note.pk for note in self._standing.values()}
        day = self.now.astimezone(self.zone).date()
        last = day - timedelta(days=PAST_DAYS - 1)
        while day >= last:
            if day in found or day in notes:
                said = notes.get(day, [])
                below = [note for note in said if note.pk not in above]
                yield self.day(day, found.get(day, []), below, elsewhere=len(said) - len(below))
            else:
                newest = day
                while day > last and not {day - timedelta(days=1)} & (found.keys() | notes.keys()):
                    day -= timedelta(days=1)
                yield DayOfStories(day=days_words(day, newest), iso=day.isoformat())
            day -= timedelta(days=1)

    def _row(self, component: Component, drawn: Mapping[int, selectors.ComponentBars]) -> Row:
        shown = drawn.get(component.pk)
        return Row(
            name=self.said(component, "name"),
            description=self.said(component, "description"),
            slug=component.slug,
            status=str(Status(component.status).label),
            look=LOOKS[component.status],
            bars=bars_svg(shown.bars) if shown else "",
            uptime=uptime_words(shown.uptime) if shown else "",
            base=self.base,
            asked=self.preference.first,
            language=self.language,
            written=written(self.page),
            note=self.note(self._standing[component.pk]) if component.pk in self._standing else None,
        )

    def _group(self, group: ComponentGroup, section: selectors.Section, rows: list[Row]) -> Part:
        fine = sum(component.status == Status.OPERATIONAL for component in section.components)
        return Part(
            name=self.said(group, "name"),
            description=self.said(group, "description"),
            rows=rows,
            look=LOOKS[worst(_statuses(section.components))],
            told=_("%(fine)d of %(all)d operational") % {"fine": fine, "all": len(rows)},
        )


@lru_cache(500)
def _rendered(text: str, format: str) -> str:
    return render(text, format)


def _statuses(components: Iterable[Component]) -> Iterator[str]:
    return (component.status for component in components)
