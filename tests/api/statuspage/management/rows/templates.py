from typing import Any

from tests.api.statuspage.management.row import Row
from tests.api.statuspage.management.world import World

_PATH = "/pages/{page_id}/incident_templates"


def _template(world: World) -> dict[str, Any]:
    return {
        "template": {
            "name": "Disks",
            "title": "Work on disks",
            "body": "We replace <b>disks</b>.",
            "group_id": world.ids["id"],
            "update_status": "in_progress",
            "should_tweet": True,
            "should_send_notifications": False,
            "component_ids": [world.ids["component_id"]],
        }
    }


ROWS: tuple[Row, ...] = (
    Row(f"POST {_PATH}", _template),
    Row(f"GET {_PATH}", query={"page": 1, "per_page": 10}),
)
