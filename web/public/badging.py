"""Badges of a page and its components, for other sites and for documents."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from statuspage import badges, selectors
from statuspage.exceptions import NotFound
from statuspage.models import Component
from statuspage.status import page_description
from web.public.document import Sheet
from web.public.framing import answers_scripts, of_a_public_page, shared


@of_a_public_page()
def page_svg(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """The overall status as an image."""
    overall = selectors.page_overall(sheet.page, sight=sheet.sight)
    return _svg(badges.badge(sheet.page.name, str(page_description(overall)), badges.COLORS[overall]))


@answers_scripts
@of_a_public_page()
def page_shields(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """The overall status for Shields.io."""
    overall = selectors.page_overall(sheet.page, sight=sheet.sight)
    return shared(JsonResponse(badges.shields(sheet.page.name, str(page_description(overall)), overall)))


@of_a_public_page()
def component_svg(request: HttpRequest, sheet: Sheet, slug: str) -> HttpResponse:
    """A component's status as an image."""
    found = _component(sheet, slug)
    return _svg(badges.status_badge(sheet.said(found, "name"), found.status))


@answers_scripts
@of_a_public_page()
def component_shields(request: HttpRequest, sheet: Sheet, slug: str) -> HttpResponse:
    """A component's status for Shields.io."""
    found = _component(sheet, slug)
    status = found.get_status_display()
    return shared(JsonResponse(badges.shields(sheet.said(found, "name"), status, found.status)))


def _component(sheet: Sheet, slug: str) -> Component:
    try:
        return selectors.component_shown(sheet.page, slug, sight=sheet.sight)
    except NotFound:
        raise Http404 from None


def _svg(document: str) -> HttpResponse:
    return shared(HttpResponse(document, content_type="image/svg+xml"))
