"""Errors in Statuspage's form."""

from django.http import JsonResponse


def error_answer(status: int, message: str) -> JsonResponse:
    """The text twice, since Statuspage's documentation says `message` and its service `error`."""
    return JsonResponse({"error": message, "message": message}, status=status)
