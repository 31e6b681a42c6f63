"""Which look of the style sheet a status or an impact has; a look is never the only sign of it."""

from incidents.models import Incident
from incidents.transitions import is_ended
from incidents.vocabulary import Impact, IncidentKind
from statuspage.status import Status

STATUS_LOOKS: dict[str, str] = {
    Status.OPERATIONAL.value: "ok",
    Status.UNDER_MAINTENANCE.value: "maint",
    Status.DEGRADED_PERFORMANCE.value: "degraded",
    Status.PARTIAL_OUTAGE.value: "partial",
    Status.MAJOR_OUTAGE.value: "major",
    Status.UNAVAILABLE.value: "major",
    Status.UNKNOWN.value: "none",
}
IMPACT_LOOKS: dict[str, str] = {
    Impact.NONE.value: "none",
    Impact.MAINTENANCE.value: "maint",
    Impact.MINOR.value: "degraded",
    Impact.MAJOR.value: "partial",
    Impact.CRITICAL.value: "major",
}


def incident_look(incident: Incident) -> str:
    """Green once it is over, else after its impact."""
    if incident.draft:
        return "none"
    if is_ended(incident.status):
        return "ok"
    return "maint" if incident.kind == IncidentKind.MAINTENANCE else IMPACT_LOOKS[incident.impact]
