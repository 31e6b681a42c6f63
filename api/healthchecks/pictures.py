"""Badges: how heartbeats are, as a picture or a line of JSON, for whoever was shown the address.

They tell a state and nothing else, so they need no key, and the page's own visibility does not matter.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from api.base.addresses import client_address
from apikeys import limits
from monitoring.selectors import Tally, tally_of_check, tally_of_page
from statuspage import badges
from statuspage.badge_signing import EVERYTHING, badge_states

COLORS = {"up": "#4c1", "late": "#fe7d37", "down": "#e05d44"}
"""By the word of a state; these and what follows are Healthchecks' own (contract, section 10)."""
LEFT_COLOR = "#555"
SHIELDS_COLORS = {"up": "success", "late": "important", "down": "critical"}
FORMATS = frozenset({"svg", "json", "shields"})

_View = Callable[..., HttpResponse]


def for_everyone(view: _View) -> _View:
    """Only GET reads it, from pages of any origin, and no cache keeps it."""

    @csrf_exempt
    @never_cache
    @wraps(view)
    def answer(request: HttpRequest, **names: Any) -> HttpResponse:
        response = _answer(view, request, names)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Allow-Headers"] = "X-Api-Key"
        response["Access-Control-Allow-Methods"] = "GET, OPTIONS"
        response["Access-Control-Max-Age"] = "600"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return answer


@for_everyone
def check_picture(request: HttpRequest, *, states: int, code: UUID, fmt: str) -> HttpResponse:
    """The badge of one check, with three states or two; any number but three stands for two."""
    found = tally_of_check(code, now=timezone.now()) if fmt in FORMATS else None
    if found is None:
        return _nothing()
    check, tally = found
    # Whoever knows the check's own code may ping it, so what has no name goes by the badge's.
    return _picture(check.name or str(check.badge_code), tally, 3 if states == 3 else 2, fmt)


@for_everyone
def tag_picture(
    request: HttpRequest, *, badge_key: UUID, signature: str, fmt: str, tag: str = EVERYTHING
) -> HttpResponse:
    """The badge of a page's checks with a tag, or of all of them."""
    # A tag that was quoted twice arrives quoted once; the signature tells which of the two is meant.
    for name in dict.fromkeys((tag, unquote(tag))):
        states = badge_states(badge_key, name, signature)
        if states is not None and fmt in FORMATS:
            break
    else:
        return _nothing()
    found = tally_of_page(badge_key, None if name == EVERYTHING else name, now=timezone.now())
    if found is None:
        return _nothing()
    page, tally = found
    return _picture(page.name if name == EVERYTHING else name, tally, states, fmt)


def _answer(view: _View, request: HttpRequest, names: dict[str, Any]) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=204)
    if request.method != "GET":
        return HttpResponse(status=405, headers={"Allow": "GET, OPTIONS"})
    usage = limits.address_usage(client_address(request), group="badge")
    if usage.exceeded:
        return HttpResponse(status=429, headers={"Retry-After": str(usage.reset_seconds)})
    return view(request, **names)


def _picture(label: str, tally: Tally, states: int, fmt: str) -> HttpResponse:
    word = tally.word(states)
    if fmt == "json":
        return JsonResponse({"status": word, "total": tally.total, "grace": tally.grace, "down": tally.down})
    if fmt == "shields":
        return JsonResponse(
            {"schemaVersion": 1, "label": label, "message": word, "color": SHIELDS_COLORS[word]}
        )
    svg = badges.badge(label, word, COLORS[word], left_color=LEFT_COLOR)
    return HttpResponse(svg, content_type="image/svg+xml")


def _nothing() -> HttpResponse:
    return HttpResponse("not found", status=404, content_type="text/plain; charset=utf-8")
