"""Bodies that somebody else has written."""

from django.http import HttpResponse


def body_response(body: bytes | memoryview) -> HttpResponse:
    """The body byte for byte, as text of no character set, because nobody knows it.

    No browser takes it for a page.
    """
    headers = {"X-Content-Type-Options": "nosniff"}
    return HttpResponse(bytes(body), content_type="text/plain", headers=headers)
