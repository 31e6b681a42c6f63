"""What metrics and custom metrics have in common."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.pingpong.bodies import Reader
from api.pingpong.shapes import component_objects
from api.pingpong.values import LONG, SHORT, maybe_short, short, zulu
from monitoring.models import Check, Metric
from statuspage.models import Page
from statuspage.selectors import component_get

Row = Check | Metric


def read_common(reader: Reader, page: Page, body: Mapping[str, Any], row: Row | None) -> None:
    """Take name, description, component and the time of creation; `row` is what is changed."""
    name = None if row is None else short(_name(row))
    description = None if row is None else short(row.description, LONG)
    reader.text("name", most=SHORT, required=True, shown=name)
    reader.text("description", most=LONG, nullable=True, shown=description)
    reader.ref("component", nullable=True)
    reader.find("component", lambda uid: component_get(page, uid))
    # Sent back as it is shown, cut to the second, it is no change.
    if row is None or body.get("created_at") != zulu(row.created_at):
        reader.time("created_at")


def common_objects(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The beginnings of objects, of rows whose pages and components are loaded; at most two queries."""
    held = [row.component for row in rows if row.component is not None]
    components = {row.pk: shape for row, shape in zip(held, component_objects(held), strict=True)}
    return [
        {
            "id": row.uid,
            "project": short(row.page.name),
            "name": short(_name(row)),
            "description": maybe_short(row.description),
            "created_at": zulu(row.created_at),
            "component": None if row.component_id is None else components[row.component_id],
        }
        for row in rows
    ]


def _name(row: Row) -> str:
    return row.own_name if isinstance(row, Check) else row.name
