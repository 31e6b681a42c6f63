"""Says things about components."""

from typing import Any

from statuspage import services
from statuspage.models import Component, StatusNote
from tests.web.public.conftest import BY


def say(component: Component, message: str, status: str = "partial_outage", **fields: Any) -> StatusNote:
    """A note that also states the status, unless it is informational."""
    return services.note_post(component=component, message=message, status=status, by=BY, **fields)
