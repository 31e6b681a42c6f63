"""Uptime and its bars, each from one query over all the components that are asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from statuspage.clock import day_begins
from statuspage.models import Component, Page, StatusPeriod
from statuspage.selectors.packing import pieces_packed
from statuspage.selectors.pages import page_weights
from statuspage.timeline import Span
from statuspage.uptime import (
    DayBar,
    DayGrid,
    Piece,
    UptimeTally,
    amounts,
    tally,
    ticks,
    uptime_percentage,
)

WINDOWS: dict[str, timedelta] = {
    "24h": timedelta(hours=24),
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
    "90d": timedelta(days=90),
}
"""The windows that every status document gives."""


@dataclass(frozen=True, slots=True)
class UptimeReport:
    """A figure and the periods behind it, cut to the window; the last one ends at the window's end."""

    tally: UptimeTally
    spans: list[Span]


@dataclass(frozen=True, slots=True)
class ComponentBars:
    """The bars of one component, oldest day first, and the uptime over exactly these days."""

    bars: list[DayBar]
    uptime: float | None


def periods_packed(component_ids: Iterable[int], start: datetime, end: datetime) -> dict[int, list[Span]]:
    """The periods of many components that touch the window, by component key, in one query.

    They are not cut to the window. Every asked component has an entry.
    """
    packed: dict[int, list[Span]] = {component_id: [] for component_id in component_ids}
    rows = (
        StatusPeriod.objects.filter(Q(ended__isnull=True) | Q(ended__gt=start), started__lt=end)
        .filter(component_id__in=list(packed))
        .order_by("component_id", "started")
        .values_list("component_id", "status", "started", "ended", "cause", "source_uid", "label", "message")
    )
    for component_id, status, started, ended, cause, source_uid, label, message in rows.iterator(5000):
        packed[component_id].append(Span(status, started, ended, cause, source_uid, label, message))
    return packed


def bars_of_page(page: Page, *, days: int = 90, now: datetime | None = None) -> dict[int, ComponentBars]:
    """Bars of all living components of a page by component key, in two queries."""
    components = list(Component.living.filter(page=page).only("pk", "start_date", "page_id"))
    return bars_of_components(components, page=page, days=days, now=now)


def bars_of_components(
    components: Sequence[Component],
    *,
    page: Page,
    days: int = 90,
    now: datetime | None = None,
    days_in: tzinfo | None = None,
) -> dict[int, ComponentBars]:
    """Bars of some components of one page by component key, in one query.

    The days are those of the page's zone, or of another (`days_in`); the last one is that of `now`.
    """
    now = now or timezone.now()
    zone = ZoneInfo(page.time_zone)
    grid = DayGrid(days=days, end=now, tz=days_in or zone)
    weights = page_weights(page)
    start, end = ticks(grid.start), ticks(grid.end)
    packed = pieces_packed([component.pk for component in components], grid.start, now)
    drawn = {}
    for component in components:
        parts = _served(packed[component.pk], component, zone)
        drawn[component.pk] = ComponentBars(
            grid.bars_of(parts), uptime_percentage(amounts(parts, start=start, end=end), weights=weights)
        )
    return drawn


def uptime_of_components(
    components: Sequence[Component],
    *,
    windows: Sequence[str] = tuple(WINDOWS),
    now: datetime | None = None,
) -> dict[int, dict[str, float | None]]:
    """Uptime per component key and window in one query (two when the pages are not loaded yet)."""
    now = now or timezone.now()
    pages = _pages(components)
    start = now - max((WINDOWS[window] for window in windows), default=timedelta())
    starts = {window: ticks(now - WINDOWS[window]) for window in windows}
    end = ticks(now)
    packed = pieces_packed([component.pk for component in components], start, now)
    found: dict[int, dict[str, float | None]] = {}
    for component in components:
        page = pages[component.page_id]
        parts = _served(packed[component.pk], component, ZoneInfo(page.time_zone))
        weights = page_weights(page)
        found[component.pk] = {
            window: uptime_percentage(amounts(parts, start=since, end=end), weights=weights)
            for window, since in starts.items()
        }
    return found


def amounts_of_components(
    components: Sequence[Component],
    *,
    page: Page,
    start: datetime,
    end: datetime,
    now: datetime | None = None,
) -> dict[int, dict[str, int]]:
    """Microseconds per status and without data in any window, by component key, for components of one page.

    One query. What lies after now has not happened: the window is cut there.
    """
    zone = ZoneInfo(page.time_zone)
    end = min(end, now or timezone.now())
    since, until = ticks(start), ticks(max(start, end))
    packed = pieces_packed([component.pk for component in components], start, end)
    return {
        component.pk: amounts(_served(packed[component.pk], component, zone), start=since, end=until)
        for component in components
    }


def uptime_report(
    component: Component, *, start: datetime, end: datetime, now: datetime | None = None
) -> UptimeReport:
    """The uptime of one component in any window, with the periods behind it.

    What lies after now has not happened: the window is cut there. Raises `ValueError` when it is reversed.
    """
    now = now or timezone.now()
    end = max(start, min(end, now)) if end >= start else end
    zone = ZoneInfo(component.page.time_zone)
    since = start
    if component.start_date is not None:
        since = max(start, day_begins(component.start_date, zone))
    spans = [
        _cut(span, since, end)
        for span in periods_packed([component.pk], since, end)[component.pk]
        if since < end
    ]
    return UptimeReport(tally(spans, start=start, end=end, weights=page_weights(component.page)), spans)


def data_begins(components: Iterable[Component]) -> datetime | None:
    """When the first of the stored periods of these components begins; None without any. One query."""
    periods = StatusPeriod.objects.filter(component_id__in=[component.pk for component in components])
    found: datetime | None = periods.aggregate(first=Min("started"))["first"]
    return found


def history_of_component(
    component: Component, *, start: datetime | None = None, end: datetime | None = None
) -> QuerySet[StatusPeriod]:
    """Stored periods that touch the window, newest first."""
    periods = component.periods.order_by("-started", "-pk")
    if start is not None:
        periods = periods.filter(Q(ended__isnull=True) | Q(ended__gt=start))
    if end is not None:
        periods = periods.filter(started__lt=end)
    return periods


def _served(parts: list[Piece], component: Component, zone: tzinfo) -> list[Piece]:
    """Leave out what was before the component's first day of service."""
    if component.start_date is None:
        return parts
    since = ticks(day_begins(component.start_date, zone))
    return [
        (status, max(started, since), ended)
        for status, started, ended in parts
        if ended is None or ended > since
    ]


def _cut(span: Span, start: datetime, end: datetime) -> Span:
    until = end if span.ended is None else min(span.ended, end)
    return Span(span.status, max(span.started, start), until, *span.reason[1:])


def _pages(components: Sequence[Component]) -> dict[int, Page]:
    loaded = {c.page_id: c.page for c in components if "page" in c._state.fields_cache}
    missing = {component.page_id for component in components} - set(loaded)
    return {**loaded, **Page.objects.in_bulk(missing)}
