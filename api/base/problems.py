"""Faults as problem documents (RFC 9457): the shape of our own API."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.base.addresses import absolute
from api.base.faults import Fault, Problem

MEDIA_TYPE = "application/problem+json"

TITLES = {
    400: _("Bad request"),
    401: _("Not authenticated"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("Method not allowed"),
    406: _("Not acceptable"),
    409: _("Conflict"),
    411: _("Length required"),
    412: _("Precondition failed"),
    413: _("Too large"),
    415: _("Unsupported media type"),
    422: _("Invalid input"),
    429: _("Too many requests"),
    500: _("Internal error"),
    503: _("Temporarily unavailable"),
}


class ProblemRenderer(JSONRenderer):
    """JSON under the media type of problem documents."""

    media_type = MEDIA_TYPE
    format = "problem"


class ProblemShape:
    """`type`, `title`, `status`, `detail`, `code`, `request_id` and, where fields are wrong, `errors`."""

    def response(self, fault: Fault, request: Request, request_id: str) -> Response:
        response = Response(problem_document(fault, request_id), status=fault.status, content_type=MEDIA_TYPE)
        request.accepted_renderer = ProblemRenderer()
        request.accepted_media_type = MEDIA_TYPE
        return response


def problem_document(fault: Fault, request_id: str) -> dict[str, Any]:
    """The document; also what a bulk answer holds for an item that failed."""
    document: dict[str, Any] = {
        "type": absolute(f"/docs/errors/#{fault.code}"),
        "title": str(TITLES.get(fault.status, _("Error"))),
        "status": fault.status,
        "detail": fault.detail,
        "code": fault.code,
        "request_id": request_id,
        **fault.extra,
    }
    if fault.errors:
        document["errors"] = [_error(problem) for problem in fault.errors]
    return document


def _error(problem: Problem) -> dict[str, str]:
    places = {"pointer": problem.pointer, "parameter": problem.parameter, "header": problem.header}
    return {
        **{name: place for name, place in places.items() if place is not None},
        "code": problem.code,
        "detail": problem.detail,
    }
