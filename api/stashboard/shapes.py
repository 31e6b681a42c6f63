"""The objects of this API, with the fields of the original; addresses echo the mount that was asked."""

from collections.abc import Iterable
from typing import Any, Protocol

from django.utils.http import http_date

from statuspage.icons import ICON_SET
from statuspage.models import Component, ComponentGroup, StatusLabel, StatusNote
from statuspage.status import SEVERITY, Status
from statuspage.vocabulary import STATUS_OF_LEVEL, LabelLevel

_PLAIN_IMAGES = {
    LabelLevel.NORMAL.value: "tick-circle",
    LabelLevel.WARNING.value: "exclamation",
    LabelLevel.ERROR.value: "cross-circle",
    LabelLevel.CRITICAL.value: "cross-circle",
}
"""What a status shows that was given no image."""


class Addresses(Protocol):
    """Makes addresses as the client reaches them: a view."""

    def absolute(self, path: str) -> str:
        """Of a path below the mount."""
        ...

    def site_address(self, path: str) -> str:
        """Of a path on the host."""
        ...


def service_object(component: Component, event: StatusNote | None, at: Addresses) -> dict[str, Any]:
    """A service with its newest event; reads the component's group."""
    return {
        "name": component.name,
        "id": component.slug,
        "description": component.description,
        "url": at.absolute(_service_path(component)),
        "current-event": None if event is None else event_object(event, component, at),
        "list": None if component.group is None else list_object(component.group, at),
    }


def list_object(group: ComponentGroup, at: Addresses) -> dict[str, Any]:
    """A service list, without its services."""
    return {
        "name": group.name,
        "id": group.slug,
        "description": group.description,
        "url": at.absolute(f"/service-lists/{group.slug}"),
    }


def event_object(note: StatusNote, component: Component, at: Addresses) -> dict[str, Any]:
    """An event with its status; reads the note's label."""
    return event_objects([note], component, at)[0]


def event_objects(notes: Iterable[StatusNote], component: Component, at: Addresses) -> list[dict[str, Any]]:
    """Events of one service with their statuses; reads the notes' labels."""
    statuses: dict[tuple[int | None, str], dict[str, Any]] = {}
    found = []
    for note in notes:
        known = (note.label_id, "" if note.label_id else note.status)
        if known not in statuses:
            label = note.label
            statuses[known] = _word_object(note.status, at) if label is None else status_object(label, at)
        found.append(
            {
                "sid": note.uid,
                "timestamp": http_date(int(note.at.timestamp())),
                "status": statuses[known],
                "message": note.message,
                "url": at.absolute(event_path(component, note)),
                "informational": note.informational,
            }
        )
    return found


def status_object(label: StatusLabel, at: Addresses) -> dict[str, Any]:
    """A status."""
    return {
        "name": label.name,
        "id": label.slug,
        "description": label.description,
        "url": at.absolute(f"/statuses/{label.slug}"),
        "image": at.site_address(image_path(label.image or _PLAIN_IMAGES[label.level])),
        "level": label.level,
        "default": label.is_default,
    }


def image_object(name: str, at: Addresses) -> dict[str, Any]:
    """An image that statuses can have."""
    return {"name": name, "url": at.site_address(image_path(name)), "icon_set": ICON_SET}


def image_path(name: str) -> str:
    """Where a picture is served, by the name of a file that clients of the original know."""
    return f"/images/icons/{ICON_SET}/{name}.png"


def event_path(component: Component, note: StatusNote) -> str:
    """The path of an event below a mount."""
    return f"{_service_path(component)}/events/{note.uid}"


def _service_path(component: Component) -> str:
    return f"/services/{component.slug}"


def _word_object(word: str, at: Addresses) -> dict[str, Any]:
    """A status for what was said without one: that word, at the level which stands for it."""
    levels = [level for level, status in STATUS_OF_LEVEL.items() if SEVERITY[status] <= SEVERITY[word]]
    level = levels[-1] if levels else LabelLevel.NORMAL.value
    slug = word.replace("_", "-")
    return {
        "name": str(Status(word).label),
        "id": slug,
        "description": "",
        "url": at.absolute(f"/statuses/{slug}"),
        "image": at.site_address(image_path(_PLAIN_IMAGES[level])),
        "level": level,
        "default": False,
    }
