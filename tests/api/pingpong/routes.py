"""Every operation that PingPong documents (contract, section 3), and a world in which all of them succeed.

`{component}` and its like stand for ids, in paths and in bodies.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver

from api.pingpong import urls
from api.pingpong.base import NothingHere
from tests.api.pingpong.conftest import PingPongClient

COMPONENT = {
    "name": "API",
    "group": "{group}",
    "description": None,
    "status": "Operational",
    "showcased": True,
}
GROUP = {"name": "System", "description": None}
INCIDENT = {
    "title": "Database replica connection failure",
    "message": "<b>Summary</b><br>API can not connect to the database replica.",
    "occurred_at": "2020-03-18T09:02:24Z",
    "notify_subscribers": True,
    "affected_components": [{"id": "{component}", "status": "Critical state"}],
}
UPDATE = {"status": "Investigating", "message": "Our devs are looking into the issue."}
MAINTENANCE = {
    "title": "Database migration",
    "message": "Upgrading version of <b>main database</b>.",
    "scheduled_for": "2036-02-10T22:00:00Z",
    "ends_at": "2036-02-10T23:00:00Z",
    "notify_subscribers": True,
    "affected_components": ["{component}"],
}
METRIC = {
    "name": "API",
    "description": None,
    "created_at": "2020-02-19T16:13:58Z",
    "component": "{component}",
    "url": "https://www.example.com/",
    "frequency": "5 minutes",
    "location": "US West",
    "showcased": "Showcase uptime",
}
CUSTOM_METRIC = {
    "name": "Errors",
    "description": None,
    "created_at": "2020-02-03T08:16:39Z",
    "component": "{component}",
    "suffix": "per minute",
    "rollup": "Maximum value",
    "showcased": True,
}
DATA = {"data": {"{custom_metric}": [{"timestamp": 1615387895, "value": 11.6}]}}


@dataclass(frozen=True)
class Operation:
    """One operation; `body` is the documentation's own sample and `success` what it is answered with."""

    method: str
    path: str
    body: Any = None
    success: int = 200
    scope: str = "components"

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def is_write(self) -> bool:
        return self.method != "GET"

    @property
    def names_an_object(self) -> bool:
        """Whether the path does, so that it can be somebody else's."""
        return "{" in self.path

    @property
    def names_an_object_in_its_body(self) -> bool:
        """Whether the sample does."""
        return re.search(r"\{\w+\}", str(self.body)) is not None

    def path_in(self, ids: dict[str, str]) -> str:
        """The path below `/rest/v1` with the ids of a world."""
        return self.path.format_map(ids)

    def body_in(self, ids: dict[str, str]) -> Any:
        """The body with the ids of a world."""
        return filled(self.body, ids)


def _object(plural: str, name: str, body: Any, scope: str) -> tuple[Operation, ...]:
    """List, create, fetch and update: what all kinds of objects have."""
    one = f"{plural}/{{{name}}}"
    return (
        Operation("GET", plural, scope=scope),
        Operation("POST", plural, body, 201, scope),
        Operation("GET", one, scope=scope),
        Operation("PUT", one, body, scope=scope),
        Operation("PATCH", one, body, scope=scope),
    )


_STATUS = "/components/{component}/status"
_ONE_UPDATE = "/incidents/{incident}/updates/{update}"

OPERATIONS = (
    Operation("GET", "/status"),
    Operation("GET", "/live", scope="incidents"),
    *_object("/components", "component", COMPONENT, "components"),
    Operation("PUT", _STATUS, {"status": "Operational"}),
    Operation("PATCH", _STATUS, {"status": "Operational"}),
    Operation("POST", _STATUS, {"status": "Operational"}),
    *_object("/component-groups", "group", GROUP, "components"),
    Operation("GET", "/incidents/live", scope="incidents"),
    *_object("/incidents", "incident", INCIDENT, "incidents"),
    *_object("/incidents/{incident}/updates", "update", UPDATE, "incidents"),
    Operation("DELETE", _ONE_UPDATE, success=204, scope="incidents"),
    *_object("/maintenance", "maintenance", MAINTENANCE, "incidents"),
    *_object("/metrics", "metric", METRIC, "checks"),
    Operation("POST", "/custom-metrics/data", DATA, scope="metrics"),
    *_object("/custom-metrics", "custom_metric", CUSTOM_METRIC, "metrics"),
)
WRITES = tuple(operation for operation in OPERATIONS if operation.is_write)
PATHS = tuple(dict.fromkeys(operation.path for operation in OPERATIONS))
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def world(pp: PingPongClient) -> dict[str, str]:
    """Makes one object of each kind through the door itself; their ids by the names of the paths."""
    ids: dict[str, str] = {}
    for name, plural, body in (
        ("group", "/component-groups", GROUP),
        ("component", "/components", COMPONENT),
        ("incident", "/incidents", {**INCIDENT, "occurred_at": None}),
        ("update", "/incidents/{incident}/updates", UPDATE),
        ("maintenance", "/maintenance", MAINTENANCE),
        ("metric", "/metrics", METRIC),
        ("custom_metric", "/custom-metrics", CUSTOM_METRIC),
    ):
        answer = pp.post(plural.format_map(ids), filled(body, ids))
        assert answer.status_code == 201, (plural, answer.content)
        ids[name] = answer.json()["id"]
    return ids


def filled(value: Any, ids: dict[str, str]) -> Any:
    """A value with ids for their names, however deep these stand in it."""
    match value:
        case str():
            return value.format_map(ids)
        case dict():
            return {filled(name, ids): filled(inner, ids) for name, inner in value.items()}
        case list():
            return [filled(inner, ids) for inner in value]
    return value


def routed() -> Iterator[tuple[type, str]]:
    """Every view below `rest/v1/` with each of its methods."""
    for entry in urls.urlpatterns:
        if isinstance(entry, URLResolver) and str(entry.pattern) == "rest/v1/":
            for pattern in entry.url_patterns:
                assert isinstance(pattern, URLPattern)
                view = getattr(pattern.callback, "cls")  # noqa: B009
                assert view is not NothingHere
                yield from ((view, method) for method in METHODS if hasattr(view, method.lower()))
