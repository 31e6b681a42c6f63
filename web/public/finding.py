"""Which page a request asks for, and in which language it is answered."""

from django.conf import settings
from django.http import Http404, HttpRequest

from statuspage import selectors
from statuspage.exceptions import NotFound
from statuspage.models import Page
from statuspage.publishing import language_of


def page_of(request: HttpRequest, ref: str = "") -> Page | None:
    """The public page at this host and path; None when there is no page at all yet.

    Raises `Http404` for unknown pages and, in the same way, for those that are not public. Under a page's own
    domain no other page answers.
    """
    page = page_at(request, ref)
    if page is not None and not page.is_open:
        raise Http404
    return page


def page_at(request: HttpRequest, ref: str = "") -> Page | None:
    """The same for every page, public or not: for those who show that they belong there."""
    try:
        return selectors.page_at(request.get_host(), ref)
    except NotFound:
        if not ref and selectors.page_first() is None:
            return None
        raise Http404 from None


def language_for(request: HttpRequest, page: Page, *, preferred: str = "") -> str:
    """`?lang=` or the `preferred` one if the page speaks it, else the best of what the browser asks for."""
    languages = tuple(page.languages) or (settings.LANGUAGE_CODE,)
    asked = request.GET.get("lang", "") or preferred
    return asked if asked in languages else language_of(request.headers.get("Accept-Language", ""), languages)
