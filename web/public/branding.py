"""A page's colours as custom properties: branding changes these and nothing else.

Whatever the colours are, what is written and drawn in them can be seen: in the light scheme they stand as the
page's team chose them, as far as they can be read there; the dark scheme, and the words that name a status,
have the nearest colour that can. Backgrounds and text follow the team in the light scheme only.
"""

from collections.abc import Mapping

from statuspage.branding import BACKGROUND, LIGHT_BACKGROUND, brand_colors, surface_on
from statuspage.colors import READABLE, VISIBLE, is_dark, legible, mixed
from statuspage.models import Page

_ACCENTS = {"accent": "accent", "css_graph_color": "accent", "css_link_color": "accent"}
_STATES = {
    "css_greens": "ok",
    "css_yellows": "degraded",
    "css_oranges": "partial",
    "css_reds": "major",
    "css_blues": "maint",
    "css_no_data": "none",
}
_GROUNDS = {
    BACKGROUND: "bg",
    "css_font_color": "ink",
    "css_light_font_color": "soft",
    "css_border_color": "line",
}
# As in static/css/public.css.
_LIGHT = {
    "ink": "#16191d",
    "soft": "#5b636d",
    "edge": "#858d96",
    "accent": "#1a56db",
    "ok-ink": "#17714a",
    "degraded-ink": "#855800",
    "partial-ink": "#a8420a",
    "major-ink": "#b3232e",
    "maint-ink": "#2b5bb5",
    "none-ink": "#5b636d",
}
_DARK_GROUNDS = ("#111315", "#191c1f")
_TINT = 0.1
"""The share of a state's colour in the panel that tells of it."""


def is_branded(page: Page) -> bool:
    """Whether the page has a style of its own."""
    return bool(page.colors or page.custom_css)


def brand_css(page: Page, *, custom: bool = True) -> str:
    """The page's style sheet, `custom` with its own rules. Colour fields give colours, whatever they hold."""
    own = {**brand_colors(page, _ACCENTS), **brand_colors(page, _STATES)}
    grounds = brand_colors(page, _GROUNDS)
    light, dark = _light(own, grounds), _dark(own)
    rules = [
        f"@media (prefers-color-scheme: {scheme}){{:root{{{_written(colors)}}}}}"
        for scheme, colors in (("light", light), ("dark", dark))
        if colors
    ]
    return "\n".join([*rules, *([page.custom_css] if custom and page.custom_css else [])])


def _light(own: Mapping[str, str], grounds: Mapping[str, str]) -> dict[str, str]:
    background = grounds.get("bg", LIGHT_BACKGROUND)
    surface = surface_on(background)
    on = (background, surface)
    found: dict[str, str] = {}
    if "bg" in grounds:
        found |= {"bg": background, "surface": surface}
        if is_dark(background):
            found["line"] = mixed(background, "#ffffff", 0.16)
    if "line" in grounds:
        found["line"] = grounds["line"]
    for name, least in (("ink", READABLE), ("soft", READABLE), ("edge", VISIBLE)):
        _put(found, name, grounds.get(name), on, least)
    _put(found, "accent", own.get("accent"), on, VISIBLE)
    return found | _states(own, on, defaults=_LIGHT)


def _dark(own: Mapping[str, str]) -> dict[str, str]:
    found = {}
    if "accent" in own:
        found["accent"] = legible(own["accent"], on=_DARK_GROUNDS, least=VISIBLE)
    return found | _states(own, _DARK_GROUNDS, defaults={})


def _states(own: Mapping[str, str], on: tuple[str, str], *, defaults: Mapping[str, str]) -> dict[str, str]:
    """The colours of the states, and those in which words name them, also in panels of their tint."""
    found: dict[str, str] = {}
    for state in _STATES.values():
        given = own.get(state)
        if given:
            found[state] = given
        base = given or defaults.get(f"{state}-ink")
        if base and (state != "none" or not given):
            grounds = (*on, mixed(on[1], given, _TINT)) if given else on
            ink = legible(base, on=grounds, least=READABLE)
            if given or ink != base:
                found[f"{state}-ink"] = ink
    return found


def _put(found: dict[str, str], name: str, given: str | None, on: tuple[str, str], least: float) -> None:
    color = legible(given or _LIGHT[name], on=on, least=least)
    if given or color != _LIGHT[name]:
        found[name] = color


def _written(properties: Mapping[str, str]) -> str:
    return "".join(f"--{name}:{color};" for name, color in properties.items())
