"""Service lists (contract, section 5)."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.faults import Fault
from api.stashboard.base import StashboardView
from api.stashboard.errors import is_taken, stash_error
from api.stashboard.known import list_at, lists_of
from api.stashboard.shapes import list_object
from api.stashboard.slugs import slug_of
from statuspage import selectors, services
from statuspage.exceptions import Invalid


class ServiceLists(StashboardView):
    """All service lists by name, and new ones."""

    def get(self, request: Request) -> Response:
        groups = sorted(lists_of(self), key=lambda row: (row.name, row.pk))
        return Response({"lists": [list_object(row, self) for row in groups]})

    def post(self, request: Request) -> Response:
        name, description = self.fields.get("name"), self.fields.get("description")
        if not name or not name.strip() or not description:
            raise stash_error(400, f"Bad Data: Name: {name}, Description: {description}")
        name, slug = name.strip(), slug_of(name)
        if selectors.row_named(lists_of(self), name=name, slug=slug) is not None:
            raise _taken()
        try:
            group = services.group_create(
                page=self.page,
                name=name,
                slug=slug or None,
                description=description,
                by=self.actor,
                now=self.now,
            )
        except Invalid as invalid:
            raise _taken() if is_taken(invalid) else invalid from None
        return Response(list_object(group, self), 201)


class ServiceList(StashboardView):
    """One service list."""

    def get(self, request: Request, listed: str) -> Response:
        group = list_at(self, listed)
        if group is None:
            raise _unknown(listed)
        return Response(list_object(group, self))

    def post(self, request: Request, listed: str) -> Response:
        """What is given and not empty changes."""
        group = list_at(self, listed)
        if group is None:
            raise _unknown(listed)
        changes = {field: self.fields[field] for field in ("name", "description") if self.fields.get(field)}
        if changes:
            services.group_update(group=group, changes=changes, by=self.actor, now=self.now)
        return Response(list_object(group, self))

    def delete(self, request: Request, listed: str) -> Response:
        """Its services stay, without a list."""
        group = list_at(self, listed)
        if group is None:
            raise stash_error(404, f"List {listed} not found")
        services.group_delete(group=group, by=self.actor, now=self.now)
        return Response(list_object(group, self))


def _unknown(given: str) -> Fault:
    return stash_error(404, f"List {given} does not exist")


def _taken() -> Fault:
    return stash_error(404, "A list with this name already exists")
