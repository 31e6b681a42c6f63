"""`components` and what is below it."""

from collections.abc import Mapping
from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.faults import not_found
from api.pingpong.base import PingPongView
from api.pingpong.components.bodies import component_read, status_read
from api.pingpong.shapes import component_object, component_objects, status_object
from statuspage import selectors, services
from statuspage.models import Component


class ComponentsView(PingPongView):
    """What all views of components share."""

    scope = "components"
    fields: ClassVar[Mapping[str, str]] = {"visible": "showcased"}

    def component_at(self, uid: str) -> Component:
        """The page's component with this id, shown on the page or not; else 404."""
        component = selectors.component_get(self.project, uid)
        if component is None:
            raise not_found()
        return component


class Components(ComponentsView):
    """All components, in the order of the page."""

    def get(self, request: Request) -> Response:
        """A bare list."""
        sections = selectors.layout_of_page(self.project, visible_only=False)
        rows = [component for section in sections for component in section.components]
        return Response(component_objects(rows))

    def post(self, request: Request) -> Response:
        """A new component; operational unless it says otherwise."""
        settings = component_read(self.project, self.body)
        component = services.component_create(
            page=self.project, status_yields=True, by=self.actor, now=self.now, **settings
        )
        return Response(component_object(component), status=201)


class OneComponent(ComponentsView):
    """One component."""

    def get(self, request: Request, component_id: str) -> Response:
        """The component."""
        return Response(component_object(self.component_at(component_id)))

    def patch(self, request: Request, component_id: str) -> Response:
        """Change what was sent. `status` is the stored one, which incidents and maintenance override."""
        component = self.component_at(component_id)
        changes = component_read(self.project, self.body, component)
        status = changes.pop("status", None)
        services.component_update_and_state(
            component=component, changes=changes, status=status, by=self.actor, now=self.now
        )
        return Response(component_object(component))

    put = patch


class ComponentStatus(ComponentsView):
    """The status of one component."""

    def patch(self, request: Request, component_id: str) -> Response:
        """Store a status, and tell the one that is shown."""
        component = self.component_at(component_id)
        services.component_update_and_state(
            component=component, changes={}, status=status_read(self.body), by=self.actor, now=self.now
        )
        return Response(status_object(component))

    put = post = patch
