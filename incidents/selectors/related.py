"""Which incidents and maintenance stand behind what components showed."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from incidents.models import AffectedComponent
from incidents.vocabulary import IncidentStatus


def incidents_touching(
    component_ids: Iterable[int], *, start: datetime, end: datetime
) -> dict[int, list[str]]:
    """The uids of what went on about each component within a window, by its key, newest first.

    Published incidents and maintenance that began; one query. Components without any have no entry.
    """
    rows = (
        AffectedComponent.objects.filter(
            Q(incident__resolved_at__isnull=True) | Q(incident__resolved_at__gt=start),
            component_id__in=list(component_ids),
            incident__deleted_at__isnull=True,
            incident__draft=False,
            incident__started_at__lt=end,
        )
        .exclude(incident__status=IncidentStatus.SCHEDULED)
        .order_by("-incident__started_at", "-incident_id")
        .values_list("component_id", "incident__uid")
    )
    touching: dict[int, list[str]] = {}
    for component_id, uid in rows:
        touching.setdefault(component_id, []).append(uid)
    return touching
