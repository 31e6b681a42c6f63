from typing import Any

from tests.api.statuspage.management.row import Row
from tests.api.statuspage.management.world import World

_PATH = "/pages/{page_id}/page_access_users"
_ONE = f"{_PATH}/{{page_access_user_id}}"


def _new(world: World) -> dict[str, Any]:
    return {
        "page_access_user": {
            "external_login": "okta|victor",
            "email": "victor@customer.example",
            "page_access_group_ids": [world.ids["page_access_group_id"]],
            "subscribe_to_components": True,
        }
    }


def _changed(world: World) -> dict[str, Any]:
    return {"page_access_user": {"email": "vera.new@customer.example", "page_access_group_ids": []}}


def _components(world: World) -> dict[str, Any]:
    return {"component_ids": [world.ids["component_id"]]}


def _metrics(world: World) -> dict[str, Any]:
    return {"metric_ids": [world.ids["metric_id"]]}


ROWS: tuple[Row, ...] = (
    Row(f"POST {_PATH}", _new),
    Row(f"GET {_PATH}", query={"email": "VERA@customer.example", "per_page": 10}),
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
    Row(f"GET {_ONE}/metrics"),
    Row(f"PATCH {_ONE}/metrics", _metrics),
    Row(f"PUT {_ONE}/metrics", _metrics),
    Row(f"POST {_ONE}/metrics", _metrics),
    Row(f"DELETE {_ONE}/metrics", _metrics),
    Row(f"DELETE {_ONE}/metrics/{{metric_id}}"),
)
