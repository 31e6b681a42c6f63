"""Everything that can go wrong with a request, in one neutral form that each door renders its own way."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import Http404, UnreadablePostError
from django.utils.translation import gettext as _
from rest_framework import exceptions as rest
from rest_framework.request import Request
from rest_framework.response import Response

from apikeys.exceptions import BeyondReach, Forbidden, TokenReused
from statuspage.exceptions import Busy, Conflict, DomainError, Invalid, NotFound

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Problem:
    """One wrong thing: `pointer` into the body (RFC 6901), or the name of a query `parameter` or `header`."""

    code: str
    detail: str
    pointer: str | None = None
    parameter: str | None = None
    header: str | None = None


class Fault(Exception):
    """A refusal: raised by views and by this package, or made from any other exception by `fault_of`.

    `headers` belong to the answer whatever its shape; `extra` are members that a door may show beside the
    rest.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        errors: Sequence[Problem] = (),
        *,
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = list(errors)
        self.headers = dict(headers or {})
        self.extra = dict(extra or {})
        self.is_refusal = status == 403
        """Whether somebody reached for what is not theirs, which the journal keeps when it was a write."""


class FaultShape(Protocol):
    """How a door tells a fault."""

    def response(self, fault: Fault, request: Request, request_id: str) -> Response:
        """The answer, with the fault's status; the base adds the fault's headers."""
        ...


def bad_parameter(name: str, code: str, detail: str) -> Fault:
    """A query parameter that is unknown or has a wrong value."""
    return Fault(400, "invalid_parameter", detail, [Problem(code, detail, parameter=name)])


def bad_header(name: str, code: str, detail: str) -> Fault:
    """A request header with a wrong value."""
    return Fault(400, "invalid_header", detail, [Problem(code, detail, header=name)])


def not_found(detail: str = "") -> Fault:
    """The one answer for what does not exist and for what may not be seen."""
    return Fault(404, "not_found", detail or _("There is no such object."))


def fault_of(error: BaseException) -> Fault | None:
    """The fault that an exception stands for; None for those that nobody expected."""
    match error:
        case Fault():
            return error
        case DomainError():
            return _of_domain(error)
        case rest.APIException():
            return _of_framework(error)
        case Http404():
            return not_found()
        case PermissionDenied():
            return Fault(403, "forbidden", _("This is not allowed."))
        case RequestDataTooBig():
            return Fault(413, "too_large", _("The body is too large."))
        case UnreadablePostError():
            return Fault(400, "unreadable_body", _("The body ended before it was complete."))
        case TooManyFieldsSent():
            return Fault(400, "invalid_parameter", _("There are too many query parameters."))
        case IntegrityError():
            logger.warning("A constraint refused what no service refused.", exc_info=error)
            return Fault(
                409, "conflict", _("Somebody else changed this at the same time. Read it and try again.")
            )
        case OperationalError() | InterfaceError():
            logger.error("The database did not answer: %s", error)
            return Fault(
                503,
                "database_away",
                _("The database does not answer. Nothing was changed; try again in a moment."),
                headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
            )
    return None


def problems_of(detail: Any, pointer: str = "") -> Iterable[Problem]:
    """The framework's nested lists and dictionaries, flattened to pointers."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            here = pointer if name == "non_field_errors" else f"{pointer}/{_escaped(name)}"
            yield from problems_of(inner, here)
    elif isinstance(detail, list | tuple):
        for position, inner in enumerate(detail):
            if isinstance(inner, Mapping | list):
                if inner:
                    yield from problems_of(inner, f"{pointer}/{position}")
            else:
                yield from problems_of(inner, pointer)
    else:
        yield Problem(str(getattr(detail, "code", "invalid")), str(detail), pointer=pointer)


def _of_domain(error: DomainError) -> Fault:
    match error:
        case TokenReused():
            told = [Problem(e.code, e.detail, header="Idempotency-Key") for e in error.errors]
            return Fault(422, error.code, _("Some values cannot be accepted."), told)
        case Invalid():
            errors = [Problem(e.code, e.detail, pointer=e.pointer) for e in error.errors]
            return Fault(422, error.code, _("Some values cannot be accepted."), errors)
        case BeyondReach():
            errors = [Problem(e.code, e.detail, pointer=e.pointer) for e in error.errors]
            return Fault(403, error.code, error.detail, errors)
        case Forbidden():
            return Fault(403, error.code, error.detail)
        case NotFound():
            return Fault(404, error.code, error.detail)
        case Conflict():
            return Fault(409, error.code, error.detail)
        case Busy():
            return Fault(429, error.code, error.detail, headers={"Retry-After": str(error.retry_after)})
    return Fault(400, error.code, error.detail)


def _of_framework(error: rest.APIException) -> Fault:
    match error:
        case rest.ValidationError():
            return Fault(
                422, "validation", _("Some values cannot be accepted."), list(problems_of(error.detail))
            )
        case rest.ParseError():
            return Fault(400, "unreadable_body", str(error.detail))
        case rest.NotAuthenticated() | rest.AuthenticationFailed():
            return Fault(401, "not_authenticated", str(error.detail))
        case rest.PermissionDenied():
            return Fault(403, "forbidden", str(error.detail))
        case rest.NotFound():
            return not_found()
        case rest.MethodNotAllowed():
            return Fault(405, "method_not_allowed", str(error.detail))
        case rest.NotAcceptable():
            return Fault(406, "not_acceptable", _("Answers are JSON: let Accept name application/json."))
        case rest.UnsupportedMediaType():
            return Fault(415, "unsupported_media_type", _("Send JSON, with Content-Type: application/json."))
    return Fault(error.status_code, "error", str(error.detail))


def _escaped(name: Any) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")
