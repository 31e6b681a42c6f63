"""`incidents/{incident_id}/updates` and one of them."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.faults import not_found
from api.pingpong.incidents.shapes import update_object, updates_of
from api.pingpong.incidents.views import IncidentsView
from api.pingpong.updates import bodies
from incidents import selectors, services
from incidents.models import IncidentUpdate
from incidents.vocabulary import UpdateKind


class UpdatesView(IncidentsView):
    """What both views of updates share."""

    def update_at(self, incident_id: str, uid: str) -> IncidentUpdate:
        """The incident's update with this id; the opening is none, that is the incident's `message`."""
        update = selectors.update_get(self.incident_at(incident_id), uid)
        if update.kind == UpdateKind.OPENING:
            raise not_found()
        return update


class Updates(UpdatesView):
    """All that was said of an incident after its opening, oldest first."""

    def get(self, request: Request, incident_id: str) -> Response:
        """A bare list."""
        return Response([update_object(update) for update in updates_of(self.incident_at(incident_id))])

    def post(self, request: Request, incident_id: str) -> Response:
        """Say something; subscribers hear of it if they are told of the incident."""
        incident = self.incident_at(incident_id)
        update = services.incident_post_update(
            incident=incident, by=self.actor, now=self.now, **bodies.update_new(self.body)
        )
        return Response(update_object(update), status=201)


class OneUpdate(UpdatesView):
    """One update."""

    def get(self, request: Request, incident_id: str, update_id: str) -> Response:
        """The update."""
        return Response(update_object(self.update_at(incident_id, update_id)))

    def patch(self, request: Request, incident_id: str, update_id: str) -> Response:
        """Change what was sent; the incident's status follows. Nobody is told again."""
        update = self.update_at(incident_id, update_id)
        changes = bodies.update_changes(update, self.body)
        if changes:
            update = services.update_edit(update=update, changes=changes, by=self.actor, now=self.now)
        return Response(update_object(update))

    put = patch

    def delete(self, request: Request, incident_id: str, update_id: str) -> Response:
        """Take it out; the incident's status follows from what remains."""
        update = self.update_at(incident_id, update_id)
        services.update_delete(update=update, by=self.actor, now=self.now)
        return Response(status=204)
