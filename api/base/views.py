"""The view that every JSON door builds on.

A request passes, in this order: credentials, limits, method, scope, reach, query parameters, and then the
handler; whatever refuses it raises, and one place turns that into the door's own error. Nothing here knows
our error format: that is `shape`, an attribute of the door.
"""

import logging
import re
import time
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, ClassVar, cast

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import got_request_exception
from django.db import DatabaseError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from api.base import repeats, tags, throttling
from api.base.addresses import client_address
from api.base.authentication import CredentialsRefused, KeyAuthentication
from api.base.faults import Fault, FaultShape, bad_parameter, fault_of, not_found
from api.base.paging import Pages
from api.base.parsing import MAX_BYTES, StrictJSONParser, too_large
from api.base.problems import ProblemShape
from api.base.renderers import HeaderNegotiation
from apikeys import access_log, limits, selectors
from apikeys.models import ApiKey
from statuspage import journal
from statuspage.actor import Actor
from statuspage.models import Page
from statuspage.vocabulary import PageVisibility

logger = logging.getLogger(__name__)

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
EVERY_METHOD = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
OBJECT = frozenset({"GET", "PUT", "PATCH"})
"""Methods of an object's own path that answer the object: for `tagged`."""
COLLECTION = frozenset({"POST"})
"""Methods of a collection's path that answer one object: for `tagged`."""
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,36}")


