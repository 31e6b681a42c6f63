"""`organizations/{organization_id}/users`: who belongs to the organization."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.statuspage.management.organizations.members import OrganizationView
from api.statuspage.management.organizations.shapes import user_shape, users_shape
from api.statuspage.management.values import text
from apikeys.members import member_add_by_key, member_remove_by_key
from statuspage.models import Membership

_FIELDS = ("email", "password", "first_name", "last_name")


class Users(OrganizationView):
    """The people of the organization."""

    def get(self, request: Request, organization_id: str) -> Response:
        organization = self.organization_at(organization_id)
        members = Membership.objects.filter(organization=organization)
        return self.listed(members.select_related("user", "organization").order_by("id"), users_shape)

    def post(self, request: Request, organization_id: str) -> Response:
        self.organization_at(organization_id)
        sent = self.wrapped("user")
        values = {name: text(sent.get(name), f"/{name}") for name in _FIELDS}
        # A plain member on no page, whoever it is: permissions say what they reach.
        membership = member_add_by_key(
            issuer=self.key,
            email=values["email"],
            password=values["password"] or None,
            first_name=values["first_name"],
            last_name=values["last_name"],
            by=self.actor,
            now=self.now,
        )
        return Response(user_shape(membership), status=201)


class OneUser(OrganizationView):
    """One person of the organization."""

    def delete(self, request: Request, organization_id: str, user_id: str) -> Response:
        membership = self.member_at(organization_id, user_id)
        shown = user_shape(membership)
        member_remove_by_key(issuer=self.key, membership=membership, by=self.actor, now=self.now)
        return Response(shown)
