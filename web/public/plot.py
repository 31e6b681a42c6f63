"""The drawing of charts, whatever they show: SVG made as text, with room for the same in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import floor, log10

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext_lazy as _lazy

from statuspage.clock import DAY, TIME
from web.public.document import Sheet

WIDTH, HEIGHT = 768, 120
# The upper line of the grid stands here, and the lower one half-way to the bottom.
TOP = 16
EDGE = 0.06
"""So much of the time axis holds no label at either end: half of one on a narrow screen."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far back a chart goes: its word in the address, its name, its length and that of a point."""

    word: str
    name: object
    told: object
    length: timedelta
    bucket: timedelta


REACHES = (
    Reach("day", _lazy("Day"), _lazy("last 24 hours"), timedelta(days=1), timedelta(minutes=15)),
    Reach("week", _lazy("Week"), _lazy("last 7 days"), timedelta(days=7), timedelta(hours=1)),
    Reach("month", _lazy("Month"), _lazy("last 30 days"), timedelta(days=30), timedelta(hours=6)),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One chart with its caption.

    `kind` says what the figure in the caption is (median, latest), `note` stands beside it, and `nothing`
    in their place. The two labels belong to the lines of the grid.
    """

    name: str
    kind: str
    value: str
    note: str
    nothing: str
    chart: str
    top: str
    middle: str
    ticks: list["Tick"]
    charted: bool
    description: str = ""
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    """The same in numbers, for a table: what heads its columns, and what stands in them."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A label of the time axis and where it stands on it, in percent as CSS writes them."""

    place: str
    told: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A value and where it stands on the time axis, 0 to 1."""

    x: float
    value: float


def reach_of(word: str) -> Reach:
    """The reach of that name, else a day."""
    return next((reach for reach in REACHES if reach.word == word), REACHES[0])


def plot(
    runs: Iterable[Sequence[Dot]],
    *,
    step: float,
    low: float = 0,
    top: float,
    label: str,
    marks: str = "",
    upper: Iterable[Sequence[Dot]] = (),
) -> SafeString:
    """Lines over areas, one for each run of dots; `upper` are finer lines, `marks` is SVG above them.

    `step` is the width of one dot from 0 to 1, `low` and `top` are the ends of the value axis. What lies
    beyond them is drawn at the edge. `label` tells all in words.
    """

    def place(dot: Dot) -> tuple[float, float]:
        share = min(1.0, max(0.0, (dot.value - low) / (top - low)))
        return max(0.0, WIDTH * dot.x), HEIGHT - (HEIGHT - TOP) * share

    drawn = [f'<path class="grid" d="M0 {TOP}H{WIDTH}M0 {(HEIGHT + TOP) / 2:g}H{WIDTH}"/>']

    def trace(run: Sequence[Dot]) -> tuple[str, float, float]:
        line = [place(dot) for dot in run]
        if len(line) == 1:
            line.append((min(WIDTH, line[0][0] + WIDTH * step), line[0][1]))
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in line), line[0][0], line[-1][0]

    drawn += [f'<polyline class="line upper" points="{trace(run)[0]}"/>' for run in upper]
    for run in runs:
        told, first, last = trace(run)
        drawn.append(f'<polygon class="area" points="{first:.1f},{HEIGHT} {told} {last:.1f},{HEIGHT}"/>')
        drawn.append(f'<polyline class="line" points="{told}"/>')
    return mark_safe(  # noqa: S308 (numbers, and words that are escaped)
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(label)}">{"".join(drawn)}{marks}</svg>'
    )


def ticks(sheet: Sheet, start: datetime, length: timedelta) -> list[Tick]:
    """Labels of the time axis from `start` on: round hours of a day, else days, in the page's zone.

    The axis runs as the language is read. None stands so near to an end that it would be cut off, and so no
    two are the same.
    """
    # A day on which clocks are changed may have an hour more.
    is_day = length < timedelta(days=2)
    every = 1 if is_day else 2 if length <= timedelta(days=8) else 7 if length <= timedelta(days=31) else 21
    first = start.astimezone(sheet.zone).date()
    days = [first + timedelta(days=number) for number in range(length.days + 2)]
    found = []
    for day in days:
        for hour in (0, 6, 12, 18) if is_day else (0,):
            at = datetime.combine(day, time(hour), sheet.zone)
            share = (at - start) / length
            # Mondays, where it is one day of seven.
            if EDGE <= share <= 1 - EDGE and day.toordinal() % every == 1 % every:
                place = 1 - share if get_language_bidi() else share
                found.append(Tick(f"{100 * place:.1f}%", date_format(at, TIME if is_day else str(DAY))))
    return found


def round_up(value: float) -> float:
    """The next round number: 1, 2, 3, 4, 5, 6 or 8 with zeros before or behind."""
    if value <= 0:
        return 1.0
    exponent = floor(log10(value))
    scale = 10.0**exponent
    # Compared with a little tolerance: 0.3 is three tenths, whatever the machine makes of it.
    step = next((step for step in (1, 2, 3, 4, 5, 6, 8, 10) if step >= value / scale - 1e-9), 10)
    return step * scale if exponent >= 0 else round(step * scale, -exponent)
