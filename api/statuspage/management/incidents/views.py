"""`pages/{page_id}/incidents` and what is below it."""

from collections.abc import Mapping
from functools import partial
from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from api.statuspage.management.base import ManagementView
from api.statuspage.management.incidents import bodies
from api.statuspage.management.incidents.shapes import incident_shape, incidents_shape, update_shape
from incidents import selectors, services
from incidents.models import Incident
from incidents.vocabulary import IncidentKind

_SIZES = ("limit", "per_page")


class IncidentsView(ManagementView):
    """What all views of incidents share. Drafts are not there: Statuspage has none."""

    scope = "incidents"
    fields: ClassVar[Mapping[str, str]] = bodies.FIELDS

    def incident_at(self, page_id: str, incident_id: str) -> Incident:
        return selectors.incident_get(self.page_at(page_id), incident_id, drafts=False)


class Incidents(IncidentsView):
    """Incidents and maintenance, the newest first."""

    def get(self, request: Request, page_id: str) -> Response:
        q = request.query_params.get("q", "")
        return self.listed(
            selectors.incidents_told(self.page_at(page_id), q=q), incidents_shape, size_names=_SIZES
        )

    def post(self, request: Request, page_id: str) -> Response:
        page = self.page_at(page_id)
        data = self.wrapped("incident")
        if bodies.is_told_afterwards(data):
            made = services.incident_open(
                page=page, by=self.actor, now=self.now, **bodies.backfilled_new(page, data)
            )
        elif bodies.is_planned(data):
            made = services.maintenance_schedule(
                page=page, by=self.actor, now=self.now, **bodies.maintenance_new(page, data)
            )
        else:
            made = services.incident_open(
                page=page, by=self.actor, now=self.now, **bodies.incident_new(page, data)
            )
        return Response(incident_shape(selectors.incident_get(page, made.uid)), status=201)


class ActiveMaintenance(IncidentsView):
    """Maintenance that runs."""

    def get(self, request: Request, page_id: str) -> Response:
        found = selectors.maintenances_active(self.page_at(page_id))
        return self.listed(found, incidents_shape, size_names=_SIZES)


class UpcomingMaintenance(IncidentsView):
    """Maintenance that has not begun, the next one first."""

    def get(self, request: Request, page_id: str) -> Response:
        found = selectors.maintenances_upcoming(self.page_at(page_id))
        return self.listed(found, incidents_shape, size_names=_SIZES)


class ScheduledMaintenance(IncidentsView):
    """Maintenance, over or not, the newest first."""

    def get(self, request: Request, page_id: str) -> Response:
        found = selectors.incidents_told(self.page_at(page_id), kind=IncidentKind.MAINTENANCE.value)
        return self.listed(found, incidents_shape, size_names=_SIZES)


class UnresolvedIncidents(IncidentsView):
    """Incidents that are not over, the newest first."""

    def get(self, request: Request, page_id: str) -> Response:
        found = selectors.incidents_open(self.page_at(page_id))
        return self.listed(found, incidents_shape, size_names=_SIZES)


class OneIncident(IncidentsView):
    """One incident or maintenance."""

    def get(self, request: Request, page_id: str, incident_id: str) -> Response:
        return Response(incident_shape(self.incident_at(page_id, incident_id)))

    def patch(self, request: Request, page_id: str, incident_id: str) -> Response:
        incident = self.incident_at(page_id, incident_id)
        judge = partial(bodies.revision_read, data=self.wrapped("incident"))
        services.incident_revise(incident=incident, judge=judge, by=self.actor, now=self.now)
        return Response(incident_shape(self.incident_at(page_id, incident_id)))

    put = patch

    def delete(self, request: Request, page_id: str, incident_id: str) -> Response:
        incident = self.incident_at(page_id, incident_id)
        shape = incident_shape(incident)
        if incident.kind == IncidentKind.MAINTENANCE:
            services.maintenance_cancel(maintenance=incident, notify=False, by=self.actor, now=self.now)
        else:
            services.incident_delete(incident=incident, by=self.actor, now=self.now)
        return Response(shape)


class OneUpdate(IncidentsView):
    """One entry of a timeline."""

    def patch(self, request: Request, page_id: str, incident_id: str, incident_update_id: str) -> Response:
        incident = self.incident_at(page_id, incident_id)
        update = selectors.update_get(incident, incident_update_id)
        changes = bodies.update_read(incident.page, self.wrapped("incident_update"))
        update = services.update_edit(update=update, changes=changes, by=self.actor, now=self.now)
        return Response(update_shape(update))

    put = patch
