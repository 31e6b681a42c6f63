"""The view that every path of this door builds on.

PUT and PATCH are alike: views say `put = patch`. The body is read when a handler first asks for it, after
it has found its object, so that a wrong id is told before a wrong value.
"""

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, ClassVar

from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.response import Response

from api.base.faults import Fault, not_found
from api.base.renderers import AlwaysJson
from api.base.views import DoorView
from api.pingpong.auth import TokenKey
from api.pingpong.bodies import read_body
from api.pingpong.errors import ErrorShape
from statuspage.exceptions import FieldError, Invalid
from statuspage.ids import UID
from statuspage.models import Page

PREFLIGHT_SECONDS = 86_400


class PingPongView(DoorView):
    """A path of this door; a view sets `scope` and has methods named as those of HTTP.

    Any site may read the answers, as with the original: no cookie plays a part here.
    """

    door = "pingpong"
    shape = ErrorShape()
    schema = None
    parameters = None
    cors = True
    authentication_classes = (TokenKey,)
    content_negotiation_class = AlwaysJson

    fields: ClassVar[Mapping[str, str]] = {}
    """The door's names of fields by the domain's, where they differ, for errors."""
    id_form: ClassVar[re.Pattern[str]] = UID
    """How ids in the path look; any other is 404 before the database is asked."""

    @cached_property
    def body(self) -> dict[str, Any]:
        """What was sent, as JSON or as a form; empty where nothing was. Raises `Fault` and `Invalid`."""
        return read_body(self.request._request)

    @cached_property
    def project(self) -> Page:
        """The page that the key stands for: its only or default one, else the host's; 403 without any."""
        page = self.home_page()
        if page is None:
            raise Fault(
                403,
                "no_page",
                "This key reaches several pages or none: give it a default page, "
                "or call the host name of one of its pages.",
            )
        self.page = page
        return page

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """What browsers ask before a request of another origin; no key is needed."""
        methods = self._allow()
        return Response(
            status=204,
            headers={
                "Allow": methods,
                "Access-Control-Allow-Methods": methods,
                "Access-Control-Allow-Headers": "Authorization, Content-Type",
                "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
            },
        )

    # The way of a request

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if any(self.id_form.fullmatch(uid) is None for uid in kwargs.values()):
            raise not_found()

    def handle(self, handler: Callable[..., Response]) -> Response:
        try:
            return handler(self.request, *self.args, **self.kwargs)
        except Invalid as invalid:
            # Whatever else an `Invalid` is besides, such as a token used twice, names no field.
            if type(invalid) is not Invalid:
                raise
            raise Invalid(self._renamed(error) for error in invalid.errors) from None

    def _is_open(self) -> bool:
        return self.request.method == "OPTIONS" or super()._is_open()

    def _renamed(self, error: FieldError) -> FieldError:
        parts = [self.fields.get(part, part) for part in error.pointer.split("/")]
        return FieldError("/".join(["", *filter(None, parts)]), error.code, error.detail)


class NothingHere(PingPongView):
    """Every path that this door does not have: 404, with a key and without."""

    def _is_open(self) -> bool:
        return True

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """Refuses."""
        raise not_found()

    get = post = put = patch = delete = answer
