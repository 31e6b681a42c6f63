"""Messages in HTML, which this door shows inside of one `<div>`, in whatever format they were written."""

import re
from collections.abc import Mapping
from typing import Any

from api.pingpong.bodies import Reader
from incidents.models import Incident, IncidentUpdate
from incidents.vocabulary import TextFormat, UpdateKind
from statuspage.richtext import render
from statuspage.validation import MESSAGE_LENGTH

_DIV = re.compile(r"<(/?)div\b[^>]*>")
_STRUCK_OUT = re.compile(r"<(/?)s>")


def opening_of(incident: Incident) -> IncidentUpdate | None:
    """The entry that this door shows as the `message`, from prefetched rows where there are any."""
    return next((entry for entry in incident.updates.all() if entry.kind == UpdateKind.OPENING), None)


def message_of(entry: IncidentUpdate | None) -> str:
    """The message of an entry, safe and wrapped.

    Where its author struck text out as the original's samples do, it comes back so.
    """
    if entry is None:
        return ""
    html = entry.html
    if entry.format == TextFormat.HTML and "<strikethrough" in entry.body.lower():
        html = _STRUCK_OUT.sub(r"<\1strikethrough>", html)
    return wrapped(html)


def wrapped(html: str) -> str:
    """Sanitised HTML inside of one `<div>`, unless it is so already."""
    return html if _is_one_div(html) else f"<div>{html}</div>"


def message_read(reader: Reader, entry: IncidentUpdate | None = None) -> None:
    """Take the field `message`; null is a message of nothing, for which the status says its stock text.

    `entry` is the one that is changed: sent back as it is shown, its message is not taken.
    """
    shown = message_of(entry) if entry is not None else None
    reader.text("message", most=MESSAGE_LENGTH, nullable=True, shown=shown, into="body")


def message_changes(values: Mapping[str, Any], entry: IncidentUpdate | None) -> dict[str, Any]:
    """What `update_edit` changes of an entry for the message that was read.

    Nothing where it would look the same, so that what was written in Markdown stays as it was written.
    """
    body = values.get("body")
    if body is None or entry is None or wrapped(_rendered(body)) == wrapped(entry.html):
        return {}
    return {"body": body, "body_format": TextFormat.HTML.value}


def _rendered(body: str) -> str:
    # Text that cannot be encoded is for the services to refuse.
    return render(body.encode("utf-8", "replace").decode(), TextFormat.HTML)


def _is_one_div(html: str) -> bool:
    depth = 0
    for tag in _DIV.finditer(html):
        if depth == 0 and tag.start() > 0:
            return False
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.end() == len(html)
    return False
