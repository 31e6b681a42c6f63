"""The view that every path of the door of Stashboard builds on, on both of its mounts.

The public mount is read by everybody; the admin mount is written by keys. A request passes in the order of
the original: version, method, who calls, and then the page, the object and the values; but whoever writes is
asked who they are before anything else.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponseBase
from rest_framework.authentication import BaseAuthentication
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.base.faults import Fault
from api.base.forms import Pair
from api.base.renderers import AlwaysJson
from api.base.views import SAFE, DoorView
from api.stashboard.auth import KeyOrSignature
from api.stashboard.bodies import body_pairs, fields_of, is_signable, query_pairs, read_raw
from api.stashboard.errors import AUTHORIZATION_FAILURE, NO_METHOD, NOTHING_HERE, ErrorShape, stash_error
from api.stashboard.signatures import Sent
from apikeys.models import ApiKey
from statuspage.admission import admitted, page_asked_for
from statuspage.exceptions import NotFound
from statuspage.models import Page
from statuspage.sight import WHOLE, Sight

PUBLIC = "/api/v1"
ADMIN = "/admin/api/v1"
VERSION = "v1"

_CALLBACK = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*", re.ASCII)
_CALLBACK_LENGTH = 128


class StashboardView(DoorView):
    """A path of this door on either mount; a view has methods named as those of HTTP.

    `post` and `delete` are reached on the admin mount alone.
    """

    door = "stashboard"
    shape = ErrorShape()
    schema = None
    scope = "components"
    public = True
    cors = True
    parameters = None
    keeps_answers = False
    content_negotiation_class = AlwaysJson
    http_method_names: Sequence[str] = ("get", "head", "post", "delete", "options")

    mount: str = ""
    """Where the path stands: `/api/v1` or `/admin/api/v1`."""
    has_page: ClassVar[bool] = True
    """Whether it tells of a page, and so only to those who may read that one."""

    fields: Mapping[str, str]
    """The last value of each name in the body and the query; the body's before the query's."""
    sight: Sight
    """What of the page whoever asks may see; with a key also what the page hides."""
    version: str

    # What handlers use

    @property
    def has_key(self) -> bool:
        """Whether a key in force came with the request."""
        return isinstance(self.request.auth, ApiKey)

    def absolute(self, path: str) -> str:
        """The address of a path below the mount, such as `/services/api`, as the client reaches it."""
        return self.site_address(f"{self.mount}{path}")

    def site_address(self, path: str) -> str:
        """The address of a path on the host that was asked."""
        return f"{self._origin}{path}"

    @cached_property
    def _origin(self) -> str:
        request = self.request._request
        return f"{request.scheme}://{request.get_host()}"

    # The way of a request

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.version = kwargs.pop("version", VERSION)
        self.fields = {}
        self._query: list[Pair] = []
        self._sent = Sent()
        self._page: Page | None = None
        self._callback = ""
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.format_kwarg = None
        request.version, request.versioning_scheme = None, None
        request.accepted_renderer, request.accepted_media_type = self.perform_content_negotiation(request)
        unreadable = self._read()
        if not self._is_write:
            self._check_version_and_method()
        self._authenticate_by_body(unreadable)
        self._throttle()
        self._check_version_and_method()
        if unreadable:
            raise unreadable
        self._check_scope()
        if self.has_page:
            self._find_page()

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        request.accepted_renderer = _Jsonp(self._callback) if self._wraps else JSONRenderer()
        request.accepted_media_type = request.accepted_renderer.media_type
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["X-Content-Type-Options"] = "nosniff"
        if not self.is_shared:
            answer["Cache-Control"] = "private, no-store"
        return answer

    @property
    def is_shared(self) -> bool:
        """Not what somebody sees for being who they are or where they are."""
        return self._page is None or self._page.is_open

    @property
    def _wraps(self) -> bool:
        """Whether the answer is a script: then any site's page can read it, in the name of its visitor.

        So nothing is wrapped that cookies or an address open. A key is no such thing: no browser adds it.
        """
        return bool(self._callback) and (self.is_shared or self.has_key)

    def get_authenticators(self) -> list[BaseAuthentication]:
        return [KeyOrSignature(lambda: self._sent, self.now)]

    def _allow(self) -> str:
        return ", ".join(
            name.upper()
            for name in self.http_method_names
            if hasattr(self, name) and (self.mount == ADMIN or name.upper() in SAFE)
        )

    @property
    def _is_write(self) -> bool:
        """Whether this is a write that there is, so that who calls is asked first."""
        return self.request.method not in SAFE and (self.request.method or "") in self._allow().split(", ")

    def _check_version_and_method(self) -> None:
        if self.version != VERSION:
            raise self._counted(stash_error(404, f"API Version {self.version[:100]} not supported"))
        if (self.request.method or "") not in self._allow().split(", "):
            raise self._counted(Fault(405, "method_not_allowed", NO_METHOD, headers={"Allow": self._allow()}))

    def _counted(self, fault: Fault) -> Fault:
        """The same, for somebody who is not known yet: their address is counted like any other's."""
        if self.usage is None:
            self._throttle()
        return fault

    def _read(self) -> Fault | None:
        """Take in body and query; what is wrong with them is told after the caller has been counted."""
        request = self.request._request
        try:
            self._check_transport()
            self._query = query_pairs(request)
            self._callback = _callback_of(self._query)
            raw = read_raw(request) if self.request.method not in SAFE else b""
            self._sent = Sent(self._query, (), raw)
            body = body_pairs(request, raw)
        except Fault as fault:
            return fault
        self._sent = Sent(self._query, body if is_signable(request) else (), raw)
        self.fields = fields_of(self._query, body)
        return None

    def _find_page(self) -> None:
        self.page, self.sight = self._page_of_key() if self.has_key else self._page_of_host()
        self._page = self.page

    def _page_of_key(self) -> tuple[Page, Sight]:
        page = self.home_page()
        if page is None:
            raise stash_error(
                403,
                "This key reaches several pages or none: give it a default page, "
                "or call the host name of one of its pages",
            )
        return page, WHOLE

    def _page_of_host(self) -> tuple[Page, Sight]:
        request = self.request._request
        try:
            page = page_asked_for(request)
        except NotFound:
            raise self._no_page() from None
        # Visitors are admitted where visitors read. Who is signed in to the dashboard plays no part here.
        sight = WHOLE if page.is_open else (admitted(request, page) if self.mount == PUBLIC else None)
        if sight is None:
            raise self._no_page()
        return page, sight

    def _no_page(self) -> Fault:
        """The one answer where no page is, and where none is for whoever asks."""
        if self.mount == ADMIN:
            return stash_error(403, AUTHORIZATION_FAILURE)
        return stash_error(404, NOTHING_HERE)


class NothingHere(StashboardView):
    """Every path below a mount that this door does not have, whatever the method."""

    has_page = False
    http_method_names = ("get", "head", "post", "put", "patch", "delete", "options")

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self._throttle()
        self._read()
        raise stash_error(404, NOTHING_HERE)


class _Jsonp(JSONRenderer):
    """A script that calls a function with the answer."""

    media_type = "application/javascript"
    # Scripts without a character set are read in that of the page which they stand in.
    ensure_ascii = True

    def __init__(self, callback: str) -> None:
        self._callback = callback

    def render(self, *args: Any, **kwargs: Any) -> bytes:
        document = super().render(*args, **kwargs)
        return b"%s(%s);" % (self._callback.encode("ascii"), document) if document else document


def _callback_of(query: list[tuple[str, str]]) -> str:
    """The function that the answer is wrapped in, empty for none; 400 for what is no function's name."""
    name = dict(query).get("callback", "")
    if name and (len(name) > _CALLBACK_LENGTH or not _CALLBACK.fullmatch(name)):
        raise stash_error(400, "Bad callback: it must be the name of a function")
    return name
