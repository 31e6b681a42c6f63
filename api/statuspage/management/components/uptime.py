"""How much of some days components were up, with the incidents behind it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from api.statuspage.management.components.ranges import DayRange, range_read
from incidents.selectors import incidents_touching
from statuspage.clock import day_begins
from statuspage.exceptions import Invalid
from statuspage.models import Component, ComponentGroup, Page
from statuspage.selectors import amounts_of_components, page_weights
from statuspage.status import Status
from statuspage.uptime import NO_DATA, uptime_percentage

_MICROSECOND = timedelta(microseconds=1)


def component_uptime(
    component: Component, *, start: str | None, end: str | None, now: datetime
) -> dict[str, Any]:
    """The uptime of a component between partial dates; two queries. Raises `Invalid`.

    `uptime_percentage` fits the days of the answer: from the first day in service on, time of which nothing
    is known counts as up. It is None where no time was in service or measured, apart from maintenance.
    """
    if not component.showcase:
        raise _not_shown(_("The uptime of this component is not shown."))
    reading = _Reading([component], component.page, start, end, now)
    return {
        **reading.figures(),
        "id": component.uid,
        "name": component.name,
        "related_events": reading.related(component),
    }


def group_uptime(
    group: ComponentGroup,
    components: Sequence[Component],
    *,
    start: str | None,
    end: str | None,
    now: datetime,
) -> dict[str, Any]:
    """The uptime of those components of a group whose uptime is shown, taken together; two queries.

    The seconds are sums over the components, and the percentage is that of all their time together.
    """
    shown = [component for component in components if component.showcase]
    if not shown:
        raise _not_shown(_("The uptime of no component of this group is shown."))
    reading = _Reading(shown, group.page, start, end, now)
    return {
        **reading.figures(),
        "id": group.uid,
        "name": group.name,
        "related_events": [
            {"component_id": component.uid, "incidents": reading.related(component)} for component in shown
        ],
    }


class _Reading:
    def __init__(
        self, components: Sequence[Component], page: Page, start: str | None, end: str | None, now: datetime
    ) -> None:
        zone = ZoneInfo(page.time_zone)
        began = [component.start_date for component in components]
        known = [day for day in began if day is not None]
        self.days: DayRange = range_read(
            start,
            end,
            today=now.astimezone(zone).date(),
            # A component that was always there has data whenever it was measured.
            since=min(known) if len(known) == len(began) else None,
        )
        first, last = day_begins(self.days.start, zone), day_begins(self.days.end + timedelta(days=1), zone)
        self._weights = page_weights(page)
        last = min(last, now)
        self._amounts = amounts_of_components(components, page=page, start=first, end=last, now=now)
        for component in components:
            if component.start_date is not None:
                served = last - max(first, day_begins(component.start_date, zone))
                _silence_is_up(self._amounts[component.pk], max(timedelta(), served))
        self._touching = incidents_touching(self._amounts, start=first, end=last)

    def figures(self) -> dict[str, Any]:
        """Days, percentage and seconds of all the components."""
        counted: dict[str, int] = {}
        for amounts in self._amounts.values():
            for word, amount in amounts.items():
                counted[word] = counted.get(word, 0) + amount
        major = counted[Status.MAJOR_OUTAGE.value] + counted[Status.UNAVAILABLE.value]
        return {
            "range_start": self.days.start.isoformat(),
            "range_end": self.days.end.isoformat(),
            "uptime_percentage": uptime_percentage(counted, weights=self._weights),
            "major_outage": major // 1_000_000,
            "partial_outage": counted[Status.PARTIAL_OUTAGE.value] // 1_000_000,
            "warnings": list(self.days.warnings),
        }

    def related(self, component: Component) -> list[dict[str, str]]:
        """What went on about a component, newest first."""
        return [{"id": uid} for uid in self._touching.get(component.pk, ())]


def _silence_is_up(amounts: dict[str, int], served: timedelta) -> None:
    """Count the time in service of which nothing is known as up, as the first day in service says it was."""
    known = sum(amounts.values()) - amounts[NO_DATA]
    silent = served // _MICROSECOND - known
    amounts[NO_DATA] -= silent
    amounts[Status.OPERATIONAL.value] += silent


def _not_shown(text: str) -> Invalid:
    return Invalid.at("/showcase", "uptime_not_shown", text)
