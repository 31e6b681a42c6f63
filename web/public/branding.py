"""A page's colours as custom properties: branding changes these and nothing else."""

from statuspage.branding import brand_colors
from statuspage.models import Page

# Statuspage's colour fields and the properties that they set. Backgrounds and text follow them in the light
# scheme only: with a light background alone, dark mode would become unreadable.
_ALWAYS = {
    "css_link_color": "--accent",
    "css_graph_color": "--accent",
    "css_greens": "--ok",
    "css_yellows": "--degraded",
    "css_oranges": "--partial",
    "css_reds": "--major",
    "css_blues": "--maint",
    "css_no_data": "--none",
}
_LIGHT = {
    "css_body_background_color": "--bg",
    "css_font_color": "--ink",
    "css_light_font_color": "--soft",
    "css_border_color": "--line",
}


def is_branded(page: Page) -> bool:
    """Whether the page has a style of its own."""
    return bool(page.colors or page.custom_css)


def brand_css(page: Page, *, custom: bool = True) -> str:
    """The page's style sheet, `custom` with its own rules. Colour fields give colours, whatever they hold."""
    always, light = _properties(page, _ALWAYS), _properties(page, _LIGHT)
    rules = []
    if always:
        rules.append(f":root{{{always}}}")
    if light:
        rules.append(f"@media (prefers-color-scheme: light){{:root{{{light}}}}}")
    return "\n".join([*rules, *([page.custom_css] if custom else [])])


def _properties(page: Page, names: dict[str, str]) -> str:
    return "".join(f"{name}:{color};" for name, color in brand_colors(page, names).items())
