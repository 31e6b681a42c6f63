"""What this API says when something is wrong: `{"error": true, "code": 404, "message": "..."}`.

The status of the answer is the code in it. Whoever may not act is told so with 403, whether a key is missing,
wrong or ended.
"""

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.faults import Fault, Problem
from statuspage.exceptions import Invalid

AUTHORIZATION_FAILURE = "Authorization Failure"
NOTHING_HERE = "Can't find resource"
NO_METHOD = "Method not supported"


class ErrorShape:
    """The one form of all errors; values that the domain refuses are a 400 here."""

    def response(self, fault: Fault, request: Request, request_id: str) -> Response:
        match fault.status:
            case 401:
                status, text = 403, AUTHORIZATION_FAILURE
            case 405:
                status, text = 405, NO_METHOD
            case 422:
                status, text = 400, " ".join(map(_told, fault.errors))
            case _:
                status, text = fault.status, ""
        return Response(
            {"error": True, "code": status, "message": text or str(fault.detail)},
            status=status,
        )


def is_taken(invalid: Invalid) -> bool:
    """Whether an id that was free a moment ago is somebody else's now."""
    return any(error.code == "duplicate_slug" for error in invalid.errors)


def stash_error(status: int, message: str) -> Fault:
    """A refusal in exactly these words."""
    codes = {400: "bad_request", 403: "forbidden", 404: "not_found", 409: "conflict"}
    return Fault(status, codes.get(status, "error"), message)


def _told(problem: Problem) -> str:
    field = (problem.pointer or "").strip("/")
    return f"Bad {field}: {problem.detail}" if field else str(problem.detail)
