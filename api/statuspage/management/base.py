"""The view that every path of the management API builds on.

After the gates of every door the body is read, and then the handler of the method is called. An object's
PUT is its PATCH: views say `put = patch`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, TypeVar

from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework.response import Response

from api.base.faults import Fault, not_found
from api.base.renderers import AlwaysJson
from api.base.views import SAFE, DoorView
from api.statuspage.management import bodies, paging
from api.statuspage.management.auth import OAuthKey
from api.statuspage.management.errors import ErrorShape, bad_request
from apikeys import selectors
from statuspage.exceptions import Conflict, FieldError, Invalid
from statuspage.models import Page

Row = TypeVar("Row")


class ManagementView(DoorView):
    """A path of the management API; a view sets `scope` and has methods named as those of HTTP."""

    door = "statuspage"
    shape = ErrorShape()
    schema = None
    parameters = None
    limit_per_minute = 60
    has_rolling_limit = True
    keeps_answers = False
    content_negotiation_class = AlwaysJson

    fields: ClassVar[Mapping[str, str]] = {}
    """The door's names of fields by the domain's, where they differ, for errors; empty for none at all."""
    conflict_status: ClassVar[int] = 422
    """What is answered where the state of an object does not allow the act."""

    body: dict[str, Any]
    """What was sent, as JSON or as a form; empty where nothing was."""

    # What handlers use

    def page_at(self, page_id: str) -> Page:
        """The page with this id, if the key reaches it; else 404."""
        page = next(iter(selectors.key_pages(self.key).filter(uid=page_id).order_by()), None)
        if page is None:
            fault = not_found()
            fault.is_refusal = True
            raise fault
        self.page = page
        return page

    def wrapped(self, name: str) -> dict[str, Any]:
        """The object that the body wraps under its name; 400 where there is none."""
        if self.body.get(name) in (None, ""):
            raise bad_request(f"{name} is missing")
        return self.wrapped_or_empty(name)

    def wrapped_or_empty(self, name: str) -> dict[str, Any]:
        """The same where it may be left out; 400 for what is no object."""
        value = self.body.get(name)
        # A form has no other way to send an empty object, and JSON has null.
        if value is None or value == "":
            return {}
        if not isinstance(value, dict):
            raise bad_request(f"{name} must be an object")
        return value

    def listed(
        self,
        rows: Any,
        represent: Callable[[Sequence[Any]], list[dict[str, Any]]],
        *,
        size_names: Sequence[str] = ("per_page",),
        first: int = 1,
        default: int = paging.MOST,
        most: int = paging.MOST,
    ) -> Response:
        """The asked page of the rows, a query set in total order or a sequence, as a bare array.

        400 for a page before the `first` or a size below 1; a size above `most` is `most`.
        """
        size = paging.size_of(self.request, size_names, default=default, most=most)
        offset = paging.number_of(self.request, first=first) * size
        found = rows[offset : offset + size] if offset <= paging.FAR else []
        return Response(represent(list(found)))

    # The way of a request

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.body = {}
        super().initial(request, *args, **kwargs)
        if request.method not in SAFE:
            self.body = bodies.read_body(request._request)

    def handle(self, handler: Callable[..., Response]) -> Response:
        try:
            return handler(self.request, *self.args, **self.kwargs)
        except Invalid as invalid:
            raise Invalid(self._renamed(error) for error in invalid.errors) from None
        except Conflict as conflict:
            raise Fault(self.conflict_status, conflict.code, conflict.detail) from None

    def get_authenticators(self) -> list[BaseAuthentication]:
        return [OAuthKey()]

    def _renamed(self, error: FieldError) -> FieldError:
        parts = [self.fields.get(part, part) for part in error.pointer.split("/")]
        return FieldError("/".join(["", *filter(None, parts)]), error.code, error.detail)


class NothingHere(ManagementView):
    """Every path that this API does not have: 404, with a key and without."""

    def _is_open(self) -> bool:
        return True

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """Refuses."""
        raise not_found()

    get = post = put = patch = delete = options = answer
