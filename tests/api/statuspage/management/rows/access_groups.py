from typing import Any

from tests.api.statuspage.management.row import Row
from tests.api.statuspage.management.world import World

_PATH = "/pages/{page_id}/page_access_groups"
_ONE = f"{_PATH}/{{page_access_group_id}}"


def _new(world: World) -> dict[str, Any]:
    return {
        "page_access_group": {
            "name": "Partners",
            "external_identifier": "idp-partners",
            "component_ids": [world.ids["component_id"]],
            "metric_ids": [world.ids["metric_id"]],
            "page_access_user_ids": [world.ids["page_access_user_id"]],
        }
    }


def _changed(world: World) -> dict[str, Any]:
    return {"page_access_group": {"name": "Former customers", "component_ids": []}}


def _components(world: World) -> dict[str, Any]:
    return {"component_ids": [world.ids["component_id"]]}


ROWS: tuple[Row, ...] = (
    Row(f"GET {_PATH}", query={"page": 1, "per_page": 10}),
    Row(f"POST {_PATH}", _new),
    Row(f"GET {_ONE}"),
    Row(f"PATCH {_ONE}", _changed),
    Row(f"PUT {_ONE}", _changed),
    Row(f"DELETE {_ONE}"),
    Row(f"GET {_ONE}/components"),
    Row(f"PATCH {_ONE}/components", _components),
    Row(f"PUT {_ONE}/components", _components),
    Row(f"POST {_ONE}/components", _components),
    Row(f"DELETE {_ONE}/components", _components),
    Row(f"DELETE {_ONE}/components/{{component_id}}"),
)
