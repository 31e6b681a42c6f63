"""`pages/{page_id}/component-groups` and what is below it."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from api.base.faults import not_found
from api.statuspage.management.base import ManagementView
from api.statuspage.management.components.uptime import group_uptime
from api.statuspage.management.groups.bodies import group_read
from api.statuspage.management.groups.shapes import group_shape, groups_shape
from statuspage import selectors, services
from statuspage.exceptions import Invalid
from statuspage.models import ComponentGroup


class GroupsView(ManagementView):
    """What all views of groups share."""

    scope = "components"
    # All that is in the way of these acts is that somebody else just deleted the object.
    conflict_status = 404

    def group_at(self, page_id: str, uid: str) -> ComponentGroup:
        """The group with this id; else 404."""
        group = selectors.group_get(self.page_at(page_id), uid)
        if group is None:
            raise not_found()
        return group

    def sent(self) -> dict[str, Any]:
        """The wrapper's content; the description stands beside the wrapper in Statuspage's document."""
        if self.request.method != "POST" and "description" in self.body:
            inside = self.wrapped_or_empty("component_group")
        else:
            inside = self.wrapped("component_group")
        return {"description": self.body["description"], **inside} if "description" in self.body else inside


class Groups(GroupsView):
    """The groups of a page."""

    def get(self, request: Request, page_id: str) -> Response:
        return self.listed(selectors.groups_of_page(self.page_at(page_id)), groups_shape)

    def post(self, request: Request, page_id: str) -> Response:
        page = self.page_at(page_id)
        settings = group_read(page, {"name": "", **self.sent()})
        if "components" not in settings:
            raise Invalid.at("/components", "required", _("This must not be empty."))
        group = services.group_create(page=page, by=self.actor, now=self.now, **settings)
        return Response(group_shape(group), status=201)


class OneGroup(GroupsView):
    """One group."""

    def get(self, request: Request, page_id: str, id: str) -> Response:
        return Response(group_shape(self.group_at(page_id, id)))

    def patch(self, request: Request, page_id: str, id: str) -> Response:
        group = self.group_at(page_id, id)
        changes = group_read(group.page, self.sent())
        services.group_update(group=group, changes=changes, by=self.actor, now=self.now)
        return Response(group_shape(group))

    put = patch

    def delete(self, request: Request, page_id: str, id: str) -> Response:
        group = self.group_at(page_id, id)
        shape = group_shape(group)
        services.group_delete(group=group, by=self.actor, now=self.now)
        return Response(shape)


class GroupUptime(GroupsView):
    """How much of some days the components of a group were up."""

    def get(self, request: Request, page_id: str, id: str) -> Response:
        group = self.group_at(page_id, id)
        asked = request.query_params
        members = list(selectors.components_of_group(group))
        return Response(
            group_uptime(group, members, start=asked.get("start"), end=asked.get("end"), now=self.now)
        )
