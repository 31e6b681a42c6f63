"""`component-groups` and what is below it."""

from collections.abc import Mapping
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.faults import not_found
from api.pingpong.base import PingPongView
from api.pingpong.bodies import Reader
from api.pingpong.shapes import group_object
from api.pingpong.values import LONG, SHORT, short
from statuspage import selectors, services
from statuspage.models import ComponentGroup


class Groups(PingPongView):
    """All groups, in the order of the page; those without components too."""

    scope = "components"

    def get(self, request: Request) -> Response:
        """A bare list."""
        groups = list(selectors.groups_of_page(self.project))
        for group in groups:
            group.page = self.project
        return Response([group_object(group) for group in groups])

    def post(self, request: Request) -> Response:
        """A new group, with nothing in it."""
        settings = _read(self.body)
        group = services.group_create(page=self.project, by=self.actor, now=self.now, **settings)
        return Response(group_object(group), status=201)


class OneGroup(PingPongView):
    """One group."""

    scope = "components"

    def get(self, request: Request, group_id: str) -> Response:
        """The group."""
        return Response(group_object(self._group_at(group_id)))

    def patch(self, request: Request, group_id: str) -> Response:
        """Change what was sent."""
        group = self._group_at(group_id)
        changes = _read(self.body, group)
        if changes:
            services.group_update(group=group, changes=changes, by=self.actor, now=self.now)
        return Response(group_object(group))

    put = patch

    def _group_at(self, uid: str) -> ComponentGroup:
        group = selectors.group_get(self.project, uid)
        if group is None:
            raise not_found()
        return group


def _read(body: Mapping[str, Any], group: ComponentGroup | None = None) -> dict[str, Any]:
    name = short(group.name) if group is not None else None
    description = short(group.description, LONG) if group is not None else None
    reader = Reader(body, partial=group is not None)
    reader.text("name", most=SHORT, required=True, shown=name)
    reader.text("description", most=LONG, nullable=True, shown=description)
    return reader.done()
