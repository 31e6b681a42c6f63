"""`organizations/`, one organization and its members."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.paging import NumberPages
from api.base.views import COLLECTION, EVERY_METHOD, OBJECT
from api.native.lookup import missing
from api.native.organizations.answers import (
    EXAMPLE,
    MEMBER_EXAMPLE,
    MemberAnswer,
    OrganizationAnswer,
    member_answer,
    organization_answer,
)
from api.native.organizations.inputs import MemberChangesInput, MemberInput, OrganizationInput
from api.native.organizations.people import member_invite, member_set
from api.native.resource import NativeView
from api.native.schema.describe import describe, describe_list
from apikeys.members import member_remove_by_key
from statuspage import services
from statuspage.models import Membership, Organization


class OrganizationView(NativeView):
    """What all views below an organization share."""

    tag = "Organizations"
    needs_all_pages = EVERY_METHOD

    def organization_at(self, org: str) -> Organization:
        """The key's own organization; every other one does not exist for it."""
        organization = self.key.organization
        if org != organization.uid:
            raise missing()
        return organization


class OrganizationList(OrganizationView):
    """The organization that the key belongs to."""

    scope = "members"
    paging = NumberPages

    @describe_list("organization_list", "List organizations", of=OrganizationAnswer, example=EXAMPLE)
    def get(self, request: Request) -> Response:
        mine = Organization.objects.filter(pk=self.key.organization_id).order_by("id")
        return self.listed(mine, organization_answer)


class OrganizationDetail(OrganizationView):
    """One organization."""

    scope = "members"
    tagged = OBJECT
    moving = frozenset({"updated_at"})

    @describe("organization_get", "Read an organization", answer=OrganizationAnswer, example=EXAMPLE)
    def get(self, request: Request, org: str) -> Response:
        return self.answer(organization_answer(self.organization_at(org)))

    @describe(
        "organization_update",
        "Change an organization",
        answer=OrganizationAnswer,
        example=EXAMPLE,
        body=OrganizationInput,
        body_example={"name": "Acme Inc"},
    )
    def patch(self, request: Request, org: str) -> Response:
        row = self.checked(lambda: self._afresh(org), organization_answer)
        changes = self.changes(OrganizationInput, organization_answer(row))
        row = services.organization_update(organization=row, changes=changes, by=self.actor)
        return self.answer(organization_answer(row))

    def _afresh(self, org: str) -> Organization:
        return Organization.objects.get(pk=self.organization_at(org).pk)


class _MemberView(OrganizationView):
    tag = "Members"
    scope = "members"

    def member_at(self, org: str, user: str) -> Membership:
        members = Membership.objects.filter(organization=self.organization_at(org), user__uid=user)
        found = members.select_related("user", "organization").prefetch_related("page_roles__page").first()
        if found is None:
            raise missing()
        return found


class MemberList(_MemberView):
    """The people of the organization."""

    paging = NumberPages
    tagged = COLLECTION

    @describe_list("member_list", "List members", of=MemberAnswer, example=MEMBER_EXAMPLE)
    def get(self, request: Request, org: str) -> Response:
        members = Membership.objects.filter(organization=self.organization_at(org)).select_related("user")
        return self.listed(members.prefetch_related("page_roles__page").order_by("id"), member_answer)

    @describe(
        "member_add",
        "Add a member",
        answer=MemberAnswer,
        example=MEMBER_EXAMPLE,
        status=201,
        body=MemberInput,
        body_example={
            "email": "ana@acme.example",
            "role": "member",
            "pages": {"status": ["incident_manager"]},
        },
        note="Somebody without an account gets one; they choose a password by the link on the sign-in page.",
    )
    def post(self, request: Request, org: str) -> Response:
        organization = self.organization_at(org)
        given = self.body(MemberInput)
        membership = member_invite(issuer=self.key, given=given, by=self.actor, now=self.now)
        row = self.member_at(org, membership.user.uid)
        return self.created(member_answer(row), "native:member", org=organization.uid, user=row.user.uid)


class MemberDetail(_MemberView):
    """One person of the organization."""

    tagged = OBJECT

    @describe("member_get", "Read a member", answer=MemberAnswer, example=MEMBER_EXAMPLE)
    def get(self, request: Request, org: str, user: str) -> Response:
        return self.answer(member_answer(self.member_at(org, user)))

    @describe(
        "member_update",
        "Change a member",
        answer=MemberAnswer,
        example=MEMBER_EXAMPLE,
        body=MemberChangesInput,
        body_example={"role": "admin"},
        note="`pages` names the pages whose roles change. An empty list leaves reading, null takes the "
        "page away.",
    )
    def patch(self, request: Request, org: str, user: str) -> Response:
        row = self.checked(lambda: self.member_at(org, user), member_answer)
        changes = self.changes(MemberChangesInput, member_answer(row))
        member_set(issuer=self.key, membership=row, given=changes, by=self.actor, now=self.now)
        return self.answer(member_answer(self.member_at(org, user)))

    @describe(
        "member_remove",
        "Remove a member",
        status=204,
        note="The account stays; the last owner stays a member.",
    )
    def delete(self, request: Request, org: str, user: str) -> Response:
        row = self.checked(lambda: self.member_at(org, user), member_answer)
        member_remove_by_key(issuer=self.key, membership=row, by=self.actor)
        return self.gone()
