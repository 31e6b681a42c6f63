"""How bad an incident is, from what is declared about its components."""

from collections.abc import Iterable

from incidents.vocabulary import Impact, IncidentKind
from statuspage.status import Status

_ORDER = tuple(Impact.values)

_IMPACT_OF_STATUS = {
    Status.UNDER_MAINTENANCE.value: Impact.MAINTENANCE,
    Status.DEGRADED_PERFORMANCE.value: Impact.MINOR,
    Status.PARTIAL_OUTAGE.value: Impact.MAJOR,
    Status.MAJOR_OUTAGE.value: Impact.CRITICAL,
    Status.UNAVAILABLE.value: Impact.CRITICAL,
}


def impact_of(statuses: Iterable[str], *, kind: str = IncidentKind.INCIDENT.value) -> Impact:
    """The impact of an incident whose components are declared to have these statuses.

    The worst component decides (Statuspage contract, section 5); a maintenance is always `maintenance`.
    """
    if kind == IncidentKind.MAINTENANCE:
        return Impact.MAINTENANCE
    impacts = (_IMPACT_OF_STATUS.get(status, Impact.NONE) for status in statuses)
    return max(impacts, key=lambda impact: _ORDER.index(impact.value), default=Impact.NONE)


def impact_next(previous: str, statuses: Iterable[str], *, override: str | None, kind: str) -> Impact:
    """The effective impact after the declared statuses changed.

    It follows them up and down, but components that work again do not erase it: an incident that is over
    goes on saying how bad it was. Without any component there is nothing left to say.
    """
    if override is not None:
        return Impact(override)
    declared = list(statuses)
    computed = impact_of(declared, kind=kind)
    if declared and computed is Impact.NONE and kind == IncidentKind.INCIDENT:
        return Impact(previous)
    return computed
