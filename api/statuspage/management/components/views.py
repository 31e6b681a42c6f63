"""`pages/{page_id}/components` and what is below it."""

from collections.abc import Mapping
from typing import ClassVar

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from api.base.faults import not_found
from api.statuspage.management.base import ManagementView
from api.statuspage.management.components.bodies import component_read, group_read
from api.statuspage.management.components.shapes import (
    component_shape,
    entries_shape,
    group_as_component_shape,
)
from api.statuspage.management.components.uptime import component_uptime
from api.statuspage.management.errors import unprocessable
from incidents.services import component_update_and_declare
from statuspage import selectors, services
from statuspage.models import Component, ComponentGroup, Page
from statuspage.selectors import Section


class ComponentsView(ManagementView):
    """What all views of components share: a group is a component too, so either may be meant."""

    scope = "components"
    # All that is in the way of these acts is that somebody else just deleted the object.
    conflict_status = 404
    fields: ClassVar[Mapping[str, str]] = {"group": "group_id"}

    def meant(self, page: Page, uid: str) -> Component | ComponentGroup:
        """The component or the group with this id; 404 where there is neither."""
        row = selectors.component_get(page, uid) or selectors.group_get(page, uid)
        if row is None:
            raise not_found()
        return row


class Components(ComponentsView):
    """The components of a page, groups among them."""

    def get(self, request: Request, page_id: str) -> Response:
        entries: list[Component | Section] = []
        for section in selectors.layout_whole(self.page_at(page_id)):
            if section.group is not None:
                entries.append(section)
            entries += section.components
        return self.listed(entries, entries_shape)

    def post(self, request: Request, page_id: str) -> Response:
        page = self.page_at(page_id)
        settings, status = component_read(page, {"name": "", **self.wrapped("component")})
        if status is not None:
            settings["status"] = status
        component = services.component_create(page=page, by=self.actor, now=self.now, **settings)
        return Response(component_shape(component), status=201)


class OneComponent(ComponentsView):
    """One component, or a group as one."""

    def get(self, request: Request, page_id: str, component_id: str) -> Response:
        row = self.meant(self.page_at(page_id), component_id)
        return Response(component_shape(row) if isinstance(row, Component) else _group_shape(row))

    def patch(self, request: Request, page_id: str, component_id: str) -> Response:
        page = self.page_at(page_id)
        row = self.meant(page, component_id)
        data = self.wrapped("component")
        if isinstance(row, ComponentGroup):
            changes = group_read(_section(row), data)
            services.group_update(group=row, changes=changes, by=self.actor, now=self.now)
            return Response(_group_shape(row))
        changes, status = component_read(page, data)
        component_update_and_declare(
            component=row, changes=changes, status=status, by=self.actor, now=self.now
        )
        return Response(component_shape(row))

    put = patch

    def delete(self, request: Request, page_id: str, component_id: str) -> Response:
        row = self.meant(self.page_at(page_id), component_id)
        if isinstance(row, ComponentGroup):
            services.group_delete(group=row, by=self.actor, now=self.now)
        else:
            services.component_delete(component=row, by=self.actor, now=self.now)
        return Response(status=204)


class ComponentUptime(ComponentsView):
    """How much of some days a component was up."""

    def get(self, request: Request, page_id: str, component_id: str) -> Response:
        row = self.meant(self.page_at(page_id), component_id)
        if isinstance(row, ComponentGroup):
            raise unprocessable(_("This is a group: its uptime is told below component-groups."))
        asked = request.query_params
        return Response(component_uptime(row, start=asked.get("start"), end=asked.get("end"), now=self.now))


def _section(group: ComponentGroup) -> Section:
    return Section(group, list(selectors.components_of_group(group)))


def _group_shape(group: ComponentGroup) -> dict[str, object]:
    return group_as_component_shape(_section(group))
