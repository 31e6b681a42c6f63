from typing import Any

from tests.api.statuspage.management.row import Row
from tests.api.statuspage.management.world import World

_PERMISSIONS = "/organizations/{organization_id}/permissions/{user_id}"
_USERS = "/organizations/{organization_id}/users"


def _permissions(world: World) -> dict[str, Any]:
    return {"pages": {world.ids["page_id"]: {"page_configuration": True, "incident_manager": False}}}


_NEW = {
    "user": {
        "email": "bob@acme.example",
        "password": "correct horse battery staple",
        "first_name": "Bob",
        "last_name": "Moreau",
    }
}

ROWS: tuple[Row, ...] = (
    Row(f"PUT {_PERMISSIONS}", _permissions),
    Row(f"GET {_PERMISSIONS}"),
    Row(f"POST {_USERS}", _NEW),
    Row(f"GET {_USERS}", query={"page": 1, "per_page": 10}),
    Row(f"DELETE {_USERS}/{{user_id}}"),
)
