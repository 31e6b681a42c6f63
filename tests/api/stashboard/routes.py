"""Every operation that the documentation or the code of the original has, and what each actor is answered.

Paths stand behind the version; `{service}` and so on are what there is in the tests. Reads are the same on
both mounts, writes are on the admin mount alone.
"""

from dataclasses import dataclass, field
from typing import Any

from api.stashboard.admin_urls import urlpatterns as admin_patterns
from api.stashboard.base import ADMIN, PUBLIC, NothingHere
from api.stashboard.urls import urlpatterns as public_patterns

ACTORS = (
    "anonymous",
    "read",
    "page",
    "full",
    "several",
    "outsider",
    "expired",
    "revoked",
    "unrelated",
)
"""`several` is a key of other pages without a default one; `unrelated` may do nothing with components."""

# What each actor is answered, in the order of ACTORS. An outsider has a page of their own, which is empty.
CONSTANT = (200, 200, 200, 200, 200, 200, 403, 403, 403)
LIST = (200, 200, 200, 200, 403, 200, 403, 403, 403)
READ = (200, 200, 200, 200, 403, 404, 403, 403, 403)
CREATE = (403, 403, 201, 201, 403, 201, 403, 403, 403)
WRITE = (403, 403, 200, 200, 403, 404, 403, 403, 403)


@dataclass(frozen=True)
class Operation:
    """A method of a path; `fields` are what a permitted request sends."""

    method: str
    path: str
    expected: tuple[int, ...]
    fields: dict[str, str] = field(default_factory=dict)


OPERATIONS = (
    Operation("GET", "services", LIST),
    Operation("POST", "services", CREATE, {"name": "New Service", "description": "A great service"}),
    Operation("GET", "services/{service}", READ),
    Operation("POST", "services/{service}", WRITE, {"description": "System is now operational"}),
    Operation("DELETE", "services/{service}", WRITE),
    Operation("GET", "services/{service}/events", READ),
    Operation("POST", "services/{service}/events", WRITE, {"status": "AVAILABLE", "message": "Back again"}),
    Operation("GET", "services/{service}/events/current", READ),
    Operation("GET", "services/{service}/events/{sid}", READ),
    Operation("DELETE", "services/{service}/events/{sid}", WRITE),
    Operation("GET", "service-lists", LIST),
    Operation("POST", "service-lists", CREATE, {"name": "New List", "description": "A great service"}),
    Operation("GET", "service-lists/{list}", READ),
    Operation("POST", "service-lists/{list}", WRITE, {"description": "System is now operational"}),
    Operation("DELETE", "service-lists/{list}", WRITE),
    Operation("GET", "statuses", LIST),
    Operation(
        "POST",
        "statuses",
        CREATE,
        {"name": "Gone", "description": "A new status", "severity": "1000", "image": "cross-circle.png"},
    ),
    Operation("GET", "statuses/{status}", READ),
    Operation(
        "POST", "statuses/{status}", WRITE, {"description": "A new status", "image": "cross-circle.png"}
    ),
    Operation("DELETE", "statuses/{status}", WRITE),
    Operation("GET", "levels", CONSTANT),
    Operation("GET", "status-images", CONSTANT),
)

MOUNTS = (PUBLIC, ADMIN)
VERSIONED = "api/<str:version>/"


def address(operation: Operation, names: dict[str, str], mount: str = ADMIN) -> str:
    """The path of an operation on a mount."""
    return f"{mount}/{operation.path.format_map(names)}"


def routed(mount: str) -> set[tuple[str, str]]:
    """Methods and paths of all routes of a mount, without the names of what stands in them."""
    found: set[tuple[str, str]] = set()
    for pattern in public_patterns if mount == PUBLIC else admin_patterns:
        view: Any = getattr(pattern, "callback", None)
        if getattr(view, "view_initkwargs", {}).get("mount") != mount or view.cls is NothingHere:
            continue
        route = str(pattern.pattern)
        if not route.startswith(VERSIONED):
            continue
        route = route.removeprefix(VERSIONED)
        methods = ("GET", "POST", "DELETE") if mount == ADMIN else ("GET",)
        found |= {(method, nameless(route, "<>")) for method in methods if hasattr(view.cls, method.lower())}
    return found


def nameless(path: str, brackets: str = "{}") -> str:
    """The path with `*` for each name."""
    marked = (part[:1] + part[-1:] == brackets for part in path.split("/"))
    return "/".join("*" if is_name else part for is_name, part in zip(marked, path.split("/"), strict=True))
