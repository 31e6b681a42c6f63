"""Headers that every response carries: an id to quote, and what a browser may do with it."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import has_vary_header

from statuspage.policy import policy

REQUEST_ID = "candor.request_id"
"""The key of the request's id in ``request.META``."""

POLICY = policy()
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class Headers:
    """Names each request and sets the policy for browsers; a view that needs another sets its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = request.META.setdefault(REQUEST_ID, uuid.uuid4().hex)
        response = self._get_response(request)
        response.headers.setdefault("X-Request-Id", request_id)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        # What somebody's session was asked for is theirs: nothing on the way may keep it for others.
        if has_vary_header(response, "Cookie"):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
