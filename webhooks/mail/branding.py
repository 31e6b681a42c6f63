"""What a page's mails look like, frozen with their content so that a second try is the same mail."""

from typing import Any

from statuspage.branding import DEFAULT_COLORS, DRAWN_UNKNOWN, brand_colors
from statuspage.exceptions import Invalid
from statuspage.links import picture_url
from statuspage.models import Page
from statuspage.richtext import render
from statuspage.status import Status
from statuspage.validation import clean_email

_LONGEST_FOOTER = 2_000
_FIELDS = {
    "css_link_color": "accent",
    "css_greens": "ok",
    "css_yellows": "degraded",
    "css_oranges": "partial",
    "css_reds": "major",
    "css_blues": "maint",
}
# The light scheme of the public page; branding replaces these and nothing else.
_COLORS = {look: DEFAULT_COLORS[field] for field, look in _FIELDS.items()} | {"none": DRAWN_UNKNOWN}
_LOOKS = {
    Status.OPERATIONAL.value: "ok",
    Status.UNDER_MAINTENANCE.value: "maint",
    Status.DEGRADED_PERFORMANCE.value: "degraded",
    Status.PARTIAL_OUTAGE.value: "partial",
    Status.MAJOR_OUTAGE.value: "major",
    Status.UNAVAILABLE.value: "major",
}


def page_brand(page: Page) -> dict[str, Any]:
    """Colours, logo, footer (sanitised HTML) and the address that answers go to, as JSON can hold them."""
    return {
        "colors": {**_COLORS, **brand_colors(page, _FIELDS)},
        "logo": _logo_url(page),
        "footer": render(page.notifications_email_footer[:_LONGEST_FOOTER]),
        "reply_to": _address(page.notifications_from_email),
    }


def look_color(brand: dict[str, Any], look: str) -> str:
    """The colour of a status word."""
    colors = {**_COLORS, **brand.get("colors", {})}
    return str(colors[_LOOKS.get(look, "none")])


def accent_color(brand: dict[str, Any]) -> str:
    """The colour of links and buttons."""
    return str({**_COLORS, **brand.get("colors", {})}["accent"])


def _address(given: str) -> str:
    """An address that mail can be answered to; a page imported from elsewhere may name none."""
    try:
        return clean_email(given, required=False)
    except Invalid:
        return ""


def _logo_url(page: Page) -> str:
    """Mail programs ask for it without signing in, so it is told of open pages alone."""
    return picture_url(page, "logo") if page.is_open else ""
