"""What one viewer of a restricted page may see: components and metrics."""

from collections.abc import Mapping
from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.faults import not_found
from api.statuspage.management.access_grants.named import (
    ids_or_none,
    ids_required,
    metrics_named,
)
from api.statuspage.management.access_users.views import MembersView
from api.statuspage.management.components.named import components_named
from api.statuspage.management.components.shapes import components_shape
from api.statuspage.management.metrics.shapes import metrics_shape
from monitoring.selectors import metrics_granted_to
from monitoring.services import audience_member_metrics_grant, audience_member_metrics_revoke
from statuspage.exceptions import Invalid
from statuspage.selectors import components_of_member
from statuspage.services import audience_member_grant, audience_member_revoke


class MemberComponents(MembersView):
    """The components of a viewer: PUT and PATCH add, POST says which they all are."""

    fields: ClassVar[Mapping[str, str]] = {"components": "component_ids"}

    def get(self, request: Request, page_id: str, page_access_user_id: str) -> Response:
        member = self.member_at(page_id, page_access_user_id)
        return self.listed(components_of_member(member), components_shape)

    def patch(self, request: Request, page_id: str, page_access_user_id: str) -> Response:
        return self._granted(page_id, page_access_user_id, replace=False, status=200)

    put = patch

    def post(self, request: Request, page_id: str, page_access_user_id: str) -> Response:
        return self._granted(page_id, page_access_user_id, replace=True, status=201)

    def delete(self, request: Request, page_id: str, page_access_user_id: str) -> Response:
        member = self.member_at(page_id, page_access_user_id)
        uids = ids_or_none(self.body, "component_ids")
        components = None if uids is None else components_named(member.page, uids)
        row = audience_member_revoke(member=member, components=components, by=self.actor, now=self.now)
        return self.shown(row)

    def _granted(self, page_id: str, member_id: str, *, replace: bool, status: int) -> Response:
        member = self.member_at(page_id, member_id)
        components = components_named(member.page, ids_required(self.body, "component_ids"))
        row = audience_member_grant(
            member=member, components=components, replace=replace, by=self.actor, now=self.now
        )
        return self.shown(row, status=status)


class MemberComponent(MembersView):
    """One component of a viewer."""

    def delete(self, request: Request, page_id: str, page_access_user_id: str, component_id: str) -> Response:
        member = self.member_at(page_id, page_access_user_id)
        try:
            components = components_named(member.page, [component_id])
        except Invalid:
            raise not_found() from None
        if not member.components.filter(pk__in=[row.pk for row in components]).exists():
            raise not_found()
        row = audience_member_revoke(member=member, components=components, by=self.actor, now=self.now)
        return self.shown(row)


class MemberMetrics(MembersView):
    """The metrics of a viewer, likewise."""

    fields: ClassVar[Mapping[str, str]] = {"metrics": "metric_ids"}

    def get(self, request: Request, page_id: str, page_access_user_id: str) -> Response:
        member = self.member_at(page_id, page_access_user_id)
        return self.listed(metrics_granted_to(member), metrics_shape)

    def patch(self, request: Request, page_id: str, page_access_user_id: str) -> Response:
        return self._granted(page_id, page_access_user_id, replace=False, status=200)

    put = patch

    def post(self, request: Request, page_id: str, page_access_user_id: str) -> Response:
        return self._granted(page_id, page_access_user_id, replace=True, status=201)

    def delete(self, request: Request, page_id: str, page_access_user_id: str) -> Response:
        member = self.member_at(page_id, page_access_user_id)
        uids = ids_or_none(self.body, "metric_ids")
        metrics = None if uids is None else metrics_named(member.page, uids)
        row = audience_member_metrics_revoke(member=member, metrics=metrics, by=self.actor, now=self.now)
        return self.shown(row)

    def _granted(self, page_id: str, member_id: str, *, replace: bool, status: int) -> Response:
        member = self.member_at(page_id, member_id)
        metrics = metrics_named(member.page, ids_required(self.body, "metric_ids"))
        row = audience_member_metrics_grant(
            member=member, metrics=metrics, replace=replace, by=self.actor, now=self.now
        )
        return self.shown(row, status=status)


class MemberMetric(MembersView):
    """One metric of a viewer."""

    def delete(self, request: Request, page_id: str, page_access_user_id: str, metric_id: str) -> Response:
        member = self.member_at(page_id, page_access_user_id)
        granted = list(metrics_granted_to(member).filter(uid=metric_id, audience__member=member))
        if not granted:
            raise not_found()
        row = audience_member_metrics_revoke(member=member, metrics=granted, by=self.actor, now=self.now)
        return self.shown(row)
