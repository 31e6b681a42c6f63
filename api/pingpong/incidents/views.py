"""`incidents` and one of them."""

from collections.abc import Mapping
from functools import partial
from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from api.pingpong.base import PingPongView
from api.pingpong.incidents import bodies
from api.pingpong.incidents.shapes import incident_object, incident_objects
from incidents import selectors, services
from incidents.models import Incident
from incidents.vocabulary import IncidentKind


class IncidentsView(PingPongView):
    """What all views of incidents share. Drafts are not there: whatever PingPong knows of is public."""

    scope = "incidents"
    fields: ClassVar[Mapping[str, str]] = bodies.FIELDS

    def incident_at(self, uid: str) -> Incident:
        """The published incident with this id; maintenance is none."""
        return selectors.incident_get(self.project, uid, kind=IncidentKind.INCIDENT.value, drafts=False)


class Incidents(IncidentsView):
    """All incidents, the newest first; those that were told afterwards too."""

    def get(self, request: Request) -> Response:
        """A bare list."""
        return Response(incident_objects(selectors.incidents_list(self.project)))

    def post(self, request: Request) -> Response:
        """Open one, and tell of it."""
        made = services.incident_open(
            page=self.project, by=self.actor, now=self.now, **bodies.incident_new(self.project, self.body)
        )
        return Response(incident_object(self.incident_at(made.uid)), status=201)


class LiveIncidents(IncidentsView):
    """Incidents that are not resolved, the newest first."""

    def get(self, request: Request) -> Response:
        """A bare list."""
        return Response(incident_objects(selectors.incidents_open(self.project)))


class OneIncident(IncidentsView):
    """One incident."""

    def get(self, request: Request, incident_id: str) -> Response:
        """The incident."""
        return Response(incident_object(self.incident_at(incident_id)))

    def patch(self, request: Request, incident_id: str) -> Response:
        """Change what was sent. The team hears of it, and subscribers where the request wants it."""
        incident = self.incident_at(incident_id)
        judge = partial(bodies.revision_read, body=self.body)
        services.incident_revise(incident=incident, judge=judge, by=self.actor, now=self.now)
        return Response(incident_object(self.incident_at(incident_id)))

    put = patch
