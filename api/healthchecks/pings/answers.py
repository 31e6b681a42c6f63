"""What a ping is answered: a word of plain text, for scripts."""

from django.http import HttpResponse

from monitoring.signals import BODY_BYTES

RETRY_SECONDS = 5
_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "max-age=0, no-cache, no-store, must-revalidate, private",
    "Ping-Body-Limit": str(BODY_BYTES),
}


class Refused(Exception):
    """A ping that is not taken: what the caller is told."""

    def __init__(self, words: str, status: int, *, retry_after: int | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.status = status
        self.retry_after = retry_after


def answer(words: str, status: int, *, retry_after: int | None = None) -> HttpResponse:
    """Plain text that no cache keeps and every browser may read."""
    headers = _HEADERS if retry_after is None else {**_HEADERS, "Retry-After": str(retry_after)}
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8", headers=headers)


def not_found() -> Refused:
    """One answer for all that cannot be pinged, so that trying addresses tells nothing."""
    return Refused("not found", 404)
