"""What this door says when something is wrong: `{"error": "<text>"}`, or nothing at all."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.faults import Fault, Problem

UNREADABLE = "could not parse request body"
PREFIX = "json validation error: "

NAMES = {
    "description": "desc",
    "target/period_seconds": "timeout",
    "target/grace_seconds": "grace",
    "target/schedule": "schedule",
    "target/time_zone": "tz",
}
"""Fields that clients of this door know by another name; `target/<field>` is `<field>` otherwise."""

DETAILS = {
    "invalid_schedule": "is not a valid cron or OnCalendar expression",
    "invalid_time_zone": "is not a valid timezone",
    "too_long": "is too long",
    "control_character": "does not match pattern",
    "invalid_slug": "does not match pattern",
    "not_text": "is not a string",
    "not_integer": "is not a number",
    "not_boolean": "is not a boolean",
}
"""The door's words for what services refuse, by the code of the refusal."""


class ErrorShape:
    """One sentence for machines to show. A fault without a sentence has an empty body."""

    def response(self, fault: Fault, request: Request, request_id: str) -> Response:
        if not fault.detail:
            return Response(status=fault.status)
        if fault.status == 422:
            return Response({"error": _judgement(fault)}, status=400)
        return Response({"error": str(fault.detail)}, status=fault.status)


def bad_request(text: str) -> Fault:
    """A body that cannot be taken, in exactly these words."""
    return Fault(400, "bad_request", text)


def bad_field(field: str, detail: str) -> Fault:
    """A field with a value that cannot be taken: `detail` goes on after the field's name."""
    return bad_request(f"{PREFIX}{field} {detail}")


def silent(status: int, code: str, **options: Any) -> Fault:
    """A refusal with an empty body."""
    return Fault(status, code, "", **options)


def _judgement(fault: Fault) -> str:
    """The first thing that a service refused, as this door words it."""
    problem = next(iter(fault.errors), Problem("invalid", ""))
    place = (problem.pointer or "").strip("/")
    field = NAMES.get(place) or NAMES.get(place.split("/")[0]) or place.removeprefix("target/").split("/")[0]
    return f"{PREFIX}{field or 'value'} {DETAILS.get(problem.code, 'has unexpected value')}"
