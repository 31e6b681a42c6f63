"""Which incidents and maintenance stand behind what components showed."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from incidents.models import AffectedComponent, Incident
from incidents.transitions import RUNNING_STATUSES
from incidents.vocabulary import ENDED_STATUSES, IncidentKind, IncidentStatus
from statuspage.models import Component, Page


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


def incidents_speaking(component: Component) -> QuerySet[Incident]:
    """The open incidents and running maintenance that hold a claim on a component or should."""
    running = Q(kind=IncidentKind.MAINTENANCE, status__in=RUNNING_STATUSES)
    open_incident = Q(kind=IncidentKind.INCIDENT) & ~Q(status__in=ENDED_STATUSES)
    return Incident.living.filter(running | open_incident, draft=False, affected__component=component)


def incidents_in_the_way(
    page: Page,
    components: Iterable[Component],
    windows: Sequence[tuple[datetime, datetime]],
    *,
    but: Incident | None = None,
    most: int = 20,
) -> list[Incident]:
    """What stands in the way of a maintenance of these components in one of these windows.

    That is other maintenance of one of them, drafts too, that is not over and runs into a window, and open
    incidents that touch one of them. Other occurrences of its own series are not in its way. One query.
    """
    overlaps = Q(pk__in=())
    for start, end in windows:
        overlaps |= Q(kind=IncidentKind.MAINTENANCE, scheduled_for__lt=end, scheduled_until__gt=start)
    found = Incident.living.filter(
        overlaps | Q(kind=IncidentKind.INCIDENT, draft=False),
        page=page,
        affected__component__in=list(components),
    ).exclude(status__in=ENDED_STATUSES)
    if but is not None:
        found = found.exclude(pk=but.pk)
        if but.series_id is not None:
            found = found.exclude(series=but.series_id)
    return list(found.distinct().order_by("kind", "started_at", "pk")[:most])
