"""`pages/{page_id}/page_access_users`: who may see a restricted page."""

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from api.statuspage.management.access_grants.named import groups_named, ids_or_none
from api.statuspage.management.access_users.shapes import member_shape, members_shape
from api.statuspage.management.base import ManagementView
from api.statuspage.management.values import flag, given, text
from statuspage.models import AudienceMember, Page
from statuspage.selectors import audience_member_get, audience_members_of, audience_members_with_email
from webhooks.services.subscribers import (
    audience_member_create_with_mails,
    audience_member_delete_with_mails,
    audience_member_update_with_mails,
)


class MembersView(ManagementView):
    """What all views of viewers share."""

    scope = "subscribers"
    conflict_status = 409
    fields: ClassVar[Mapping[str, str]] = {
        "groups": "page_access_group_ids",
        "subscribe": "subscribe_to_components",
    }

    def member_at(self, page_id: str, member_id: str) -> AudienceMember:
        """The viewer of the page with this id; else 404."""
        return audience_member_get(self.page_at(page_id), member_id)

    def shown(self, member: AudienceMember, *, status: int = 200) -> Response:
        """The viewer as they are now."""
        return Response(member_shape(audience_member_get(member.page, member.uid)), status=status)


class Members(MembersView):
    """The viewers of a page."""

    def get(self, request: Request, page_id: str) -> Response:
        page = self.page_at(page_id)
        email = request.query_params.get("email", "").strip()
        rows = audience_members_with_email(page, email) if email else audience_members_of(page)
        return self.listed(rows, members_shape)

    def post(self, request: Request, page_id: str) -> Response:
        page = self.page_at(page_id)
        values, subscribe = _read(page, self.wrapped("page_access_user"))
        member = audience_member_create_with_mails(
            page=page, subscribe=bool(subscribe), by=self.actor, now=self.now, **values
        )
        # So says the document of this one creation.
        return self.shown(member, status=200)


class OneMember(MembersView):
    """One viewer of a page."""

    def get(self, request: Request, page_id: str, page_access_user_id: str) -> Response:
        return Response(member_shape(self.member_at(page_id, page_access_user_id)))

    def patch(self, request: Request, page_id: str, page_access_user_id: str) -> Response:
        member = self.member_at(page_id, page_access_user_id)
        changes, subscribe = _read(member.page, self.wrapped_or_empty("page_access_user"))
        row = audience_member_update_with_mails(
            member=member, changes=changes, subscribe=subscribe, by=self.actor, now=self.now
        )
        return self.shown(row)

    put = patch

    def delete(self, request: Request, page_id: str, page_access_user_id: str) -> Response:
        member = self.member_at(page_id, page_access_user_id)
        audience_member_delete_with_mails(member=member, by=self.actor, now=self.now)
        return Response(status=204)


def _read(page: Page, data: dict[str, Any]) -> tuple[dict[str, Any], bool | None]:
    """What is given of a viewer, and whether mails shall tell them; None where that is not said."""
    sent = given(data, "email", "external_login")
    values: dict[str, Any] = {name: text(value, f"/{name}") for name, value in sent.items()}
    groups = ids_or_none(data, "page_access_group_ids")
    if groups is not None:
        values["groups"] = groups_named(page, groups)
    wish = data.get("subscribe_to_components")
    return values, None if wish is None else flag(wish, "/subscribe_to_components")
