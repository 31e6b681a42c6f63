"""A page's own colours, read from the fields that the Statuspage contract names."""

import re
from collections.abc import Mapping

from statuspage.colors import is_dark, mixed
from statuspage.models import Page

BACKGROUND = "css_body_background_color"
LIGHT_SURFACE, LIGHT_BACKGROUND = "#ffffff", "#fbfbfa"
FIELDS_OF_TEXT: Mapping[str, bool] = {
    "css_font_color": True,
    "css_light_font_color": True,
    "css_link_color": False,
    "css_graph_color": False,
    "accent": False,
}
"""The colours that are judged by their grounds: whether text is written in them, else lines are drawn."""

DEFAULT_COLORS: Mapping[str, str] = {
    "css_body_background_color": LIGHT_BACKGROUND,
    "css_font_color": "#16191d",
    "css_light_font_color": "#5b636d",
    "css_border_color": "#e4e6e8",
    "css_link_color": "#1a56db",
    "css_greens": "#1f9d61",
    "css_yellows": "#d29a07",
    "css_oranges": "#e0701a",
    "css_reds": "#cf2f3a",
    "css_blues": "#3f73d8",
    "css_no_data": "#d5d8db",
}
"""What a page has by itself, in the light, by its fields; style sheets have the same."""
DRAWN_UNKNOWN = "#858d96"
"""What is unknown, as a shape that has to be seen without the lines around it."""

_COLOR = re.compile(r"#?((?:[0-9a-f]{3}){1,2}|[0-9a-f]{8})", re.IGNORECASE)


def brand_colors(page: Page, names: Mapping[str, str]) -> dict[str, str]:
    """The page's colours by the names given for its fields; nothing but colours is taken."""
    found = {}
    for field, name in names.items():
        color = _COLOR.fullmatch(str(page.colors.get(field, "")).strip())
        if color is not None:
            found[name] = f"#{color[1].lower()}"
    return found


def surface_on(background: str) -> str:
    """What panels look like on a background: white on a light one, a little lighter than a dark one."""
    return mixed(background, "#ffffff", 0.06) if is_dark(background) else LIGHT_SURFACE


def painted_on(colors: Mapping[str, str]) -> tuple[str, str]:
    """The two grounds on which a page with these colours writes and draws: its background and its panels."""
    background = colors.get(BACKGROUND, LIGHT_BACKGROUND)
    return background, surface_on(background)
