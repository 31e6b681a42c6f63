"""Whatever colours a page has, what is written and drawn in them can be seen, in light and in dark."""

import re

import pytest

from statuspage import services
from statuspage.colors import contrast
from statuspage.exceptions import Invalid
from statuspage.models import Page
from tests.web.public.conftest import BY
from web.public.branding import brand_css

# Of static/css/public.css.
DEFAULTS = {
    "light": {
        "bg": "#fbfbfa",
        "surface": "#ffffff",
        "ink": "#16191d",
        "soft": "#5b636d",
        "accent": "#1a56db",
    },
    "dark": {"bg": "#111315", "surface": "#191c1f", "ink": "#eceef0", "soft": "#9aa4ae", "accent": "#7aa5ff"},
}
STATES = ("ok", "degraded", "partial", "major", "maint")


def _schemes(css: str) -> dict[str, dict[str, str]]:
    found = {scheme: dict(colors) for scheme, colors in DEFAULTS.items()}
    for scheme, body in re.findall(r"prefers-color-scheme: (\w+)\)\{:root\{([^}]*)\}", css):
        found[scheme] |= dict(re.findall(r"--([a-z-]+):(#[0-9a-f]+);", body))
    return found


@pytest.mark.parametrize(
    "colors",
    [
        {"css_body_background_color": "#000000"},
        {"css_body_background_color": "#202a44", "css_font_color": "#222222", "css_greens": "#003300"},
        {"css_body_background_color": "#808080", "css_light_font_color": "#888"},
        {"css_font_color": "#ffffff", "css_link_color": "#ffff00", "css_yellows": "#ffff00"},
        {"css_link_color": "#000033", "css_blues": "#000033", "css_reds": "#330000"},
    ],
)
def test_everything_can_be_read(page: Page, colors: dict[str, str]):
    page.colors = colors
    for name, scheme in _schemes(brand_css(page)).items():
        grounds = [scheme["bg"], scheme["surface"]]
        for ground in grounds:
            assert contrast(scheme["ink"], ground) >= 4.5, name
            assert contrast(scheme["soft"], ground) >= 4.5, name
            assert contrast(scheme["accent"], ground) >= 3, name
            for state in STATES:
                if f"{state}-ink" in scheme:
                    assert contrast(scheme[f"{state}-ink"], ground) >= 4.5, (name, state)


def test_a_colour_that_can_be_read_stays_as_it_is(page: Page):
    page.colors = {"css_font_color": "#112233", "css_link_color": "#8a1f5c", "css_greens": "#1b8a4f"}
    light = _schemes(brand_css(page))["light"]
    assert (light["ink"], light["accent"], light["ok"]) == ("#112233", "#8a1f5c", "#1b8a4f")


def test_a_page_without_colours_has_no_rules(page: Page):
    assert brand_css(page) == ""


def test_all_colours_together_are_refused_where_they_cannot_be_seen(page: Page):
    dim = {"css_body_background_color": "#777777", "css_font_color": "#888888", "css_link_color": "#787878"}
    with pytest.raises(Invalid) as refused:
        services.page_update(page=page, changes={"colors": dim}, by=BY)
    pointers = [one.pointer for one in refused.value.errors if one.code == "low_contrast"]
    assert "/colors/css_font_color" in pointers
    assert "/colors/css_link_color" in pointers
    assert "/colors/css_body_background_color" in pointers
    better = re.search(r"would do is (#[0-9a-f]{6})", refused.value.errors[0].detail)
    assert better is not None
    # One by one, as clients of Statuspage set them, they are taken, and drawn so that they can be seen.
    services.page_update(page=page, changes={}, colors=dim, by=BY)
    assert page.colors == dim
