"""The view that every resource of this door builds on.

A request passes, in the order that clients of Healthchecks know: method, body, key, and then the page, the
object and the values, which the handler looks at.
"""

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from django.urls import URLPattern, path, register_converter, resolve
from django.urls.converters import StringConverter
from django.views.decorators.csrf import csrf_exempt
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework.response import Response

from api.base.faults import Fault
from api.base.renderers import AlwaysJson
from api.base.views import DoorView
from api.healthchecks.auth import WRONG, HeaderOrBody
from api.healthchecks.bodies import is_chunked, read_object
from api.healthchecks.errors import ErrorShape, silent
from api.healthchecks.unique_keys import unique_key
from apikeys import selectors
from monitoring.models import Check
from monitoring.selectors import heartbeat_codes_of, heartbeat_shown
from statuspage.exceptions import NotFound
from statuspage.models import Page

MAX_AGE_SECONDS = 600


class VersionConverter(StringConverter):
    """A version of the API: all of them have the same routes."""

    regex = "v[123]"


register_converter(VersionConverter, "hcversion")


class HealthchecksView(DoorView):
    """A path of this door; handlers find the parsed body in `self.body`.

    Any key needs to write checks, but for GET where a view is `readable`: there, reading them is enough.
    """

    door = "healthchecks"
    shape = ErrorShape()
    schema = None
    parameters = None
    limit_per_minute = 100
    keeps_answers = False
    content_negotiation_class = AlwaysJson
    http_method_names = ("get", "post", "delete", "options")
    readable: ClassVar[bool] = False

    version: str
    body: dict[str, Any]

    @property
    def may_write(self) -> bool:
        """Whether the key is what clients know as a read-write key."""
        return selectors.key_has_scope(self.key, "checks:write")

    @property
    def written_path(self) -> str:
        """With the unique key of a check in place of its UUID, which would let readers of logs ping it."""
        code = self.kwargs.get("code")
        return self.request.path.replace(str(code), unique_key(code)) if code else self.request.path

    def get_project(self) -> Page:
        """The page that a path without a page means: the key's only or default page, else the host's."""
        page = self.home_page()
        if page is None:
            raise Fault(
                403,
                "no_page",
                "this key reaches several pages or none: give it a default page, "
                "or call the host name of one of its pages",
            )
        self.page = page
        return page

    def check_at(self, code: UUID) -> Check:
        """The heartbeat with this code: 404 where there is none, 403 if the key does not reach its page."""
        check = heartbeat_shown(code)
        if check is None:
            raise _no_check()
        if not selectors.key_may_see(self.key, check.page):
            raise Fault(403, "forbidden", "this check belongs to another project")
        self.page = check.page
        return check

    def check_with_key(self, key: str) -> Check:
        """The heartbeat with this unique key on any page that the caller's key reaches; else 404."""
        codes = heartbeat_codes_of(selectors.key_pages(self.key))
        # Nothing leads back from a key to its check, so all of them are looked through.
        code = next((code for code in codes if unique_key(code) == key), None)
        if code is None:
            raise _no_check()
        return self.check_at(code)

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """What browsers ask before a request of another origin; no key is needed."""
        return Response(status=204)

    # The way of a request

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.version = kwargs.pop("version")
        self.body = {}
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.format_kwarg = None
        request.version, request.versioning_scheme = None, None
        request.accepted_renderer, request.accepted_media_type = self.perform_content_negotiation(request)
        self._check_method()
        if request.method == "OPTIONS":
            return
        unreadable = self._read() if request.method == "POST" else None
        self._authenticate_by_body(unreadable)
        self._throttle()
        if unreadable:
            raise unreadable
        self._check_scope()
        self._check_parameters()

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Access-Control-Allow-Origin"] = "*"
        answer["Access-Control-Allow-Headers"] = "X-Api-Key"
        answer["Access-Control-Allow-Methods"] = self._allow()
        answer["Access-Control-Max-Age"] = str(MAX_AGE_SECONDS)
        return answer

    def get_authenticators(self) -> list[BaseAuthentication]:
        return [HeaderOrBody(lambda: self.body)]

    def scope_of(self, method: str) -> str:
        """Reading is enough for GET where the view says so."""
        return "checks:read" if self.readable and method == "GET" else "checks:write"

    def need_scope(self, needed: str) -> None:
        """A key that may not do it is a wrong key, as far as clients of this door know."""
        if selectors.key_has_scope(self.key, needed):
            return
        fault = Fault(401, "missing_scope", WRONG, extra={"scope": needed})
        fault.is_refusal = True
        raise fault

    def _check_method(self) -> None:
        if (self.request.method or "") not in self._allow().split(", "):
            raise silent(405, "method_not_allowed", headers={"Allow": self._allow()})

    def _read(self) -> Fault | None:
        """Take in the body; what is wrong with it is told after the caller has been counted."""
        try:
            self._check_transport()
            self.body = read_object(self.request._request)
        except Fault as fault:
            return fault
        return None

    def _check_transport(self) -> None:
        # The size of a body in chunks shows as it is read.
        if not is_chunked(self.request._request):
            super()._check_transport()


def unslashed(route: str) -> URLPattern:
    """The path of a list without its final slash, which answers 301; `route` stands below the version."""
    return path(f"api/<hcversion:version>/{route}", add_slash)


@csrf_exempt
def add_slash(request: HttpRequest, **names: Any) -> HttpResponseBase:
    """GET and POST are sent to the same path with a slash; other methods are answered as they are there.

    Browsers follow no redirect of the OPTIONS that they ask first. Clients turn a redirected POST into a
    GET, as with the original.
    """
    if request.method not in {"GET", "POST"}:
        slashed = resolve(f"{request.path_info}/")
        answer: HttpResponseBase = slashed.func(request, *slashed.args, **slashed.kwargs)
        return answer
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(
        f"{request.path}/{'?' if query else ''}{query}", headers={"Access-Control-Allow-Origin": "*"}
    )


def _no_check() -> NotFound:
    return NotFound("there is no such check")
