"""The database is away: say so at once, with a time to come back, instead of an error."""

from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from config import answers


class Outage:
    """503 with ``Retry-After`` for views that met a database that is away, locked or too slow."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """None leaves every other exception to Django."""
        if isinstance(exception, OperationalError | InterfaceError):
            return answers.unavailable(request, exception)
        return None
