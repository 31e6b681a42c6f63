"""What is sent about incidents, in the words of the services."""

from collections.abc import Mapping
from typing import Any

from api.pingpong.affected import NAME, affected_read
from api.pingpong.bodies import Reader
from api.pingpong.messages import message_changes, message_read, opening_of
from api.pingpong.values import TITLE, short, zulu
from incidents.models import Incident
from incidents.services import Revision
from incidents.vocabulary import Origin, TextFormat
from statuspage.models import Page

FIELDS = {
    "name": "title",
    "body": "message",
    "started_at": "occurred_at",
    "components": NAME,
    "notify": "notify_subscribers",
}
"""Names of the door by those of the services."""


def incident_new(page: Page, body: Mapping[str, Any]) -> dict[str, Any]:
    """An incident for `incident_open`, which began now unless it is said otherwise."""
    reader = Reader(body)
    reader.text("title", most=TITLE, required=True, into="name")
    message_read(reader)
    components = affected_read(reader, page, body)
    values = _rest(reader)
    return {
        **values,
        "components": components or (),
        "body_format": TextFormat.HTML.value,
        "origin": Origin.API.value,
    }


def revision_read(incident: Incident, body: Mapping[str, Any]) -> Revision:
    """What was sent to change an incident, judged by how it stands.

    What comes back as it is shown changes nothing. A start of null is the one that it has: it was now when
    the incident was opened.
    """
    opening = opening_of(incident)
    reader = Reader(body, partial=True)
    reader.text("title", most=TITLE, required=True, shown=short(incident.name, TITLE), into="name")
    message_read(reader, opening)
    components = affected_read(reader, incident.page, body, incident)
    values = _rest(reader)
    message = message_changes(values, opening)
    values.pop("body", None)
    started_at = values.get("started_at")
    if "started_at" in values and (started_at is None or zulu(started_at) == zulu(incident.started_at)):
        del values["started_at"]
    return Revision(
        changes=values,
        opening=message,
        components=components,
        replace_components=True,
        tell=bool(values.get("notify")),
    )


def _rest(reader: Reader) -> dict[str, Any]:
    reader.time("occurred_at", nullable=True, into="started_at")
    reader.flag("notify_subscribers", into="notify")
    values = reader.done()
    values.pop(NAME, None)
    return values
