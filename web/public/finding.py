"""Which page a request asks for, what its sender sees of it, and in which language it is answered."""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest

from statuspage import selectors
from statuspage.admission import admitted, page_asked_for
from statuspage.exceptions import NotFound
from statuspage.models import Page
from statuspage.publishing import language_of
from statuspage.sight import Sight


@dataclass(frozen=True, slots=True)
class Visit:
    """A page, and what whoever asks for it sees there."""

    page: Page
    sight: Sight


class Closed(Http404):
    """Whoever asks is not let in to a page: answered like an unknown page where no view knows better."""

    def __init__(self, page: Page) -> None:
        self.page = page
        super().__init__()


def base_of(ref: str) -> str:
    """The path before a page's own paths."""
    return f"/pages/{ref}" if ref else ""


def visit_of(request: HttpRequest, ref: str = "") -> Visit | None:
    """The page at this host and path with what the visitor sees of it; None when there is no page at all yet.

    Raises `Http404` for unknown pages, and `Closed` for those to which the visitor is not admitted. Under a
    page's own domain no other page answers.
    """
    page = page_at(request, ref)
    if page is None:
        return None
    sight = admitted(request, page)
    if sight is None:
        raise Closed(page)
    return Visit(page, sight)


def page_at(request: HttpRequest, ref: str = "", *, from_anywhere: bool = False) -> Page | None:
    """The page alone, whoever asks: for those who show in another way that they belong there.

    `from_anywhere` also for network addresses from which it cannot be read.
    """
    try:
        return selectors.page_at(request.get_host(), ref) if from_anywhere else page_asked_for(request, ref)
    except NotFound:
        if not ref and selectors.page_first() is None:
            return None
        raise Http404 from None


def language_for(request: HttpRequest, page: Page, *, preferred: str = "") -> str:
    """`?lang=` or the `preferred` one if the page speaks it, else the best of what the browser asks for."""
    languages = tuple(page.languages) or (settings.LANGUAGE_CODE,)
    asked = request.GET.get("lang", "") or preferred
    return asked if asked in languages else language_of(request.headers.get("Accept-Language", ""), languages)
