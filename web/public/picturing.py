"""The pictures of a page: those that its team uploaded, and the icon of its tab, which follows the status."""

from base64 import b64encode
from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse

from statuspage.branding import brand_colors
from statuspage.colors import VISIBLE, contrast
from statuspage.models import Page, PagePicture
from statuspage.selectors import page_overall
from web.public.document import Sheet
from web.public.views import of_a_page
from web.public.words import LOOKS

_COLORS: Mapping[str, str] = {
    "ok": "#1f9d61",
    "degraded": "#d29a07",
    "partial": "#e0701a",
    "major": "#cf2f3a",
    "maint": "#3f73d8",
    "none": "#858d96",
}
_FIELDS: Mapping[str, str] = {
    "css_greens": "ok",
    "css_yellows": "degraded",
    "css_oranges": "partial",
    "css_reds": "major",
    "css_blues": "maint",
    "css_no_data": "none",
}
# A shape and a sign for each, so that no colour has to be told from another one; 32 units wide.
_SIGNS: Mapping[str, tuple[str, str]] = {
    "ok": ('<circle cx="16" cy="16" r="15"/>', "M9 16.6l4.8 4.8 9.4-10"),
    "degraded": ('<path d="M16 2.5L31 29H1z"/>', "M16 12v7.5M16 24.4v.2"),
    "partial": ('<path d="M16 .8L31.2 16 16 31.2.8 16z"/>', "M16 8.5v9.5M16 23.4v.2"),
    "major": ('<path d="M10 1h12l9 9v12l-9 9H10l-9-9V10z"/>', "M10.5 10.5l11 11M21.5 10.5l-11 11"),
    "maint": ('<rect x="1.5" y="1.5" width="29" height="29" rx="7"/>', "M9.5 16h.2M16 16h.2M22.5 16h.2"),
    "none": ('<circle cx="16" cy="16" r="15"/>', "M9.5 16h13"),
}
_SANDBOX = "default-src 'none'; img-src data:; sandbox"


@of_a_page(whole=False)
def logo(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """The page's logo."""
    return _picture(sheet.page, "logo")


@of_a_page(whole=False)
def favicon(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """The page's own icon, as it was uploaded, for browsers that know no SVG there."""
    return _picture(sheet.page, "favicon")


@of_a_page(whole=False)
def status_icon(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """The icon of the tab: a sign of the status, or the page's own icon, with the sign if not all is well."""
    overall = page_overall(sheet.page, sight=sheet.sight)
    look = LOOKS[overall]
    sign = _sign(look, brand_colors(sheet.page, _FIELDS).get(look, _COLORS[look]))
    own = PagePicture.objects.filter(page=sheet.page, kind="favicon").first()
    if own is not None:
        data = b64encode(bytes(own.data)).decode()
        sign = f'<image href="data:{own.content_type};base64,{data}" width="32" height="32"/>' + (
            "" if look == "ok" else f'<g transform="translate(14 14) scale(.5625)">{sign}</g>'
        )
    opens = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="32" height="32">'
    body = f"{opens}{sign}</svg>"
    return _sealed(HttpResponse(body, content_type="image/svg+xml"))


def _picture(page: Page, kind: str) -> HttpResponse:
    found = PagePicture.objects.filter(page=page, kind=kind).first()
    if found is None:
        raise Http404
    return _sealed(HttpResponse(bytes(found.data), content_type=found.content_type))


def _sealed(response: HttpResponse) -> HttpResponse:
    """A picture that can do nothing, even where somebody opens it as a document."""
    response.headers["Content-Security-Policy"] = _SANDBOX
    return response


def _sign(look: str, color: str) -> str:
    shape, stroke = _SIGNS[look]
    drawn = "#fff" if contrast(color, "#fff") >= VISIBLE else "#16191d"
    return (
        f'<g fill="{color}" stroke="#fff" stroke-width="1">{shape}</g>'
        f'<path d="{stroke}" fill="none" stroke="{drawn}" stroke-width="4" stroke-linecap="round" '
        'stroke-linejoin="round"/>'
    )
