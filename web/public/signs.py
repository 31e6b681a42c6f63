"""A shape and a sign for each look of a status, so that no colour has to be told from another one."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, pi, sin

from statuspage.branding import DEFAULT_COLORS, DRAWN_UNKNOWN, brand_colors
from statuspage.colors import VISIBLE, contrast
from statuspage.models import Page

SIDE = 32
"""The units of a sign's width and height."""
STROKE = 4

Point = tuple[float, float]
_FIELDS: Mapping[str, str] = {
    "css_greens": "ok",
    "css_yellows": "degraded",
    "css_oranges": "partial",
    "css_reds": "major",
    "css_blues": "maint",
    "css_no_data": "none",
}
_COLORS = {look: DEFAULT_COLORS[field] for field, look in _FIELDS.items()} | {"none": DRAWN_UNKNOWN}


@dataclass(frozen=True, slots=True)
class Sign:
    """The corners of a shape, none for a circle, and the lines on it; a line of one point is a dot."""

    corners: tuple[Point, ...]
    lines: tuple[tuple[Point, ...], ...]


def _rounded(low: float, high: float, *, radius: float) -> tuple[Point, ...]:
    """A square with round corners, from the right end of its upper side on."""
    centers = ((high - radius, low + radius), (high - radius, high - radius), (low + radius, high - radius))
    found = []
    for corner, (x, y) in enumerate((*centers, (low + radius, low + radius))):
        for step in range(7):
            angle = pi / 2 * (corner + step / 6)
            found.append((round(x + radius * sin(angle), 2), round(y - radius * cos(angle), 2)))
    return tuple(found)


SIGNS: Mapping[str, Sign] = {
    "ok": Sign((), (((9, 16.6), (13.8, 21.4), (23.2, 11.4)),)),
    "degraded": Sign(((16, 2.5), (31, 29), (1, 29)), (((16, 12), (16, 19.5)), ((16, 24.5),))),
    "partial": Sign(((16, 0.8), (31.2, 16), (16, 31.2), (0.8, 16)), (((16, 8.5), (16, 18)), ((16, 23.5),))),
    "major": Sign(
        ((10, 1), (22, 1), (31, 10), (31, 22), (22, 31), (10, 31), (1, 22), (1, 10)),
        (((10.5, 10.5), (21.5, 21.5)), ((21.5, 10.5), (10.5, 21.5))),
    ),
    "maint": Sign(_rounded(1.5, 30.5, radius=7), (((9.5, 16),), ((16, 16),), ((22.5, 16),))),
    "none": Sign((), (((9.5, 16), (22.5, 16)),)),
}


def sign_color(page: Page, look: str) -> str:
    """The colour of a look, as the page's team chose it."""
    return brand_colors(page, _FIELDS).get(look, _COLORS[look])


def drawn_on(color: str) -> str:
    """The colour of the lines on a shape of that colour."""
    return "#ffffff" if contrast(color, "#ffffff") >= VISIBLE else "#16191d"


def sign_svg(look: str, color: str) -> str:
    """The sign as a part of an SVG document."""
    sign = SIGNS[look]
    points = " ".join(f"{x:g},{y:g}" for x, y in sign.corners)
    shape = f'<polygon points="{points}"/>' if points else '<circle cx="16" cy="16" r="15"/>'
    # A line from a point to itself is drawn as a dot by its round ends.
    path = "".join(f"M{'L'.join(f'{x:g} {y:g}' for x, y in (*line, line[-1]))}" for line in sign.lines)
    return (
        f'<g fill="{color}" stroke="#fff" stroke-width="1" stroke-linejoin="round">{shape}</g>'
        f'<path d="{path}" fill="none" stroke="{drawn_on(color)}" stroke-width="{STROKE}" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )
