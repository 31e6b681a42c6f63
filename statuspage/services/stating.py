"""What a component is stored as, beside what others say about it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from statuspage import journal
from statuspage.actor import Actor
from statuspage.models import Component
from statuspage.services.claims import claim_set
from statuspage.services.components import component_update
from statuspage.status import ClaimSource


def component_update_and_state(
    *,
    component: Component,
    changes: Mapping[str, Any],
    status: str | None = None,
    by: Actor,
    now: datetime | None = None,
) -> Component:
    """Change settings as `component_update` does and, unless `status` is None, the stored status too.

    That is the manual claim alone: what open incidents and running maintenance say goes on overriding it
    until they end, be it better or worse. Either all of it happens or nothing.
    """
    with journal.transaction(now) as now:
        if changes:
            component_update(component=component, changes=changes, by=by, now=now)
        if status is not None:
            manual = ClaimSource.MANUAL.value
            claim_set(component=component, source=manual, status=status, yields=True, by=by, now=now)
        return component
