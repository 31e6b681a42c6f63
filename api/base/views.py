"""The view that every JSON door builds on.

A request passes, in this order: credentials, limits, method, scope, reach, query parameters, and then the
handler; whatever refuses it raises, and one place turns that into the door's own error. Nothing here knows
our error format: that is `shape`, an attribute of the door.
"""

import logging
import time
from collections.abc import Callable, Collection, Sequence
from typing import Any, ClassVar, cast

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import got_request_exception
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from api.base import repeats, tags, throttling, traces
from api.base.faults import Fault, FaultShape, bad_parameter, fault_of, not_found
from api.base.gates import EVERY_METHOD, SAFE, Gates, request_id_of
from api.base.problems import ProblemShape
from apikeys import selectors
from apikeys.models import ApiKey
from statuspage import journal
from statuspage.models import OPEN, Page
from statuspage.selectors import page_get_for_host

__all__ = ["COLLECTION", "EVERY_METHOD", "OBJECT", "SAFE", "DoorView"]

logger = logging.getLogger(__name__)

OBJECT = frozenset({"GET", "PUT", "PATCH"})
"""Methods of an object's own path that answer the object: for `tagged`."""
COLLECTION = frozenset({"POST"})
"""Methods of a collection's path that answer one object: for `tagged`."""


class DoorView(Gates):
    """Base of all views of all JSON doors.

    A door sets `door`, `shape` and perhaps `authentication_classes`; a view sets `scope` (a resource:
    `:read` is needed for safe methods and `:write` for the others) or `required_scope` per method. Handlers
    find the key in `request.auth`, the actor in `self.actor`, the frozen time in `self.now`, and raise
    `Fault`, a service's `DomainError` or a framework exception.
    """

    shape: ClassVar[FaultShape] = ProblemShape()
    tagged: ClassVar[Collection[str]] = ()
    """Methods whose answer is an object with an ETag."""
    volatile: ClassVar[Collection[str]] = ()
    """Fields that change by themselves: left out of the ETag, which then never gives a 304."""
    secret_fields: ClassVar[Collection[str]] = ("key", "secret")
    """Fields of answers that are given once and never kept."""
    keeps_answers: ClassVar[bool] = True
    """Whether `Idempotency-Key` is heeded; False where the act must not run inside one transaction."""

    page: Page
    is_one_act: bool
    """Whether the handler runs in one transaction, which a refusal takes back whole."""

    # What handlers use

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

    def home_page(self) -> Page | None:
        """The page of a path that names none: the key's only or default one, else the host's in its reach."""
        page = selectors.key_home_page(self.key)
        if page is not None:
            return page
        hosted = page_get_for_host(self.request.get_host())
        return hosted if hosted is not None and selectors.key_may_see(self.key, hosted) else None

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
        locked = type(row)._base_manager.select_for_update().filter(pk=row.pk).values_list("pk", flat=True)
        if not list(locked):
            raise not_found()
        tag = tags.tag_of(represent(), volatile=self.volatile)
        if not tags.tag_matches(header, tag, name="If-Match", weakly=False):
            raise tags.precondition_failed()

    @property
    def is_shared(self) -> bool:
        """Whether pages of other origins may read this very answer; asked only of a view with `cors`."""
        return True

    def keepable(self, body: Any) -> Any:
        """What of an answer may be kept for a repeated request, without secrets beyond `secret_fields`."""
        return body

    def handle(self, handler: Callable[..., Response]) -> Response:
        """Let the handler of the method answer; a door may look at how that went."""
        return handler(self.request, *self.args, **self.kwargs)

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
        self.request_id = request_id_of(request)
        self.refused = None
        self.usage = None
        self._matched = False
        self.is_one_act = False
        self.request = self.initialize_request(request, *args, **kwargs)
        self.request.user, self.request.auth = AnonymousUser(), None
        try:
            self.initial(self.request, *args, **kwargs)
            response = self._complete(self._act())
        except Exception as error:  # noqa: BLE001  (the door's own error is what clients can read)
            response = self._complete(self._refusal(error))
        traces.log_request(self, response, time.monotonic() - started)
        return response

    def _act(self) -> Response:
        request = self.request
        handler = cast("Callable[..., Response]", getattr(self, (request.method or "").lower()))
        if request.method in SAFE:
            return self.handle(handler)
        token = repeats.token_of(request) if self.keeps_answers and isinstance(request.auth, ApiKey) else None
        guarded = "HTTP_IF_MATCH" in request.META
        self.is_one_act = token is not None or guarded
        if not self.is_one_act:
            return self.handle(handler)

        def act() -> Response:
            response = self.handle(handler)
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
                    request,
                    self.key,
                    token,
                    act,
                    secret_fields=self.secret_fields,
                    keepable=self.keepable,
                    now=self.now,
                )
        except repeats.Undone as undone:
            return undone.response

    def _refusal(self, error: Exception) -> Response:
        fault = fault_of(error)
        if fault is None:
            logger.error(
                "A request failed unexpectedly.",
                exc_info=error,
                extra={"request_id": self.request_id, "path": self.written_path},
            )
            got_request_exception.send(sender=type(self), request=self.request._request)
            fault = Fault(500, "internal_error", _("Something went wrong on our side. It has been noted."))
        traces.journal_refused_write(self, fault)
        response = self.shape.response(fault, self.request, self.request_id)
        for name, value in fault.headers.items():
            response[name] = value
        return response

    def _complete(self, response: HttpResponse) -> HttpResponseBase:
        """Render, tag, and add the headers that every answer has."""
        self.finalize_response(self.request, cast("Response", response), *self.args, **self.kwargs)
        if self.usage is not None:
            for name, value in throttling.headers_of(self.usage).items():
                response.setdefault(name, value)
        keyed = self.request.auth is not None or response.status_code >= 400
        response.setdefault("Cache-Control", "private, no-store" if keyed else "no-cache")
        response["X-Request-Id"] = self.request_id
        if self.public:
            patch_vary_headers(response, ("Authorization", "X-Api-Key"))
        if self.cors and self.is_shared:
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


def _public_page(reference: str) -> Page | None:
    return selectors.page_named(Page.living.filter(OPEN), reference)
