"""Which status may follow which, as one table."""

from incidents.vocabulary import (
    ENDED_STATUSES,
    INCIDENT_STATUSES,
    MAINTENANCE_STATUSES,
    IncidentKind,
    IncidentStatus,
)

RUNNING_STATUSES = (IncidentStatus.IN_PROGRESS, IncidentStatus.VERIFYING)
"""A maintenance in one of these holds its claims."""

_AFTER: dict[IncidentStatus, frozenset[IncidentStatus]] = {
    # An incident goes wherever the facts go; after its end an update may open it again.
    **{status: frozenset(INCIDENT_STATUSES) for status in INCIDENT_STATUSES},
    # A maintenance never goes back before its start, and its end is final.
    IncidentStatus.SCHEDULED: frozenset(MAINTENANCE_STATUSES),
    IncidentStatus.IN_PROGRESS: frozenset((*RUNNING_STATUSES, IncidentStatus.COMPLETED)),
    IncidentStatus.VERIFYING: frozenset((*RUNNING_STATUSES, IncidentStatus.COMPLETED)),
    IncidentStatus.COMPLETED: frozenset((IncidentStatus.COMPLETED,)),
}

_FAMILIES: dict[IncidentKind, tuple[IncidentStatus, ...]] = {
    IncidentKind.INCIDENT: INCIDENT_STATUSES,
    IncidentKind.MAINTENANCE: MAINTENANCE_STATUSES,
}


def family(kind: str) -> tuple[IncidentStatus, ...]:
    """The statuses of incidents or of maintenance, in their usual order."""
    return _FAMILIES[IncidentKind(kind)]


def may_follow(old: str, new: str) -> bool:
    """Whether an incident or maintenance in status `old` can be moved to `new` (or stay in it)."""
    return new in _AFTER[IncidentStatus(old)]


def is_ended(status: str) -> bool:
    """Resolved and completed are over."""
    return status in ENDED_STATUSES


def is_live(kind: str, status: str) -> bool:
    """Whether an incident in this status speaks about its components."""
    if kind == IncidentKind.MAINTENANCE:
        return status in RUNNING_STATUSES
    return not is_ended(status)
