from typing import Any

from tests.api.statuspage.management.row import Row
from tests.api.statuspage.management.world import World

_PATH = "/pages/{page_id}/component-groups"
_ONE = f"{_PATH}/{{id}}"


def _group(world: World) -> dict[str, Any]:
    return {
        "description": "What everybody sees.",
        "component_group": {"name": "Front", "components": [world.ids["component_id"]]},
    }


ROWS: tuple[Row, ...] = (
    Row(f"POST {_PATH}", _group),
    Row(f"GET {_PATH}", query={"page": 1, "per_page": 50}),
    Row(f"PATCH {_ONE}", {"component_group": {"name": "Heart"}}),
    Row(f"PUT {_ONE}", _group),
    Row(f"DELETE {_ONE}"),
    Row(f"GET {_ONE}"),
    Row(f"GET {_ONE}/uptime"),
)
