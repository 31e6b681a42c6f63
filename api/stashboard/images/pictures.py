"""The pictures of statuses.

Clients know them by the names of PNG files. Ours are drawings: they are served as SVG, by names that end in
`.svg` as well as in `.png`; what the bytes are is what `Content-Type` says, and browsers go by that.
"""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import etag, require_safe

from statuspage.icons import ICONS, icon

MAX_AGE_SECONDS = 30 * 86_400
_ENDINGS = (".png", ".svg")
_DOCUMENTS = {f"{name}{ending}": icon(name) for name in ICONS for ending in _ENDINGS}
_TAGS = {file: f'"{sha256(document.encode()).hexdigest()[:16]}"' for file, document in _DOCUMENTS.items()}


def _tag(request: HttpRequest, file: str) -> str | None:
    return _TAGS.get(file)


@csrf_exempt
@require_safe
@etag(_tag)
def picture(request: HttpRequest, file: str) -> HttpResponse:
    """A picture, for pages of any site; opened by itself it may load and run nothing."""
    document = _DOCUMENTS.get(file)
    if document is None:
        return HttpResponse("not found", status=404, content_type="text/plain; charset=utf-8")
    return HttpResponse(
        document,
        content_type="image/svg+xml",
        headers={
            "Cache-Control": f"public, max-age={MAX_AGE_SECONDS}",
            "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff",
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
        },
    )
