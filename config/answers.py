"""Answers that no view gives: errors, in the form that the path's readers understand."""

import logging
import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from api.pingpong.errors import error_answer as pingpong_answer
from api.statuspage.errors import error_answer
from api.statuspage.public.answering import is_document, public_error
from config.middleware.headers import REQUEST_ID
from statuspage.publishing import language_of
from web.public.missing import missing

MACHINES = ("/api/", "/admin/api/")
MANAGEMENT = "/v1/"
PINGPONG = ("/rest/", "/widget/")
RETRY_SECONDS = 5
# Whose words are English: programs and the team.
_FOR_OTHERS = (
    *MACHINES,
    MANAGEMENT,
    *PINGPONG,
    "/admin/",
    "/accounts/",
    "/dashboard/",
    "/ping/",
    "/badge/",
    "/b/",
)
_LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
_log = logging.getLogger("candor.answers")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, for requests that Django refuses before any view."""
    return _answer(request, 400, "bad_request", _("Bad request"), _("The request could not be understood."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _answer(request, 403, "forbidden", _("Not allowed"), _("You may not see this."))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, for a form that did not come from us or has waited too long."""
    detail = _(
        "The form was too old, or did not come from this site. Go back, reload the page and try again."
    )
    return _answer(request, 403, "csrf_failed", _("Not allowed"), detail)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, in the look of the page that was asked."""
    if _is_for_visitors(request):
        found = missing(request)
        if found is not None:
            return found
    return unknown_host(request)


def unknown_host(request: HttpRequest) -> HttpResponse:
    """404 that shows nothing of any page: the host name may be one that nobody gave us."""
    return _answer(request, 404, "not_found", _("Not found"), _("There is nothing at this address."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500; 503 when what failed, a middleware's read for example, was the database."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        return unavailable(request, error)
    detail = _("Something went wrong on our side. It has been written to the log under the number below.")
    return _answer(request, 500, "internal_error", _("Internal error"), detail)


def unavailable(request: HttpRequest, error: BaseException) -> HttpResponse:
    """503 with ``Retry-After``."""
    _log.warning("database unavailable: %s", error, extra={"path": request.path_info})
    detail = _("The database cannot be reached right now. Nothing was changed. Please try again shortly.")
    response = _answer(request, 503, "unavailable", _("Temporarily unavailable"), detail)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _answer(
    request: HttpRequest, status: int, code: str, title: str | Promise, detail: str | Promise
) -> HttpResponse:
    if _is_for_visitors(request):
        language = language_of(request.headers.get("Accept-Language", ""), _LANGUAGES)
        with translation.override(language):
            response = _told(request, status, code, str(title), str(detail))
        response.headers["Content-Language"] = language
    else:
        response = _told(request, status, code, str(title), str(detail))
    # What is missing or away now may be there in a moment.
    response.headers["Cache-Control"] = "no-store"
    return response


def _is_for_visitors(request: HttpRequest) -> bool:
    """Whether a person may read the answer who is no member of the team, and speaks any language."""
    path = request.path_info
    return not path.startswith(_FOR_OTHERS) and not is_document(path)


def _told(request: HttpRequest, status: int, code: str, title: str, detail: str) -> HttpResponse:
    if is_document(request.path_info):
        return public_error(status, detail)
    if request.path_info.startswith(MANAGEMENT):
        return error_answer(status, detail)
    if request.path_info.startswith(PINGPONG):
        return pingpong_answer(status, detail)
    request_id = request.META.get(REQUEST_ID, "")
    if request.path_info.startswith(MACHINES):
        document = {
            "type": "about:blank",
            "title": title,
            "status": status,
            "detail": detail,
            "code": code,
            "request_id": request_id,
        }
        return JsonResponse(document, status=status, content_type="application/problem+json")
    context = {"status": status, "title": title, "detail": detail, "request_id": request_id}
    # Without the request, so that no context processor asks the database, which may be what is broken.
    return HttpResponse(render_to_string("error.html", context), status=status)
