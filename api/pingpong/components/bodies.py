"""What may be said about a component."""

from collections.abc import Mapping
from typing import Any

from api.pingpong.bodies import Reader
from api.pingpong.values import LONG, SHORT, short
from api.pingpong.vocabulary import STATUSES
from statuspage.models import Component, Page
from statuspage.selectors import group_get
from statuspage.status import Status


def component_read(page: Page, body: Mapping[str, Any], component: Component | None = None) -> dict[str, Any]:
    """The settings that were sent, with `status` among them; `component` is the one that is changed."""
    name = short(component.name) if component is not None else None
    description = short(component.description, LONG) if component is not None else None
    reader = Reader(body, partial=component is not None)
    reader.text("name", most=SHORT, required=True, shown=name)
    reader.text("description", most=LONG, nullable=True, shown=description)
    reader.ref("group", nullable=True)
    reader.find("group", lambda uid: group_get(page, uid))
    reader.flag("showcased", into="visible")
    reader.word("status", STATUSES, nullable=True)
    return _known(reader.done())


def status_read(body: Mapping[str, Any]) -> str:
    """The status that was sent."""
    reader = Reader(body)
    reader.word("status", STATUSES, required=True, nullable=True)
    return str(_known(reader.done())["status"])


def _known(values: dict[str, Any]) -> dict[str, Any]:
    """A status of null is one that nobody knows."""
    if "status" in values and values["status"] is None:
        values["status"] = Status.UNKNOWN.value
    return values
