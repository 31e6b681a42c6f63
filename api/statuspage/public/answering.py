"""How the public documents answer: of open pages to everybody, from any origin, and kept by the edge."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from api.statuspage.errors import error_answer
from api.statuspage.public.reading import Reading
from incidents.exceptions import IncidentNotFound
from statuspage import publishing
from statuspage.admission import admitted, page_asked_for
from statuspage.exceptions import NotFound

ALLOWED = "GET, HEAD, OPTIONS"

_MEDIA_TYPE = "application/json; charset=utf-8"

_PATH = re.compile(
    r"(?:/pages/[-\w]+)?/(?:api/v2|incidents|maintenances|metrics-display)/[-\w/]+\.json", re.ASCII
)


def is_document(path: str) -> bool:
    """Whether a path is that of a public document, or of one that there is not."""
    return _PATH.fullmatch(path) is not None


def public_error(status: int, message: str) -> HttpResponse:
    """An error that scripts of other origins can read."""
    return _for_everybody(error_answer(status, message))


def document(view: Callable[..., dict[str, Any]]) -> Callable[..., HttpResponse]:
    """Gives the view what it tells of the page, and makes its values the answer.

    A page to which whoever asks is not admitted, and whatever the view raises `IncidentNotFound` for, is not
    there. No query parameter, key or language plays any part.
    """

    # Who writes here is told that nothing can be written, and not that a form is too old.
    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, ref: str = "", **arguments: str) -> HttpResponse:
        if request.method == "OPTIONS":
            return _preflight()
        if request.method not in ("GET", "HEAD"):
            refused = public_error(405, "Only GET and HEAD are answered here.")
            refused.headers["Allow"] = ALLOWED
            return refused
        try:
            page = page_asked_for(request, ref)
            sight = admitted(request, page)
            if sight is None:
                raise Http404
            values = view(Reading(page, sight), **arguments)
        except (NotFound, IncidentNotFound):
            raise Http404 from None
        response = JsonResponse(values, json_dumps_params={"ensure_ascii": False})
        if page.is_open:
            response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Content-Type"] = _MEDIA_TYPE
        publishing.mark(response, page=page, sight=sight, languages=())
        return response

    return answer


def _for_everybody(response: HttpResponse) -> HttpResponse:
    response.headers["Content-Type"] = _MEDIA_TYPE
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _preflight() -> HttpResponse:
    response = HttpResponse(status=204)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD"
    response.headers["Access-Control-Allow-Headers"] = "*"
    response.headers["Access-Control-Max-Age"] = "86400"
    return response
