"""`pages/{page_id}/page_access_groups`: viewers who see the same, and what that is."""

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.faults import not_found
from api.statuspage.management.access_grants.named import (
    ids_or_none,
    ids_required,
    members_named,
    metrics_named,
)
from api.statuspage.management.access_groups.shapes import group_shape, groups_shape
from api.statuspage.management.base import ManagementView
from api.statuspage.management.components.named import components_named
from api.statuspage.management.components.shapes import components_shape
from api.statuspage.management.values import given, text
from monitoring.models import Metric
from monitoring.services import audience_group_create_with_metrics, audience_group_update_with_metrics
from statuspage.exceptions import Invalid
from statuspage.models import AudienceGroup, Page
from statuspage.selectors import audience_group_get, audience_groups_of, components_of_audience_group
from statuspage.services import audience_group_delete, audience_group_grant, audience_group_revoke


class _GroupsView(ManagementView):
    scope = "subscribers"
    fields: ClassVar[Mapping[str, str]] = {
        "components": "component_ids",
        "metrics": "metric_ids",
        "members": "page_access_user_ids",
    }

    def group_at(self, page_id: str, group_id: str) -> AudienceGroup:
        """The group of the page's viewers with this id; else 404."""
        return audience_group_get(self.page_at(page_id), group_id)

    def shown(self, group: AudienceGroup, *, status: int = 200) -> Response:
        """The group as it is now."""
        return Response(group_shape(audience_group_get(group.page, group.uid)), status=status)


class Groups(_GroupsView):
    """The groups of a page's viewers."""

    def get(self, request: Request, page_id: str) -> Response:
        return self.listed(audience_groups_of(self.page_at(page_id)), groups_shape)

    def post(self, request: Request, page_id: str) -> Response:
        page = self.page_at(page_id)
        values, metrics = _read(page, {"name": "", **self.wrapped("page_access_group")})
        group = audience_group_create_with_metrics(
            page=page, metrics=metrics or [], by=self.actor, now=self.now, **values
        )
        return self.shown(group, status=201)


class OneGroup(_GroupsView):
    """One group of a page's viewers."""

    def get(self, request: Request, page_id: str, page_access_group_id: str) -> Response:
        return Response(group_shape(self.group_at(page_id, page_access_group_id)))

    def patch(self, request: Request, page_id: str, page_access_group_id: str) -> Response:
        group = self.group_at(page_id, page_access_group_id)
        changes, metrics = _read(group.page, self.wrapped("page_access_group"))
        row = audience_group_update_with_metrics(
            group=group, changes=changes, metrics=metrics, by=self.actor, now=self.now
        )
        return self.shown(row)

    put = patch

    def delete(self, request: Request, page_id: str, page_access_group_id: str) -> Response:
        group = self.group_at(page_id, page_access_group_id)
        shape = group_shape(group)
        audience_group_delete(group=group, by=self.actor, now=self.now)
        return Response(shape)


class GroupComponents(_GroupsView):
    """The components of a group: PUT and PATCH add, POST says which they all are, DELETE takes the listed."""

    def get(self, request: Request, page_id: str, page_access_group_id: str) -> Response:
        group = self.group_at(page_id, page_access_group_id)
        return self.listed(components_of_audience_group(group), components_shape)

    def patch(self, request: Request, page_id: str, page_access_group_id: str) -> Response:
        group = self.group_at(page_id, page_access_group_id)
        # The document lets these two calls come without ids; nothing is added then.
        components = components_named(group.page, ids_or_none(self.body, "component_ids") or [])
        row = audience_group_grant(group=group, components=components, by=self.actor, now=self.now)
        return self.shown(row)

    put = patch

    def post(self, request: Request, page_id: str, page_access_group_id: str) -> Response:
        group = self.group_at(page_id, page_access_group_id)
        components = components_named(group.page, ids_required(self.body, "component_ids"))
        row = audience_group_grant(
            group=group, components=components, replace=True, by=self.actor, now=self.now
        )
        return self.shown(row, status=201)

    def delete(self, request: Request, page_id: str, page_access_group_id: str) -> Response:
        group = self.group_at(page_id, page_access_group_id)
        components = components_named(group.page, ids_required(self.body, "component_ids"))
        row = audience_group_revoke(group=group, components=components, by=self.actor, now=self.now)
        return self.shown(row)


class GroupComponent(_GroupsView):
    """One component of a group."""

    def delete(
        self, request: Request, page_id: str, page_access_group_id: str, component_id: str
    ) -> Response:
        group = self.group_at(page_id, page_access_group_id)
        try:
            components = components_named(group.page, [component_id])
        except Invalid:
            raise not_found() from None
        if not group.components.filter(pk__in=[row.pk for row in components]).exists():
            raise not_found()
        row = audience_group_revoke(group=group, components=components, by=self.actor, now=self.now)
        return self.shown(row)


def _read(page: Page, data: dict[str, Any]) -> tuple[dict[str, Any], list[Metric] | None]:
    """What is given of a group, and its metrics where they are."""
    sent = given(data, "name", "external_identifier")
    values: dict[str, Any] = {name: text(value, f"/{name}") for name, value in sent.items()}
    components = ids_or_none(data, "component_ids")
    if components is not None:
        values["components"] = components_named(page, components)
    members = ids_or_none(data, "page_access_user_ids")
    if members is not None:
        values["members"] = members_named(page, members)
    metrics = ids_or_none(data, "metric_ids")
    return values, None if metrics is None else metrics_named(page, metrics)
