"""The tables of incidents and maintenance."""

from incidents.models.incidents import AffectedComponent, Incident, IncidentUpdate
from incidents.models.postmortems import Postmortem
from incidents.models.series import MaintenanceSeries
from incidents.models.templates import IncidentTemplate

__all__ = [
    "AffectedComponent",
    "Incident",
    "IncidentTemplate",
    "IncidentUpdate",
    "MaintenanceSeries",
    "Postmortem",
]
