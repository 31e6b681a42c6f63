from datetime import timedelta
from typing import Any

from incidents import services
from incidents.selectors import maintenances_active
from tests.api.statuspage.management.row import Row
from tests.api.statuspage.management.world import BY, World

_PATH = "/pages/{page_id}/incidents"
_ONE = f"{_PATH}/{{incident_id}}"
_UPDATE = f"{_ONE}/incident_updates/{{incident_update_id}}"
_UPDATE_BODY = {
    "incident_update": {
        "wants_twitter_update": False,
        "body": "We look & see.",
        "display_at": "2026-01-05T10:00:00Z",
        "deliver_notifications": False,
    }
}


def _realtime(world: World) -> dict[str, Any]:
    return {
        "incident": {
            "name": "Errors",
            "status": "identified",
            "impact_override": "critical",
            "reminder_intervals": "[1, 5]",
            "metadata": {"jira": {"issue": "OPS-1"}},
            "deliver_notifications": True,
            "body": "A deploy <b>broke</b> it.",
            "components": {world.ids["component_id"]: "major_outage"},
            "component_ids": [world.ids["component_id"]],
        }
    }


def _patched(world: World) -> dict[str, Any]:
    return {
        "incident": {
            "name": "Fewer errors",
            "status": "monitoring",
            "body": "It gets better.",
            "components": {world.ids["component_id"]: "degraded_performance"},
        }
    }


def _running(world: World) -> dict[str, Any]:
    """Starts a maintenance, so that there is one."""
    if not maintenances_active(world.page).exists():
        maintenance = services.maintenance_schedule(
            page=world.page,
            name="Disks",
            scheduled_for=world.now,
            scheduled_until=world.now + timedelta(days=30),
            by=BY,
            now=world.now,
        )
        services.maintenance_start(maintenance=maintenance, by=BY, now=world.now)
    return {"page": 1, "per_page": 10}


ROWS: tuple[Row, ...] = (
    Row(f"POST {_PATH}", _realtime),
    Row(f"GET {_PATH}", query={"q": "err", "limit": 10, "page": 1}),
    Row(f"GET {_PATH}/active_maintenance", query=_running),
    Row(f"GET {_PATH}/upcoming"),
    Row(f"GET {_PATH}/scheduled", query=_running),
    Row(f"GET {_PATH}/unresolved"),
    Row(f"DELETE {_ONE}"),
    Row(f"PATCH {_ONE}", _patched),
    Row(f"PUT {_ONE}", _patched),
    Row(f"GET {_ONE}"),
    Row(f"PATCH {_UPDATE}", _UPDATE_BODY),
    Row(f"PUT {_UPDATE}", _UPDATE_BODY),
)
