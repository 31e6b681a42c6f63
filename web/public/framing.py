"""What answers other sites: of pages that everyone may read alone, and open to scripts of any origin."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from statuspage.vocabulary import PageVisibility
from web.public.document import Sheet
from web.public.views import of_a_page

View = Callable[..., HttpResponse]


def of_a_public_page(kind: type[Sheet] = Sheet, *, whole: bool = True) -> Callable[[View], View]:
    """`of_a_page`, which other sites never get of a page that asks its visitors who they are.

    Their visitors' cookies would come with the request, and what they may read is not for that site.
    """

    def decorate(view: View) -> View:
        @of_a_page(kind, whole=whole)
        @wraps(view)
        def answer(request: HttpRequest, sheet: Sheet, **arguments: Any) -> HttpResponse:
            if sheet.page.visibility != PageVisibility.PUBLIC:
                raise Http404
            return view(request, sheet, **arguments)

        return answer

    return decorate


def shared(response: HttpResponse) -> HttpResponse:
    """The response, open to the scripts, images and frames of other sites."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
