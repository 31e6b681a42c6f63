"""Services (contract, section 5)."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.faults import Fault
from api.stashboard.base import StashboardView
from api.stashboard.errors import is_taken, stash_error
from api.stashboard.known import list_at, service_at, services_of
from api.stashboard.shapes import service_object
from api.stashboard.slugs import slug_of
from statuspage import selectors, services
from statuspage.exceptions import Invalid
from statuspage.models import Component, ComponentGroup


class Services(StashboardView):
    """All services by name, and new ones."""

    def get(self, request: Request) -> Response:
        components = sorted(services_of(self), key=lambda row: (row.name, row.pk))
        newest = selectors.notes_newest(components)
        return Response({"services": [service_object(row, newest.get(row.pk), self) for row in components]})

    def post(self, request: Request) -> Response:
        """A new service, or the one of this name with another description and, if one is given, list."""
        name, description = self.fields.get("name"), self.fields.get("description")
        wanted = self.fields.get("list")
        if not name or not name.strip():
            raise stash_error(400, f"Bad name: {name}")
        if not description:
            raise stash_error(400, f"Bad description: {description}")
        group = list_at(self, wanted) if wanted else None
        if wanted and group is None:
            raise stash_error(400, f"Bad list slug: {wanted}")
        name, slug = name.strip(), slug_of(name)
        found = selectors.row_named(services_of(self), name=name, slug=slug)
        made = self._create(name, slug, description, group) if found is None else None
        if made is not None:
            return Response(service_object(made, None, self), 201)
        found = found or selectors.row_named(services_of(self), name=name, slug=slug)
        if found is None:
            raise stash_error(404, "A sevice with this name already exists")
        changes: dict[str, Any] = {"description": description}
        if wanted is not None:
            changes["group"] = group
        services.component_update(component=found, changes=changes, by=self.actor, now=self.now)
        return Response(service_object(found, selectors.notes_newest([found]).get(found.pk), self))

    def _create(
        self, name: str, slug: str, description: str, group: ComponentGroup | None
    ) -> Component | None:
        """None where somebody was faster."""
        try:
            return services.component_create(
                page=self.page,
                name=name,
                slug=slug or None,
                description=description,
                group=group,
                by=self.actor,
                now=self.now,
            )
        except Invalid as invalid:
            if not is_taken(invalid):
                raise
        return None


class Service(StashboardView):
    """One service."""

    def get(self, request: Request, service: str) -> Response:
        component = service_at(self, service)
        if component is None:
            raise _unknown(service)
        return Response(
            service_object(component, selectors.notes_newest([component]).get(component.pk), self)
        )

    def post(self, request: Request, service: str) -> Response:
        """What is given and not empty changes; an empty `list` takes the service out of its list."""
        component = service_at(self, service)
        if component is None:
            raise _unknown(service)
        changes: dict[str, Any] = {
            field: self.fields[field] for field in ("name", "description") if self.fields.get(field)
        }
        wanted = self.fields.get("list")
        if wanted is not None:
            group = list_at(self, wanted) if wanted else None
            if wanted and group is None:
                raise stash_error(400, f"Can't find list with slug {wanted}")
            changes["group"] = group
        if changes:
            services.component_update(component=component, changes=changes, by=self.actor, now=self.now)
        return Response(
            service_object(component, selectors.notes_newest([component]).get(component.pk), self)
        )

    def delete(self, request: Request, service: str) -> Response:
        """Gives the service as it is without its events, which go with it."""
        component = service_at(self, service)
        if component is None:
            raise stash_error(404, f"Service {service} not found")
        services.component_delete(component=component, by=self.actor, now=self.now)
        return Response(service_object(component, None, self))


def _unknown(given: str) -> Fault:
    return stash_error(404, f"Service {given} does not exist")
