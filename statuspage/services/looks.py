"""What a page looks like: the rules of colours, links, style sheets and analytics, and its pictures."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from statuspage.branding import BACKGROUND, FIELDS_OF_TEXT, painted_on
from statuspage.colors import READABLE, VISIBLE, least_contrast, legible
from statuspage.exceptions import Invalid
from statuspage.models import Page, PagePicture
from statuspage.pictures import Picture, told_of
from statuspage.validation import (
    NAME_LENGTH,
    Problems,
    clean_changes,
    clean_choice,
    clean_color,
    clean_text,
    clean_url,
    rule,
    text_rule,
)
from statuspage.vocabulary import AnalyticsKind

CUSTOM_CSS_LENGTH = 50_000
MOST_LINKS = 20
_COLOR_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(?::[0-9]{1,5})?/?", re.IGNORECASE)
_SITES = {
    AnalyticsKind.PLAUSIBLE: re.compile(r"[A-Za-z0-9.-]{1,253}"),
    AnalyticsKind.MATOMO: re.compile(r"[0-9]{1,9}"),
    AnalyticsKind.GOOGLE: re.compile(r"G-[A-Z0-9]{4,20}"),
}


def clean_colors(value: Any, *, pointer: str) -> dict[str, str]:
    """Colours by their names, each for itself."""
    if not isinstance(value, dict) or len(value) > 60:
        raise Invalid.at(pointer, "not_object", _("This must be an object of named colours."))
    clean = {}
    for name, color in value.items():
        if not isinstance(name, str) or not _COLOR_NAME.fullmatch(name):
            raise Invalid.at(f"{pointer}/{name}", "unknown_field", _("A colour has no such name."))
        clean[name] = clean_color(color, pointer=f"{pointer}/{name}")
    return clean


def clean_scheme(value: Any, *, pointer: str) -> dict[str, str]:
    """All colours that a page is to have; refused where text or lines could not be seen on their grounds."""
    colors = clean_colors(value, pointer=pointer)
    grounds = painted_on(colors)
    problems = Problems()
    for field, is_text in FIELDS_OF_TEXT.items():
        color, least = colors.get(field), READABLE if is_text else VISIBLE
        if color is None or (found := least_contrast(color, grounds)) >= least:
            continue
        told = {
            "color": color,
            "ground": min(grounds, key=lambda ground: least_contrast(color, (ground,))),
            # Cut, not rounded: 4.49 is not 4.5.
            "found": int(found * 10) / 10,
            "least": least,
            "better": legible(color, on=grounds, least=least),
        }
        problems.add(
            f"{pointer}/{field}",
            "low_contrast",
            _(
                "%(color)s on %(ground)s is hard to see: the contrast is %(found).1f, and must be at least "
                "%(least).1f. The nearest that would do is %(better)s."
            )
            % told,
        )
    if problems.errors and BACKGROUND in colors:
        detail = _("Or take a lighter or darker background.")
        problems.add(f"{pointer}/{BACKGROUND}", "low_contrast", detail)
    problems.raise_if_any()
    return colors


def clean_links(value: Any, *, pointer: str) -> list[dict[str, str]]:
    """Links of the header and the footer."""
    if not isinstance(value, list) or len(value) > MOST_LINKS:
        raise Invalid.at(pointer, "not_list", _("This must be a list of at most twenty links."))
    clean = []
    problems = Problems()
    for index, link in enumerate(value):
        here = f"{pointer}/{index}"
        if not isinstance(link, dict):
            raise Invalid.at(here, "not_object", _("A link has a label and a url."))
        with problems.caught():
            try:
                clean.append(clean_changes(link, _LINK_RULES))
            except Invalid as invalid:
                raise invalid.under(here) from None
    problems.raise_if_any()
    return clean


def clean_custom_css(value: Any, *, pointer: str) -> str:
    """A style sheet of the page's own."""
    css = clean_text(value, pointer=pointer, max_length=CUSTOM_CSS_LENGTH, multiline=True)
    # It is served as a style sheet; this keeps it harmless should it ever be put inside a document.
    if "</" in css or "<!--" in css:
        raise Invalid.at(pointer, "markup", _("Style sheets cannot hold markup."))
    return css


def clean_analytics(value: Any, *, pointer: str) -> dict[str, str]:
    """Nothing, or what counts visitors: `kind`, `site` (its name for the page) and `host`, where it is asked.

    Google has its own hosts. Nothing but an origin is taken for a host, since browsers are told to trust it.
    """
    if value in ({}, None):
        return {}
    if not isinstance(value, dict):
        raise Invalid.at(pointer, "not_object", _("This must be an object with kind, site and host."))
    try:
        clean = clean_changes({"kind": "", "site": "", **value}, _ANALYTICS_RULES)
        kind = AnalyticsKind(clean["kind"])
        problems = Problems()
        if not _SITES[kind].fullmatch(clean["site"]):
            problems.add("/site", "invalid_site", _SITES_TOLD[kind])
        if kind == AnalyticsKind.GOOGLE:
            clean.pop("host", None)
        elif not _ORIGIN.fullmatch(clean.get("host", "")):
            detail = _("This must be the address of a host alone, such as https://plausible.io.")
            problems.add("/host", "invalid_host", detail)
        else:
            clean["host"] = clean["host"].lower().rstrip("/")
        problems.raise_if_any()
    except Invalid as invalid:
        raise invalid.under(pointer) from None
    return clean


def pictures_keep(page: Page, files: Mapping[str, Picture | None]) -> dict[str, Any]:
    """Keep pictures of a page that is held, take away those that are None, and give what it has by now."""
    told = dict(page.pictures)
    for kind, picture in files.items():
        if picture is None:
            PagePicture.objects.filter(page=page, kind=kind).delete()
            told.pop(kind, None)
            continue
        PagePicture.objects.update_or_create(
            page=page, kind=kind, defaults={"content_type": picture.content_type, "data": picture.data}
        )
        told[kind] = told_of(picture, hashlib.sha256(picture.data).hexdigest()[:16])
    return told


_LINK_RULES = {
    "label": text_rule(NAME_LENGTH, required=True),
    "url": rule(clean_url, required=True),
    "place": rule(clean_choice, words=("header", "footer")),
}
_ANALYTICS_RULES = {
    "kind": rule(clean_choice, words=AnalyticsKind),
    "site": text_rule(NAME_LENGTH),
    "host": text_rule(NAME_LENGTH),
}
_SITES_TOLD = {
    AnalyticsKind.PLAUSIBLE: _("This must be the name of the site there, such as status.example.com."),
    AnalyticsKind.MATOMO: _("This must be the number of the site there, such as 3."),
    AnalyticsKind.GOOGLE: _("This must be a measurement id, such as G-ABC1234567."),
}
