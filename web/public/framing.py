"""What answers other sites: of pages that everyone may read alone, and open to scripts of any origin."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

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
            if not sheet.page.is_open:
                raise Http404
            return view(request, sheet, **arguments)

        return answer

    return decorate


def answers_scripts(view: View) -> View:
    """Lets scripts of other sites read a 404 too: they must know that there is nothing to tell any more."""

    @wraps(view)
    def answer(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, *arguments, **named)
        except Http404:
            response = JsonResponse({"error": "not_found"}, status=404)
            response.headers["Cache-Control"] = "no-store"
            return shared(response)

    return answer


def shared(response: HttpResponse) -> HttpResponse:
    """The response, open to the scripts, images and frames of other sites."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
