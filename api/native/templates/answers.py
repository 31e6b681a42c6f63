"""What incident templates look like from the outside."""

from typing import Any, TypedDict

from api.native.values import Stamp, Uid, stamp
from api.native.words import FormatWord, IncidentStatusWord
from incidents.models import IncidentTemplate


class TemplateAnswer(TypedDict):
    """A title and text to start an incident from; fields such as `{{component}}` are filled in."""

    id: Uid
    name: str
    title: str
    body: str
    format: FormatWord
    status: IncidentStatusWord
    components: list[Uid]
    notify: bool
    created_at: Stamp
    updated_at: Stamp


def template_answer(template: IncidentTemplate) -> TemplateAnswer:
    return {
        "id": Uid(template.uid),
        "name": template.name,
        "title": template.title,
        "body": template.body,
        "format": FormatWord(template.format),
        "status": IncidentStatusWord(template.status),
        "components": [Uid(component.uid) for component in template.components.all()],
        "notify": template.notify,
        "created_at": stamp(template.created_at),
        "updated_at": stamp(template.updated_at),
    }


EXAMPLE: dict[str, Any] = {
    "id": "t3q7w2l9h0bd",
    "name": "API errors",
    "title": "Elevated errors on {{component}}",
    "body": "Some requests to {{component}} fail. We are looking into it.",
    "format": "markdown",
    "status": "investigating",
    "components": ["kctbh9vrtdwd"],
    "notify": True,
    "created_at": "2026-11-01T09:00:00Z",
    "updated_at": "2026-11-01T09:00:00Z",
}
