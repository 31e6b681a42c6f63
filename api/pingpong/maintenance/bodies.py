"""What is sent about maintenance, in the words of the services."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from api.pingpong.affected import NAME, Named, affected_read
from api.pingpong.bodies import Reader
from api.pingpong.messages import message_changes, message_read, opening_of
from api.pingpong.values import TITLE, maybe_zulu, short
from incidents.models import Incident
from incidents.services import Revision
from incidents.transitions import is_ended
from incidents.vocabulary import IncidentStatus, Origin, TextFormat
from statuspage.models import Component, Page
from statuspage.validation import Problems

FIELDS = {
    "name": "title",
    "body": "message",
    "scheduled_until": "ends_at",
    "components": NAME,
    "notify": "notify_subscribers",
}
"""Names of the door by those of the services."""

_WINDOW = ("scheduled_for", "scheduled_until")


def maintenance_new(page: Page, body: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """A maintenance for `maintenance_schedule`.

    It runs at once where its time has come. One that was over before it was told is written down as such:
    the history of its components has it, and nobody is told.
    """
    reader = Reader(body)
    _title_read(reader, body)
    message_read(reader)
    _window_read(reader)
    components = affected_read(reader, page, body)
    values = _rest(reader)
    start, end = values["scheduled_for"], values["scheduled_until"]
    if end <= now:
        values["backfilled"] = True
    elif start <= now:
        values["status"] = IncidentStatus.IN_PROGRESS.value
    return {
        **values,
        "components": _bare(components) or (),
        "body_format": TextFormat.HTML.value,
        "origin": Origin.API.value,
    }


def revision_read(maintenance: Incident, body: Mapping[str, Any], now: datetime) -> Revision:
    """What was sent to change a maintenance, judged by how it stands.

    What comes back as it is shown changes nothing. One that is moved to where its time has come starts.
    """
    opening = opening_of(maintenance)
    reader = Reader(body, partial=True)
    _title_read(reader, body, maintenance)
    message_read(reader, opening)
    _window_read(reader)
    components = affected_read(reader, maintenance.page, body, maintenance)
    values = _rest(reader)
    moved = _moved(values, maintenance)
    message = message_changes(values, opening)
    changes = {name: value for name, value in values.items() if name not in ("body", *_WINDOW)} | moved
    waits = maintenance.status == IncidentStatus.SCHEDULED
    begins = waits and "scheduled_for" in moved and moved["scheduled_for"] <= now
    return Revision(
        changes=changes,
        opening=message,
        components=_bare(components),
        replace_components=True,
        status=IncidentStatus.IN_PROGRESS.value if begins else None,
        tell=values.get("notify"),
    )


def _title_read(reader: Reader, body: Mapping[str, Any], maintenance: Incident | None = None) -> None:
    """`title`, or `name`, as it is called when it is read."""
    given = "name" if "name" in body and "title" not in body else "title"
    shown = None if maintenance is None else short(maintenance.name, TITLE)
    reader.text(given, most=TITLE, required=True, shown=shown, into="name")


def _window_read(reader: Reader) -> None:
    reader.time("scheduled_for", required=True)
    reader.time("ends_at", required=True, into="scheduled_until")


def _moved(values: Mapping[str, Any], maintenance: Incident) -> dict[str, datetime]:
    """The times that are others than those shown. Raises `Invalid` for what has passed and stays."""
    shown = {name: maybe_zulu(getattr(maintenance, name)) for name in _WINDOW}
    moved = {
        name: values[name] for name in _WINDOW if name in values and maybe_zulu(values[name]) != shown[name]
    }
    problems = Problems()
    if is_ended(maintenance.status):
        for name in moved:
            problems.add(f"/{name}", "already_ended", "This maintenance is complete.")
    elif "scheduled_for" in moved and maintenance.status != IncidentStatus.SCHEDULED:
        problems.add("/scheduled_for", "already_started", "This maintenance has started.")
    problems.raise_if_any()
    return moved


def _rest(reader: Reader) -> dict[str, Any]:
    """All that was taken; what is wished of telling holds for start and end too."""
    reader.flag("notify_subscribers", into="notify")
    values = reader.done()
    values.pop(NAME, None)
    if "notify" in values:
        values |= dict.fromkeys(("notify_at_start", "notify_at_end"), values["notify"])
    return values


def _bare(components: Named | None) -> list[Component] | None:
    """The components alone: what they show is the matter of the maintenance."""
    if components is None:
        return None
    return [item[0] if isinstance(item, tuple) else item for item in components]
