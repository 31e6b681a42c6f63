"""One working call of an operation, and how to make it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from tests.api.statuspage.management.document import OPERATIONS, Operation
from tests.api.statuspage.management.world import World

Body = dict[str, Any] | Callable[[World], dict[str, Any]]


@dataclass(frozen=True)
class Row:
    """A call that succeeds. `operation` as in the document; `body` and `query` may be made from the world."""

    operation: str
    body: Body | None = None
    query: Body = field(default_factory=dict)
    status: int | None = None
    """Of success, where it is not the document's."""
    ids: dict[str, str] = field(default_factory=dict)
    """Names of the path with another name of the world's ids, where one name means two things."""

    @property
    def declared(self) -> Operation:
        return OPERATIONS[self.operation]

    @property
    def success(self) -> int:
        return self.status or self.declared.status

    @property
    def writes(self) -> bool:
        return self.declared.method != "GET"

    def path(self, world: World, *, suffix: str = "", page_id: str = "") -> str:
        """With the world's ids, and the query."""
        others = {name: world.ids[other] for name, other in self.ids.items()}
        names = {**world.ids, **others, "page_id": page_id or world.ids["page_id"]}
        query = urlencode(_made(self.query, world), doseq=True)
        return f"/v1{self.declared.path.format(**names)}{suffix}{'?' if query else ''}{query}"

    def call(self, client: Client, world: World, *, form: bool = False, **changes: Any) -> Any:
        """Send it as JSON or as a form."""
        sent: dict[str, Any] = {}
        if self.body is not None:
            body = _made(self.body, world)
            kind = "application/x-www-form-urlencoded" if form else "application/json"
            sent = {"data": urlencode(list(bracketed(body))) if form else body, "content_type": kind}
        return client.generic(self.declared.method, self.path(world, **changes), **_encoded(sent))


def bracketed(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """The fields of a form that say the same as a JSON object."""
    match value:
        case dict():
            for key, inner in value.items():
                yield from bracketed(inner, f"{name}[{key}]" if name else key)
        case list():
            for inner in value or [""]:
                yield from bracketed(inner, f"{name}[]")
        case bool():
            yield name, "true" if value else "false"
        case None:
            yield name, ""
        case _:
            yield name, str(value)


def _made(body: Body, world: World) -> dict[str, Any]:
    return body(world) if callable(body) else body


def _encoded(sent: dict[str, Any]) -> dict[str, Any]:
    if isinstance(sent.get("data"), dict):
        sent["data"] = json.dumps(sent["data"])
    return sent
