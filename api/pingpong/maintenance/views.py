"""`maintenance` and one of it."""

from collections.abc import Mapping
from functools import partial
from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from api.pingpong.base import PingPongView
from api.pingpong.maintenance import bodies
from api.pingpong.maintenance.shapes import maintenance_object, maintenance_objects
from incidents import selectors, services
from incidents.models import Incident
from incidents.vocabulary import IncidentKind


class MaintenanceView(PingPongView):
    """What both views of maintenance share. Drafts are not there, as with incidents."""

    scope = "incidents"
    fields: ClassVar[Mapping[str, str]] = bodies.FIELDS

    def maintenance_at(self, uid: str) -> Incident:
        """The published maintenance with this id; an incident is none."""
        return selectors.incident_get(self.project, uid, kind=IncidentKind.MAINTENANCE.value, drafts=False)


class Maintenance(MaintenanceView):
    """All maintenance, that which starts last first."""

    def get(self, request: Request) -> Response:
        """A bare list."""
        found = selectors.incidents_list(self.project, kind=IncidentKind.MAINTENANCE.value)
        return Response(maintenance_objects(found))

    def post(self, request: Request) -> Response:
        """Announce one."""
        made = services.maintenance_schedule(
            page=self.project,
            by=self.actor,
            now=self.now,
            **bodies.maintenance_new(self.project, self.body, self.now),
        )
        return Response(maintenance_object(self.maintenance_at(made.uid)), status=201)


class OneMaintenance(MaintenanceView):
    """One maintenance."""

    def get(self, request: Request, maintenance_id: str) -> Response:
        """The maintenance."""
        return Response(maintenance_object(self.maintenance_at(maintenance_id)))

    def patch(self, request: Request, maintenance_id: str) -> Response:
        """Change what was sent. The team hears of it; subscribers do of another window, or if wanted."""
        maintenance = self.maintenance_at(maintenance_id)
        judge = partial(bodies.revision_read, body=self.body, now=self.now)
        services.incident_revise(incident=maintenance, judge=judge, by=self.actor, now=self.now)
        return Response(maintenance_object(self.maintenance_at(maintenance_id)))

    put = patch
