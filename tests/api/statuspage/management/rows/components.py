from typing import Any

from tests.api.statuspage.management.row import Row
from tests.api.statuspage.management.world import World

_PATH = "/pages/{page_id}/components"
_ONE = f"{_PATH}/{{component_id}}"


def _component(world: World) -> dict[str, Any]:
    return {
        "component": {
            "name": "Search",
            "description": "Finds things.",
            "status": "degraded_performance",
            "group_id": world.ids["id"],
            "showcase": True,
            "only_show_if_degraded": False,
            "start_date": "2026-01-31",
        }
    }


ROWS: tuple[Row, ...] = (
    Row(f"POST {_PATH}", _component),
    Row(f"GET {_PATH}", query={"page": 1, "per_page": 50}),
    Row(f"PATCH {_ONE}", {"component": {"status": "partial_outage", "group_id": None}}),
    Row(f"PUT {_ONE}", _component),
    Row(f"DELETE {_ONE}"),
    Row(f"GET {_ONE}"),
    Row(f"GET {_ONE}/uptime"),
)
