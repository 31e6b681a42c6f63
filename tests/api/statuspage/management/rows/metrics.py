from typing import Any

from tests.api.statuspage.management.row import Row
from tests.api.statuspage.management.world import World

_PATH = "/pages/{page_id}/metrics"
_ONE = f"{_PATH}/{{metric_id}}"


def _points(world: World) -> dict[str, Any]:
    at = int(world.now.timestamp())
    points = [{"timestamp": at, "value": 11.5}, {"timestamp": at + 60, "value": 4.25}]
    return {"data": {world.ids["metric_id"]: points}}


def _point(world: World) -> dict[str, Any]:
    return {"data": {"timestamp": int(world.now.timestamp()), "value": 2.5}}


ROWS: tuple[Row, ...] = (
    Row(f"POST {_PATH}/data", _points),
    Row(f"GET {_PATH}", query={"page": 1, "per_page": 50}),
    Row(f"PATCH {_ONE}", {"metric": {"name": "Faults", "metric_identifier": "faults"}}),
    Row(f"PUT {_ONE}", {"metric": {"name": "Faults", "decimal_places": 2, "y_axis_max": 9.5}}),
    Row(f"DELETE {_ONE}"),
    Row(f"GET {_ONE}"),
    Row(f"DELETE {_ONE}/data"),
    Row(f"POST {_ONE}/data", _point),
)