class DoorView(APIView):
    """Base of all views of all JSON doors.

    A door sets `door`, `shape` and perhaps `authentication_classes`; a view sets `scope` (a resource:
    `:read` is needed for safe methods and `:write` for the others) or `required_scope` per method. Handlers
    find the key in `request.auth`, the actor in `self.actor`, the frozen time in `self.now`, and raise
    `Fault`, a service's `DomainError` or a framework exception.
    """

    door: ClassVar[str] = ""
    shape: ClassVar[FaultShape] = ProblemShape()
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
    tagged: ClassVar[Collection[str]] = ()
    """Methods whose answer is an object with an ETag."""
    volatile: ClassVar[Collection[str]] = ()
    """Fields that change by themselves: left out of the ETag, which then never gives a 304."""
    secret_fields: ClassVar[Collection[str]] = ("key", "secret")
    """Fields of answers that are given once and never kept."""
    keeps_answers: ClassVar[bool] = True
    """Whether `Idempotency-Key` is heeded; False where the act must not run inside one transaction."""
    limit_per_minute: ClassVar[int | None] = None
    """The door's own default limit of a key."""

    authentication_classes = (KeyAuthentication,)
    permission_classes = ()
    throttle_classes = (throttling.DoorThrottle,)
    parser_classes = (StrictJSONParser,)
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = HeaderNegotiation
    versioning_class = None
    http_method_names = ("get", "post", "put", "patch", "delete", "head", "options")

    page: Page

    # What handlers use

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

    def get_page(self, reference: str) -> Page:
        """The page with this uid or slug, if the key reaches it or, without one, it is public; else 404."""
        key = self.request.auth
        page = selectors.key_page(key, reference) if isinstance(key, ApiKey) else _public_page(reference)
        if page is None:
            fault = not_found(_("There is no such page."))
            fault.is_refusal = True
            raise fault
        self.page = page
        return page

    def read_body(self, serializer_class: type[BaseSerializer[Any]], **options: Any) -> dict[str, Any]:
        """The validated body. `options` go to the serializer (`partial=True`, `context=...`)."""
        serializer = serializer_class(data=self.request.data, **options)
        serializer.is_valid(raise_exception=True)
        return cast("dict[str, Any]", serializer.validated_data)

    def filtered(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows after `filterset_class`; 400 for values that it cannot take."""
        filters = self.filterset_class(self.request.query_params, queryset=rows, request=self.request)
        if not filters.is_valid():
            name, errors = next(iter(filters.errors.as_data().items()))
            raise bad_parameter(name, errors[0].code or "invalid", str(errors[0].messages[0]))
        return cast("QuerySet[Any]", filters.qs)

    def paged(self, rows: QuerySet[Any], represent: Callable[[Sequence[Any]], Sequence[Any]]) -> Response:
        """One page of the rows; `represent` turns the page's rows into what is answered, all at once."""
        if self.paging is None:
            raise ImproperlyConfigured(f"{type(self).__name__} sets no paging.")
        return self.paging(self.request).answer(rows, represent)

    def match(self, row: Model, represent: Callable[[], Any]) -> None:
        """Heed `If-Match`: lock the row, then compare with the tag of what `represent` reads afresh (412)."""
        header = self.request.META.get("HTTP_IF_MATCH")
        if header is None:
            return
        self._matched = True
        if not type(row)._base_manager.select_for_update().filter(pk=row.pk).exists():
            raise not_found()
        tag = tags.tag_of(represent(), volatile=self.volatile)
        if not tags.tag_matches(header, tag, name="If-Match", weakly=False):
            raise tags.precondition_failed()

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """The methods of the path; browsers ask for them before a request of another origin."""
        response = Response(status=204, headers={"Allow": self._allow()})
        if self.cors:
            response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response["Access-Control-Allow-Headers"] = "If-None-Match"
            response["Access-Control-Max-Age"] = "86400"
        return response

    # The way of a request

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        started = time.monotonic()
        self.args, self.kwargs = args, kwargs
        self.headers: dict[str, str] = {}
        self.now = timezone.now()
        self.request_id = _request_id(request)
        self.refused: CredentialsRefused | None = None
        self._matched = False
        self._usage: limits.Usage | None = None
        self.request = self.initialize_request(request, *args, **kwargs)
        self.request.user, self.request.auth = AnonymousUser(), None
        try:
            self.initial(self.request, *args, **kwargs)
            response = self._complete(self._act())
        except Exception as error:  # noqa: BLE001  (the door's own error is what clients can read)
            response = self._complete(self._refusal(error))
        self._log(response, time.monotonic() - started)
        return response

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
        usage: limits.Usage | None = None
        try:
            for authenticator in request.authenticators or ():
                found = authenticator.authenticate(request)
                if found is not None:
                    request.user, request.auth = cast("tuple[AnonymousUser, Any]", found)
                    return
            if self._is_open():
                return
            usage = limits.failure_usage(client_address(request._request))
            raise Fault(
                401,
                "not_authenticated",
                _("Send your key in the header Authorization: Bearer <key>, or in X-Api-Key."),
                headers={"WWW-Authenticate": self.get_authenticate_header(request) or "Bearer"},
            )
        except Fault as fault:
            if isinstance(fault, CredentialsRefused):
                self.refused = fault
                usage = limits.failure_usage(client_address(request._request))
            if usage is not None and usage.exceeded:
                raise throttling.too_many(usage) from None
            raise

    def _is_open(self) -> bool:
        """Whether the request may come without a key."""
        return self.public and self.request.method in SAFE

    def _throttle(self) -> None:
        for throttle in cast("list[throttling.DoorThrottle]", self.get_throttles()):
            passed = throttle.allow_request(self.request, self)
            self._usage = throttle.decisive
            if not passed:
                raise throttling.too_many(self._usage)

    def _check_method(self) -> None:
        method = self.request.method or ""
        if method.lower() not in self.http_method_names or not hasattr(self, method.lower()):
            raise Fault(
                405,
                "method_not_allowed",
                _("%(method)s is not possible here.") % {"method": method[:20]},
                headers={"Allow": self._allow()},
            )

    def _check_scope(self) -> None:
        key, method = self.request.auth, self.request.method or ""
        if not isinstance(key, ApiKey):
            return
        needed = self.scope_of(method)
        if needed and not selectors.key_has_scope(key, needed):
            raise Fault(
                403,
                "missing_scope",
                _("The key lacks the scope %(scope)s.") % {"scope": needed},
                extra={"scope": needed},
            )
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

    def _act(self) -> Response:
        request = self.request
        handler = cast("Callable[..., Response]", getattr(self, (request.method or "").lower()))
        if request.method in SAFE:
            return handler(request, *self.args, **self.kwargs)
        token = repeats.token_of(request) if self.keeps_answers and isinstance(request.auth, ApiKey) else None
        guarded = "HTTP_IF_MATCH" in request.META
        if token is None and not guarded:
            return handler(request, *self.args, **self.kwargs)

        def act() -> Response:
            response = handler(request, *self.args, **self.kwargs)
            if guarded and not self._matched and response.status_code < 400:
                # Whoever asks for a guard must not be left without one; the transaction takes the act back.
                raise Fault(
                    412, "precondition_failed", _("This has no ETag that If-Match could be compared with.")
                )
            self._tag(response)
            return response

        try:
            with journal.transaction(self.now):
                if token is None:
                    return act()
                return repeats.act_once(
                    request, self.key, token, act, secret_fields=self.secret_fields, now=self.now
                )
        except repeats.Undone as undone:
            return undone.response

    def _refusal(self, error: Exception) -> Response:
        fault = fault_of(error)
        if fault is None:
            logger.error(
                "A request failed unexpectedly.",
                exc_info=error,
                extra={"request_id": self.request_id, "path": self.request.path},
            )
            got_request_exception.send(sender=type(self), request=self.request._request)
            fault = Fault(500, "internal_error", _("Something went wrong on our side. It has been noted."))
        self._note_refused_write(fault)
        response = self.shape.response(fault, self.request, self.request_id)
        for name, value in fault.headers.items():
            response[name] = value
        return response

    def _complete(self, response: HttpResponse) -> HttpResponseBase:
        """Render, tag, and add the headers that every answer has."""
        self.finalize_response(self.request, cast("Response", response), *self.args, **self.kwargs)
        if self._usage is not None:
            for name, value in throttling.headers_of(self._usage).items():
                response.setdefault(name, value)
        keyed = self.request.auth is not None or response.status_code >= 400
        response.setdefault("Cache-Control", "private, no-store" if keyed else "no-cache")
        response["X-Request-Id"] = self.request_id
        if self.public:
            patch_vary_headers(response, ("Authorization", "X-Api-Key"))
        if self.cors:
            response["Access-Control-Allow-Origin"] = "*"
        if not isinstance(response, Response):
            return response
        self._tag(response)
        response.render()
        return self._unchanged(response) or response

    def _tag(self, response: Response) -> None:
        method = "GET" if self.request.method in SAFE else self.request.method
        if (
            method in self.tagged
            and response.status_code in {200, 201}
            and response.data is not None
            and not response.has_header("ETag")
        ):
            volatile = {*self.volatile, *self.secret_fields}
            response["ETag"] = tags.tag_of(response.data, volatile=volatile)

    def _unchanged(self, response: Response) -> HttpResponse | None:
        header = self.request.META.get("HTTP_IF_NONE_MATCH")
        if (
            header is None
            or self.volatile
            or self.request.method not in {"GET", "HEAD"}
            or response.status_code != 200
            or not response.has_header("ETag")
        ):
            return None
        try:
            same = tags.tag_matches(header, response["ETag"], name="If-None-Match", weakly=True)
        except Fault:
            return None
        if not same:
            return None
        kept = {
            name: value for name, value in response.items() if name not in {"Content-Type", "Content-Length"}
        }
        answer = HttpResponse(status=304, headers=kept)
        del answer["Content-Type"]
        return answer

    def _note_refused_write(self, fault: Fault) -> None:
        """Tell the journal of a write that was refused: a few times a minute, the access log has all."""
        key = self.request.auth
        if not isinstance(key, ApiKey) or self.request.method in SAFE:
            return
        if not fault.is_refusal or not limits.may_note_refusal(key):
            return
        try:
            with journal.transaction(self.now):
                journal.record(
                    kind="access.refused",
                    by=self.actor,
                    at=self.now,
                    subject_kind="key",
                    subject_uid=key.uid,
                    subject_label=key.name,
                    organization=key.organization,
                    after={
                        "method": self.request.method,
                        "path": self.request.path[:500].replace("\x00", ""),
                        "code": fault.code,
                        **fault.extra,
                    },
                )
        except DatabaseError:
            logger.warning("A refused write could not be told to the journal.", exc_info=True)

    def _log(self, response: HttpResponseBase, seconds: float) -> None:
        key = self.request.auth if isinstance(self.request.auth, ApiKey) else None
        holder = key or (self.refused.key if self.refused else None)
        access_log.note(
            access_log.Entry(
                at=self.now,
                door=self.door,
                method=self.request.method or "",
                path=self.request.path,
                status=response.status_code,
                duration_ms=round(seconds * 1000),
                address=client_address(self.request._request),
                request_id=self.request_id,
                organization_id=holder.organization_id if holder else None,
                key_id=holder.pk if holder else None,
                key_prefix=holder.prefix if holder else (self.refused.prefix if self.refused else ""),
                authenticated=key is not None,
            )
        )

    def _allow(self) -> str:
        return ", ".join(name.upper() for name in self.http_method_names if hasattr(self, name))


def _public_page(reference: str) -> Page | None:
    pages = Page.living.filter(visibility=PageVisibility.PUBLIC).select_related("organization")
    if not selectors.is_reference(reference):
        return None
    return pages.filter(uid=reference).first() or pages.filter(slug=reference).first()


def _request_id(request: HttpRequest) -> str:
    """The caller's own id where it is harmless, else a new one."""
    given = request.META.get("HTTP_X_REQUEST_ID", "")
    return given if _REQUEST_ID.fullmatch(given) else str(uuid.uuid4())
