"""The pictures of a page: those that its team uploaded, and the icon of its tab, which follows the status."""

from base64 import b64encode

from django.http import Http404, HttpRequest, HttpResponse

from statuspage.models import Page, PagePicture
from statuspage.selectors import page_overall
from web.public.document import Sheet
from web.public.signs import sign_color, sign_svg
from web.public.views import of_a_page
from web.public.words import LOOKS

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
    sign = sign_svg(look, sign_color(sheet.page, look))
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
