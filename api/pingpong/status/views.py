"""`status` and `live`."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.pingpong.base import PingPongView
from api.pingpong.incidents.shapes import incident_objects
from api.pingpong.maintenance.shapes import maintenance_objects
from api.pingpong.status.phrases import phrase_of_page
from api.pingpong.values import short
from incidents.selectors import incidents_open, maintenances_active
from statuspage.links import page_url


class PageStatus(PingPongView):
    """The page as a whole."""

    scope = "components"

    def get(self, request: Request) -> Response:
        """The phrase that sums up what the page shows, and its colour."""
        phrase, color = phrase_of_page(self.project)
        return Response({"status": phrase, "status_color": color})


class Live(PingPongView):
    """What goes on."""

    scope = "incidents"

    def get(self, request: Request) -> Response:
        """Incidents that are not resolved, the newest first, and maintenance that runs."""
        page = self.project
        return Response(
            {
                "project": short(page.name),
                "url": page_url(page),
                "incidents": incident_objects(incidents_open(page)),
                "maintenance": maintenance_objects(maintenances_active(page)),
            }
        )
