"""`pages/{page_id}/components/{component_id}/page_access_*`: who may see a component, from its side."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.faults import not_found
from api.statuspage.management.access_grants.named import (
    groups_named,
    ids_or_none,
    ids_required,
    members_named,
)
from api.statuspage.management.base import ManagementView
from api.statuspage.management.components.shapes import component_shape, group_as_component_shape
from statuspage.models import Component, Page
from statuspage.selectors import Section, component_get, components_of_group, group_get
from statuspage.services import components_audience_grant, components_audience_revoke


class _Grants(ManagementView):
    scope = "subscribers"

    def meant(self, page: Page, uid: str) -> tuple[list[Component], dict[str, Any]]:
        """The component with this id, or those of the group with it, and what is answered; else 404."""
        component = component_get(page, uid)
        if component is not None:
            return [component], component_shape(component)
        group = group_get(page, uid)
        if group is None:
            raise not_found()
        rows = list(components_of_group(group).select_related("page"))
        return rows, group_as_component_shape(Section(group, rows))


class ComponentMembers(_Grants):
    """The viewers who may see a component by themselves."""

    def post(self, request: Request, page_id: str, component_id: str) -> Response:
        page = self.page_at(page_id)
        rows, shape = self.meant(page, component_id)
        members = members_named(page, ids_required(self.body, "page_access_user_ids"))
        components_audience_grant(components=rows, members=members, by=self.actor, now=self.now)
        return Response(shape, status=201)

    def delete(self, request: Request, page_id: str, component_id: str) -> Response:
        rows, shape = self.meant(self.page_at(page_id), component_id)
        components_audience_revoke(components=rows, members=True, by=self.actor, now=self.now)
        return Response(shape)


class ComponentGroups(_Grants):
    """The groups whose members may see a component."""

    def post(self, request: Request, page_id: str, component_id: str) -> Response:
        page = self.page_at(page_id)
        rows, shape = self.meant(page, component_id)
        # The document declares no body, so a call without one changes nothing.
        groups = groups_named(page, ids_or_none(self.body, "page_access_group_ids") or [])
        components_audience_grant(components=rows, groups=groups, by=self.actor, now=self.now)
        return Response(shape, status=201)

    def delete(self, request: Request, page_id: str, component_id: str) -> Response:
        rows, shape = self.meant(self.page_at(page_id), component_id)
        components_audience_revoke(components=rows, groups=True, by=self.actor, now=self.now)
        return Response(shape)
