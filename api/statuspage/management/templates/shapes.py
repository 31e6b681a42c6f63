"""Templates as this door shows them."""

from collections.abc import Sequence
from typing import Any

from api.statuspage.management.components.shapes import components_shape
from api.statuspage.management.incidents.shapes import as_written
from incidents.models import IncidentTemplate
from incidents.vocabulary import TextFormat
from statuspage.richtext import render


def templates_shape(templates: Sequence[IncidentTemplate]) -> list[dict[str, Any]]:
    """Templates in the order given, as the selectors give them; two queries more for all components."""
    named = [list(template.components.all()) for template in templates]
    shapes = iter(components_shape([component for components in named for component in components]))
    return [
        _template(template, [next(shapes) for _ in components])
        for template, components in zip(templates, named, strict=True)
    ]


def _template(template: IncidentTemplate, components: list[dict[str, Any]]) -> dict[str, Any]:
    group = template.group
    html = "" if template.format == TextFormat.HTML else render(template.body, template.format)
    return {
        "id": template.uid,
        "components": components,
        "name": template.name,
        "title": template.title,
        "body": as_written(template.body, template.format, html),
        "group_id": group.uid if group is not None and group.deleted_at is None else None,
        "update_status": template.status,
        "should_tweet": False,
        "should_send_notifications": template.notify,
    }
