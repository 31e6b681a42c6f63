"""What this door says when something is wrong: as Django REST framework does, which PingPong is built with.

Wrong values are told by field, `{"name": ["..."]}`, with 400; everything else is `{"detail": "..."}`.
"""

from collections.abc import Sequence

from django.http import JsonResponse
from rest_framework.request import Request
from rest_framework.response import Response

from api.base.faults import Fault, Problem

MISSING = "Authentication credentials were not provided."
WRONG = "Invalid token."
NOT_FOUND = "Not found."
SERVER_ERROR = "A server error occurred."
BLANK = "This field may not be blank."
NOT_TEXT = "Not a valid string."
NULLS = "Null characters are not allowed."

_BY_CODE = {"required": BLANK, "not_text": NOT_TEXT, "null_character": NULLS}
"""What the services refuse under these codes, in the original's words; all the rest has words of its own."""


class ErrorShape:
    """`{"detail": ...}`, or the messages by field."""

    def response(self, fault: Fault, request: Request, request_id: str) -> Response:
        # A field stands alone where values are refused; a key's reach is a matter of the key.
        fields = _by_field(fault.errors) if fault.status in {400, 422} else {}
        if fields:
            return Response(fields, status=400)
        status = 400 if fault.status == 422 and not any(problem.header for problem in fault.errors) else None
        return Response({"detail": _detail(fault, request)}, status=status or fault.status)


def error_answer(status: int, detail: str) -> JsonResponse:
    """The same where no view of the door answers; any site may read it, as all that the door says."""
    told = {404: NOT_FOUND, 500: SERVER_ERROR}.get(status, detail)
    return JsonResponse({"detail": told}, status=status, headers={"Access-Control-Allow-Origin": "*"})


def bad_request(detail: str) -> Fault:
    """A request that cannot be taken, in exactly these words."""
    return Fault(400, "bad_request", detail)


def _by_field(problems: Sequence[Problem]) -> dict[str, list[str]]:
    """The messages by the first part of their pointers; those of the body as a whole have no field."""
    told: dict[str, list[str]] = {}
    for problem in problems:
        name = (problem.pointer or "").removeprefix("/").split("/")[0]
        if name:
            message = _BY_CODE.get(problem.code, str(problem.detail))
            if message not in told.setdefault(_unescaped(name), []):
                told[_unescaped(name)].append(message)
    return told


def _unescaped(name: str) -> str:
    return name.replace("~1", "/").replace("~0", "~")


def _detail(fault: Fault, request: Request) -> str:
    match fault.status:
        case 401:
            return MISSING if fault.code == "not_authenticated" else WRONG
        case 404:
            return NOT_FOUND
        case 405:
            return f'Method "{(request.method or "")[:20]}" not allowed.'
        case 429 if "Retry-After" in fault.headers:
            seconds = fault.headers["Retry-After"]
            return f"Request was throttled. Expected available in {seconds} seconds."
        case 500:
            return SERVER_ERROR
    return " ".join([str(fault.detail), *(str(problem.detail) for problem in _further(fault))])


def _further(fault: Fault) -> Sequence[Problem]:
    """Problems that say more than the fault does."""
    return [problem for problem in fault.errors if str(problem.detail) != str(fault.detail)]
