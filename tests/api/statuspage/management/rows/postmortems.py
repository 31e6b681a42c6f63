from collections.abc import Callable
from typing import Any

from incidents import selectors, services
from tests.api.statuspage.management.row import Row
from tests.api.statuspage.management.world import BY, World

_PATH = "/pages/{page_id}/incidents/{incident_id}/postmortem"


def _over(body: dict[str, Any]) -> Callable[[World], dict[str, Any]]:
    """The same body, with the incident over."""

    def made(world: World) -> dict[str, Any]:
        incident = selectors.incident_get(world.page, world.ids["incident_id"])
        services.incident_resolve(incident=incident, by=BY)
        return body

    return made


def _published(world: World) -> dict[str, Any]:
    """Publishes it, so that there is something to take back."""
    _over({})(world)
    incident = selectors.incident_get(world.page, world.ids["incident_id"])
    services.postmortem_publish(postmortem=selectors.postmortem_get(incident), by=BY)
    return {}


ROWS: tuple[Row, ...] = (
    Row(f"GET {_PATH}"),
    Row(f"PUT {_PATH}", {"postmortem": {"body_draft": "A cable & a <b>mouse</b>."}}),
    Row(f"DELETE {_PATH}"),
    Row(
        f"PUT {_PATH}/publish",
        _over({"postmortem": {"notify_twitter": True, "notify_subscribers": True, "custom_tweet": "Hear"}}),
    ),
    Row(f"PUT {_PATH}/revert", _published),
)
