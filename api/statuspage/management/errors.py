"""What this API says when something is wrong.

The text stands there twice, since Statuspage's documentation says `message` and its service `error`; where
values are refused, `error` is the list of all that is wrong with them.
"""

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.faults import Fault, Problem

UNAUTHENTICATED = "Could not authenticate"
NOT_FOUND = "Not found"


class ErrorShape:
    """`{"error": ..., "message": "..."}`."""

    def response(self, fault: Fault, request: Request, request_id: str) -> Response:
        match fault.status:
            case 401:
                text = UNAUTHENTICATED
            case 404:
                text = NOT_FOUND
            case 403 if fault.errors:
                text = " ".join([str(fault.detail), *(str(problem.detail) for problem in fault.errors)])
            case _:
                text = str(fault.detail)
        if fault.status != 422:
            return Response({"error": text, "message": text}, status=fault.status)
        told = [_full_message(problem) for problem in fault.errors] or [text]
        return Response({"error": told, "message": ", ".join(told)}, status=422)


def bad_request(text: str) -> Fault:
    """A request that cannot be taken, in exactly these words."""
    return Fault(400, "bad_request", text)


def unprocessable(text: str) -> Fault:
    """Values that cannot be accepted, in exactly these words."""
    return Fault(422, "validation", text)


def _full_message(problem: Problem) -> str:
    """The field's name as a person would write it, and what is wrong with it."""
    place = " ".join(part for part in (problem.pointer or "").split("/") if part)
    name = place.replace("_", " ").strip().capitalize()
    return f"{name}: {problem.detail}" if name else str(problem.detail)
