"""What is sent about updates, in the words of the services."""

from collections.abc import Mapping
from typing import Any

from api.pingpong.bodies import Reader
from api.pingpong.messages import message_changes, message_read
from api.pingpong.vocabulary import UPDATE_STATUSES
from incidents.models import IncidentUpdate
from incidents.vocabulary import TextFormat


def update_new(body: Mapping[str, Any]) -> dict[str, Any]:
    """An update for `incident_post_update`; without a status the present one stays."""
    reader = Reader(body)
    reader.word("status", UPDATE_STATUSES)
    message_read(reader)
    return {**reader.done(), "body_format": TextFormat.HTML.value}


def update_changes(update: IncidentUpdate, body: Mapping[str, Any]) -> dict[str, Any]:
    """Changes for `update_edit`."""
    reader = Reader(body, partial=True)
    reader.word("status", UPDATE_STATUSES)
    message_read(reader, update)
    values = reader.done()
    changes = message_changes(values, update)
    if values.get("status", update.status) != update.status:
        changes["status"] = values["status"]
    return changes
