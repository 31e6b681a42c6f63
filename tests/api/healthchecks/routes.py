"""Every route of the door of Healthchecks, with what a request to it needs and is answered per actor.

Routes go by their path, as it is declared. A test fails when one has neither rows nor a place among `OPEN`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver

from api.healthchecks import urls

ACTORS = ("anonymous", "read", "page", "full", "outsider", "expired", "revoked", "unrelated")
"""`unrelated` is a key of the page that may do nothing with checks."""

API = "api/<hcversion:version>/"

# What each actor is answered, in the order of ACTORS. Of another's list an outsider sees their own page.
READ_LIST = (401, 200, 200, 200, 200, 401, 401, 401)
WRITERS_LIST = (401, 401, 200, 200, 200, 401, 401, 401)
READ = (401, 200, 200, 200, 403, 401, 401, 401)
READ_BY_KEY = (401, 200, 200, 200, 404, 401, 401, 401)
WRITERS = (401, 401, 200, 200, 403, 401, 401, 401)
CREATE = (401, 401, 201, 201, 201, 401, 401, 401)


@dataclass(frozen=True)
class Row:
    """One route and method; `body` is what a permitted request sends."""

    route: str
    method: str
    expected: tuple[int, ...]
    body: dict[str, Any] | None = field(default=None)


ROWS = (
    Row(f"{API}checks/", "GET", READ_LIST),
    Row(f"{API}checks/", "POST", CREATE, {"name": "n"}),
    Row(f"{API}checks/<uuid:code>", "GET", READ),
    Row(f"{API}checks/<uuid:code>", "POST", WRITERS, {"name": "n"}),
    Row(f"{API}checks/<uuid:code>", "DELETE", WRITERS),
    Row(f"{API}checks/<uuid:code>/pause", "POST", WRITERS),
    Row(f"{API}checks/<uuid:code>/resume", "POST", WRITERS),
    Row(f"{API}checks/<uniquekey:key>", "GET", READ_BY_KEY),
    Row(f"{API}checks/<uuid:code>/pings/", "GET", WRITERS),
    Row(f"{API}checks/<uuid:code>/pings/<int:n>/body", "GET", WRITERS),
    Row(f"{API}checks/<uuid:code>/flips/", "GET", READ),
    Row(f"{API}checks/<uniquekey:key>/flips/", "GET", READ_BY_KEY),
    Row(f"{API}channels/", "GET", WRITERS_LIST),
    Row(f"{API}badges/", "GET", READ_LIST),
)

OPEN = {
    f"{API}status/",
    f"{API}metrics/",
    "badge/<uuid:badge_key>/<str:signature>.<slug:fmt>",
    "badge/<uuid:badge_key>/<str:signature>/<path:tag>.<slug:fmt>",
    "b/<int:states>/<uuid:code>.<slug:fmt>",
}
"""Routes that ask for no key; so do redirects to a slash, and everything below `ping/`."""


def keyed() -> dict[str, URLPattern]:
    """The routes whose views ask for a key."""
    return {
        route: pattern for route, pattern in _routes(urls.urlpatterns) if hasattr(pattern.callback, "cls")
    }


def unkeyed() -> set[str]:
    """The routes of all other views."""
    return {route for route, pattern in _routes(urls.urlpatterns) if not hasattr(pattern.callback, "cls")}


def path_of(route: str, names: dict[str, str]) -> str:
    """The path of a route, with the `names` that it takes."""
    path = f"/{route}"
    for name, converter in keyed()[route].pattern.converters.items():
        word = next(word for word in path.split("<") if word.partition(">")[0].endswith(f":{name}"))
        assert converter
        path = path.replace(f"<{word.partition('>')[0]}>", names[name])
    return path


def _routes(
    patterns: Iterable[URLPattern | URLResolver], before: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, f"{before}{pattern.pattern}")
        else:
            yield f"{before}{pattern.pattern}", pattern
