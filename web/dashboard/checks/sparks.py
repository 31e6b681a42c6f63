"""What a check found lately, as a line no higher than a word."""

from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from monitoring.selectors import Run
from monitoring.selectors.lately import RUNS
from web.dashboard.checks.words import job_time, milliseconds

WIDTH, HEIGHT = 120, 24
_STEP = WIDTH / RUNS
_FLOOR = HEIGHT - 5
"""Below lies the row in which failures are marked, so that colour and place both tell."""


def spark_svg(runs: Sequence[Run], *, of_pings: bool) -> SafeString:
    """The runs with the newest at the end: a line of latencies, or strokes for pings, and what failed."""
    if not runs:
        return mark_safe("")
    first = RUNS - len(runs[-RUNS:])
    placed = [((first + number) * _STEP, run) for number, run in enumerate(runs[-RUNS:])]
    drawn = _strokes(placed) if of_pings else _lines(placed)
    failed = "".join(
        f'<rect class="major" x="{x:g}" y="{_FLOOR + 1}" width="{_STEP - 0.5:g}" height="4"/>'
        for x, run in placed
        if not run.ok
    )
    label = escape(_told(runs[-RUNS:], of_pings=of_pings))
    return mark_safe(  # noqa: S308 (numbers, and words that are escaped)
        f'<svg class="spark" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
        f'aria-label="{label}">{drawn}{failed}</svg>'
    )


def _lines(placed: Sequence[tuple[float, Run]]) -> str:
    top = max((run.latency_ms for _x, run in placed if run.latency_ms is not None), default=0.0) or 1.0
    lines: list[list[str]] = [[]]
    for x, run in placed:
        if run.latency_ms is None:
            lines.append([])
        else:
            lines[-1].append(f"{x + _STEP / 2:g},{_FLOOR - (_FLOOR - 2) * run.latency_ms / top:.1f}")
    return "".join(
        f'<polyline points="{" ".join(line if len(line) > 1 else _dot(line[0]))}"/>' for line in lines if line
    )


def _dot(point: str) -> list[str]:
    x, _comma, y = point.partition(",")
    return [point, f"{float(x) + 1:g},{y}"]


def _strokes(placed: Sequence[tuple[float, Run]]) -> str:
    return "".join(
        f'<rect class="ok" x="{x:g}" y="6" width="{_STEP - 1:g}" height="{_FLOOR - 6}"/>'
        for x, run in placed
        if run.ok
    )


def _told(runs: Sequence[Run], *, of_pings: bool) -> str:
    if of_pings:
        told = ngettext("The last ping", "The last %(n)d pings", len(runs)) % {"n": len(runs)}
    else:
        told = ngettext("The last run", "The last %(n)d runs", len(runs)) % {"n": len(runs)}
    found = [run.latency_ms for run in runs if run.latency_ms is not None]
    said = job_time if of_pings else milliseconds
    if found:
        least, most = said(min(found)), said(max(found))
        told += ": " + (
            least if least == most else _("%(least)s to %(most)s") % {"least": least, "most": most}
        )
    failed = sum(not run.ok for run in runs)
    if failed:
        told += "; " + ngettext("%(n)d failed", "%(n)d failed", failed) % {"n": failed}
    return told + "."
