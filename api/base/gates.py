"""What a request passes before its handler: credentials, limits, method, scope, reach, parameters, size."""

import re
import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, cast

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from api.base import throttling
from api.base.addresses import client_address
from api.base.authentication import CredentialsRefused, KeyAuthentication
from api.base.faults import Fault, bad_parameter
from api.base.paging import Pages
from api.base.parsing import MAX_BYTES, StrictJSONParser, too_large
from api.base.renderers import HeaderNegotiation
from apikeys import limits, selectors
from apikeys.models import ApiKey
from statuspage.actor import Actor

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
EVERY_METHOD = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,36}")
_UUID = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])",
    re.ASCII | re.IGNORECASE,
)


class Gates(APIView):
    """The gates and the attributes that set them; `DoorView` adds what happens behind.

    Whoever brings no key is told nothing but that.
    """

    door: ClassVar[str] = ""
    scope: ClassVar[str] = ""
    required_scope: ClassVar[Mapping[str, str]] = {}
    public: ClassVar[bool] = False
    """Safe methods need no key."""
    cors: ClassVar[bool] = False
    """Pages of other origins may read it; only for public views."""
    needs_all_pages: ClassVar[Collection[str]] = ()
    """Methods for keys of the whole organization only; GET stands for HEAD and OPTIONS too."""
    parameters: ClassVar[Collection[str] | None] = ()
    """Query parameters beside those of filters and paging; None lets everything through."""
    filterset_class: ClassVar[Any] = None
    paging: ClassVar[type[Pages] | None] = None
    limit_per_minute: ClassVar[int | None] = None
    """The door's own default limit of a key."""
    has_rolling_limit: ClassVar[bool] = False
    """Whether it holds for any sixty seconds, not for minutes with fixed edges."""

    authentication_classes = (KeyAuthentication,)
    permission_classes = ()
    throttle_classes = (throttling.DoorThrottle,)
    parser_classes = (StrictJSONParser,)
    renderer_classes = (JSONRenderer,)
    content_negotiation_class: type[BaseContentNegotiation] = HeaderNegotiation
    versioning_class = None
    http_method_names: Sequence[str] = ("get", "post", "put", "patch", "delete", "head", "options")

    now: datetime
    request_id: str
    refused: CredentialsRefused | None
    usage: limits.Usage | None

    @property
    def key(self) -> ApiKey:
        """The key of the request, where one is required."""
        key = self.request.auth
        if not isinstance(key, ApiKey):
            raise ImproperlyConfigured("A public view has no key.")
        return key

    @property
    def actor(self) -> Actor:
        """Who acts, for services."""
        address = client_address(self.request._request)
        key = self.request.auth
        if isinstance(key, ApiKey):
            return Actor.for_key(uid=key.uid, label=key.name, address=address)
        return Actor.for_visitor(address)

    @property
    def written_path(self) -> str:
        """The path as it is written down, for logs that others read.

        Without UUIDs, also where no view answers: the one of a heartbeat, mistyped, still lets one ping it.
        """
        return _UUID.sub("...", self.request.path)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self._authenticate()
        self._throttle()
        self._check_method()
        self._check_scope()
        self._check_parameters()
        self._check_transport()
        self.format_kwarg = None
        request.accepted_renderer, request.accepted_media_type = self.perform_content_negotiation(request)
        request.version, request.versioning_scheme = None, None

    def scope_of(self, method: str) -> str:
        """The scope that a method needs; empty when any key will do."""
        method = "GET" if method in SAFE else method
        if method in self.required_scope:
            return self.required_scope[method]
        if not self.scope:
            return ""
        return f"{self.scope}:{'read' if method == 'GET' else 'write'}"

    def allowed_parameters(self, method: str) -> set[str] | None:
        """The query parameters that a method takes; None for any."""
        if self.parameters is None:
            return None
        names = set(self.parameters)
        if method in SAFE:
            if self.filterset_class is not None:
                names |= set(self.filterset_class.base_filters)
            if self.paging is not None:
                names |= set(self.paging.parameters)
        return names

    def _authenticate(self) -> None:
        request = self.request
        try:
            for authenticator in request.authenticators or ():
                found = authenticator.authenticate(request)
                if found is not None:
                    request.user, request.auth = cast("tuple[AnonymousUser, Any]", found)
                    return
        except CredentialsRefused as fault:
            self.refused = fault
            self._count_failure()
            raise
        if self._is_open():
            return
        self._count_failure()
        raise Fault(
            401,
            "not_authenticated",
            _("Send your key in the header Authorization: Bearer <key>, or in X-Api-Key."),
            headers={"WWW-Authenticate": self.get_authenticate_header(request) or "Bearer"},
        )

    def _authenticate_by_body(self, unreadable: Fault | None) -> None:
        """The same where the body may hold the credential: one that nobody can read is told in place of that.

        Whoever sends such bodies is counted all the same.
        """
        try:
            self._authenticate()
        except Fault as fault:
            raise unreadable if unreadable and fault.status == 401 else fault from None

    def _count_failure(self) -> None:
        """From the limit on, an address that brings no valid key hears 429 instead of 401."""
        self.usage = limits.failure_usage(client_address(self.request._request))
        if self.usage.exceeded:
            raise throttling.too_many(self.usage)

    def _is_open(self) -> bool:
        """Whether the request may come without a key."""
        return self.public and self.request.method in SAFE

    def _throttle(self) -> None:
        for throttle in cast("list[throttling.DoorThrottle]", self.get_throttles()):
            passed = throttle.allow_request(self.request, self)
            self.usage = throttle.decisive
            if not passed:
                raise throttling.too_many(self.usage)

    def _check_method(self) -> None:
        method = self.request.method or ""
        if method.lower() not in self.http_method_names or not hasattr(self, method.lower()):
            raise Fault(
                405,
                "method_not_allowed",
                _("%(method)s is not possible here.") % {"method": method[:20]},
                headers={"Allow": self._allow()},
            )

    def need_scope(self, needed: str) -> None:
        """Refuse a key that lacks a scope, for views that learn only from the object which one it takes."""
        key = self.request.auth
        if isinstance(key, ApiKey) and not selectors.key_has_scope(key, needed):
            raise Fault(
                403,
                "missing_scope",
                _("The key lacks the scope %(scope)s.") % {"scope": needed},
                extra={"scope": needed},
            )

    def _check_scope(self) -> None:
        key, method = self.request.auth, self.request.method or ""
        if not isinstance(key, ApiKey):
            return
        needed = self.scope_of(method)
        if needed:
            self.need_scope(needed)
        if ("GET" if method in SAFE else method) in self.needs_all_pages and not key.all_pages:
            raise Fault(
                403,
                "page_restricted_key",
                _("This needs a key for all pages of the organization; yours is for some of them."),
            )

    def _check_parameters(self) -> None:
        allowed = self.allowed_parameters(self.request.method or "")
        for name, values in self.request.query_params.lists():
            if allowed is not None and name not in allowed:
                known = ", ".join(sorted(allowed)) or _("none")
                raise bad_parameter(
                    name[:100],
                    "unknown_parameter",
                    _("There is no query parameter %(name)s here. Known are: %(known)s.")
                    % {"name": name[:100], "known": known},
                )
            if any("\x00" in value for value in values):
                raise bad_parameter(name[:100], "null_character", _("A value cannot hold the character NUL."))

    def _check_transport(self) -> None:
        length = self.request.META.get("CONTENT_LENGTH") or "0"
        if self.request.META.get("HTTP_TRANSFER_ENCODING") and length == "0":
            raise Fault(411, "length_required", _("Send the body with a Content-Length."))
        if not (length.isascii() and length.isdigit()):
            raise Fault(400, "invalid_header", _("Content-Length is not a number."))
        if len(length) > 15 or int(length) > MAX_BYTES:
            raise too_large()

    def _allow(self) -> str:
        return ", ".join(name.upper() for name in self.http_method_names if hasattr(self, name))


def request_id_of(request: HttpRequest) -> str:
    """The caller's own id where it is harmless, else a new one."""
    given = request.META.get("HTTP_X_REQUEST_ID", "")
    return given if _REQUEST_ID.fullmatch(given) else str(uuid.uuid4())
