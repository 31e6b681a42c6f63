"""Statuspage's words for components, incidents and a page as a whole (its contract, sections 5 and 7)."""

from collections.abc import Iterable, Sequence

from incidents.models import Incident
from incidents.vocabulary import Impact, IncidentKind
from statuspage.status import Status

POSTMORTEM = "postmortem"

_STATUSES = {Status.UNAVAILABLE.value: Status.MAJOR_OUTAGE.value, Status.UNKNOWN.value: ""}
_DESCRIPTIONS = {
    "none": "All Systems Operational",
    "minor": "Minor Service Outage",
    "major": "Partial System Outage",
    "critical": "Major Service Outage",
    "maintenance": "Service Under Maintenance",
}
_RANKS = ("none", "maintenance", "minor", "major", "critical")


def statuspage_status(status: str) -> str:
    """A status word of ours as Statuspage knows it; what is not known is the empty text of its schema."""
    return _STATUSES.get(status, status)


def statuspage_public_status(status: str) -> str:
    """The same for its public documents, whose readers know five words: what is not known is operational."""
    return statuspage_status(status) or Status.OPERATIONAL.value


def statuspage_incident_status(incident: Incident) -> str:
    """An incident's status in the public documents, where one with a published postmortem has its own."""
    postmortem = getattr(incident, "postmortem", None)
    if incident.kind == IncidentKind.INCIDENT and postmortem is not None and postmortem.published_at:
        return POSTMORTEM
    return incident.status


def statuspage_indicator(statuses: Iterable[str], impacts: Iterable[str]) -> tuple[str, str]:
    """Indicator and description of a page, from what its components show and the impacts of open incidents.

    Maintenance alone gives `maintenance`, an outage of everything `critical`; an open incident raises the
    indicator to its impact at least.
    """
    shown = [statuspage_status(status) for status in statuses]
    found, description = _of_components(shown)
    highest = max((*impacts, Impact.NONE.value), key=_RANKS.index)
    if _RANKS.index(highest) > _RANKS.index(found):
        return highest, _DESCRIPTIONS[highest]
    return found, description


def _of_components(shown: Sequence[str]) -> tuple[str, str]:
    if shown and all(status == Status.MAJOR_OUTAGE for status in shown):
        indicator = "critical"
    elif Status.MAJOR_OUTAGE in shown:
        indicator = "major"
    elif Status.PARTIAL_OUTAGE in shown:
        indicator = "minor"
    elif Status.DEGRADED_PERFORMANCE in shown:
        return "minor", "Partially Degraded Service"
    elif Status.UNDER_MAINTENANCE in shown:
        indicator = "maintenance"
    else:
        indicator = "none"
    return indicator, _DESCRIPTIONS[indicator]
