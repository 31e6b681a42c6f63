from api.statuspage.management.incidents.views import (
    ActiveMaintenance,
    Incidents,
    OneIncident,
    OneUpdate,
    ScheduledMaintenance,
    UnresolvedIncidents,
    UpcomingMaintenance,
)
from api.statuspage.management.routing import at

_INCIDENTS = "pages/<uid:page_id>/incidents"
_ONE = f"{_INCIDENTS}/<uid:incident_id>"

urlpatterns = [
    *at(_INCIDENTS, Incidents),
    *at(f"{_INCIDENTS}/active_maintenance", ActiveMaintenance),
    *at(f"{_INCIDENTS}/upcoming", UpcomingMaintenance),
    *at(f"{_INCIDENTS}/scheduled", ScheduledMaintenance),
    *at(f"{_INCIDENTS}/unresolved", UnresolvedIncidents),
    *at(_ONE, OneIncident),
    *at(f"{_ONE}/incident_updates/<uid:incident_update_id>", OneUpdate),
]
