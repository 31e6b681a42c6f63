"""The days, hours and minutes of one component as they are drawn, each with the same in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from statuspage.clock import DATE, SHORT_DAY, TIME, duration
from statuspage.hours import HOUR, Cell, cells_between, hours_of_day
from statuspage.status import Status
from statuspage.timeline import Span
from statuspage.uptime import NO_DATA, DayBar, tally
from web.public.bars import story, summary
from web.public.intervals import status_words
from web.public.words import LOOKS, percentage

WIDTH, ROW, LINE = 960, 26, 44
MARK = 3
_CALM = (Status.OPERATIONAL.value, NO_DATA, Status.UNKNOWN.value)


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One day of a week: its hours, and its uptime in words. `note` tells of a day with another length."""

    name: str
    iso: str
    query: str
    drawn: SafeString
    uptime: str
    note: str


def days_list(bars: Sequence[DayBar], *, address: Callable[[date], str], begun: date | None) -> SafeString:
    """The days as a list of links, made as text: from the day `begun` on, each to what `address` gives."""
    language = get_language() or ""
    items = []
    for bar in bars:
        words = escape(f"{date_format(bar.day, str(DATE))}: {story(bar, language)}")
        look = LOOKS[bar.status]
        if begun is None or bar.day < begun:
            items.append(f'<li><span class="{look}" title="{words}"></span></li>')
        else:
            there = escape(address(bar.day))
            items.append(f'<li><a class="{look}" href="{there}" title="{words}"></a></li>')
    return mark_safe(  # noqa: S308 (our own words, escaped)
        f'<ol class="days" aria-label="{escape(summary(bars))}">{"".join(items)}</ol>'
    )


def week_rows(
    days: Sequence[date],
    spans: Sequence[Span],
    *,
    zone: tzinfo,
    begun: date,
    now: datetime,
    weights: dict[str, float],
    address: Callable[[date], str],
) -> list[WeekRow]:
    """The days of a week by hours; what has not come yet is left empty."""
    rows = []
    for day in days:
        moments = hours_of_day(day, zone)
        start, end = moments[0], moments[-1]
        until = min(now, end)
        passed = [moment for moment in moments if moment < until]
        cells = cells_between(spans, [*passed, until]) if passed else []
        counted = (
            tally(_within(spans, start, until), start=start, end=until, weights=weights) if cells else None
        )
        uptime = _("not yet")
        if counted is not None:
            uptime = _("No data") if counted.uptime is None else percentage(counted.uptime)
        hours = (end - start) / HOUR
        rows.append(
            WeekRow(
                name=date_format(day, str(SHORT_DAY)),
                iso=day.isoformat(),
                query=address(day) if begun <= day and cells else "",
                drawn=_hours(cells, start, end, zone),
                uptime=uptime,
                note="" if hours == 24 else clock_change(hours),
            )
        )
    return rows


def clock_change(hours: float) -> str:
    """What is said of a day that has not 24 hours."""
    return _("This day has %(hours)s hours, because clocks were changed.") % {"hours": f"{hours:g}"}


def day_line(
    spans: Sequence[Span], *, start: datetime, end: datetime, zone: tzinfo, label: str
) -> SafeString:
    """A day from midnight to midnight, each status where it held to the minute; the spans leave no gap."""
    length = end - start
    drawn = []
    for span in spans:
        until = span.ended or end
        x, width = (_x(moment - start, length) for moment in (span.started, until))
        width -= x
        when = f"{_at(span.started, zone)} – {_at(until, zone)}"
        told = escape(
            f"{when}: {status_words(span.status)} ({duration((until - span.started).total_seconds())})"
        )
        look = LOOKS[span.status]
        # Never so narrow that it is not seen.
        shown = max(width, 2)
        drawn.append(
            f'<rect class="{look}" x="{x:.1f}" width="{shown:.1f}" height="{LINE}">'
            f"<title>{told}</title></rect>"
        )
        if span.status not in _CALM:
            drawn.append(
                f'<rect class="mark" x="{x:.1f}" y="{LINE + 2}" width="{shown:.1f}" height="{MARK}"/>'
            )
    return _svg("dayline", LINE, label, drawn)


def amounts_summary(held: dict[str, float]) -> str:
    """How long each status lasted, in words; `held` is in seconds."""
    return ", ".join(f"{status_words(word)} {duration(amount)}" for word, amount in held.items() if amount)


def _hours(cells: Sequence[Cell], start: datetime, end: datetime, zone: tzinfo) -> SafeString:
    length = end - start
    drawn = []
    held: dict[str, float] = {}
    for cell in cells:
        x, right = _x(cell.started - start, length), _x(cell.ended - start, length)
        width = max(1.0, right - x - 3)
        known = timedelta()
        for word, amount in cell.held.items():
            known += amount
            held[word] = held.get(word, 0) + amount.total_seconds()
        held[NO_DATA] = held.get(NO_DATA, 0) + (cell.ended - cell.started - known).total_seconds()
        told = escape(f"{_at(cell.started, zone)} – {_at(cell.ended, zone)}: {_told(cell)}")
        drawn.append(
            f'<rect class="{LOOKS[cell.status]}" x="{x:.1f}" width="{width:.1f}" height="{ROW}">'
            f"<title>{told}</title></rect>"
        )
        if cell.status not in _CALM:
            drawn.append(
                f'<rect class="mark" x="{x:.1f}" y="{ROW + 2}" width="{width:.1f}" height="{MARK}"/>'
            )
    return _svg("hours", ROW, amounts_summary(held) or _("not yet"), drawn)


def _told(cell: Cell) -> str:
    trouble = {word: amount for word, amount in cell.held.items() if word not in _CALM}
    if not trouble:
        return status_words(cell.status)
    return amounts_summary({word: amount.total_seconds() for word, amount in trouble.items()})


def _svg(kind: str, height: int, label: str, drawn: Sequence[str]) -> SafeString:
    return mark_safe(  # noqa: S308 (numbers and escaped words)
        f'<svg class="{kind}" viewBox="0 0 {WIDTH} {height + MARK + 2}" preserveAspectRatio="none" '
        f'role="img" aria-label="{escape(label)}">{"".join(drawn)}</svg>'
    )


def _x(passed: timedelta, length: timedelta) -> float:
    return WIDTH * (passed / length)


def _at(moment: datetime, zone: tzinfo) -> str:
    return date_format(moment.astimezone(zone), TIME)


def _within(spans: Sequence[Span], start: datetime, end: datetime) -> list[Span]:
    return [span for span in spans if span.started < end and (span.ended is None or span.ended > start)]
