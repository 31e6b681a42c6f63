"""`organizations/{organization_id}/permissions/{user_id}`: what a person may do on which pages."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from api.statuspage.management.errors import bad_request
from api.statuspage.management.organizations.members import OrganizationView
from api.statuspage.management.organizations.shapes import permissions_shape
from api.statuspage.management.values import flag
from apikeys.members import member_page_roles_replace_by_key
from statuspage.models import Membership, Page
from statuspage.validation import Problems
from statuspage.vocabulary import PAGE_ROLES


class Permissions(OrganizationView):
    """What one person may do."""

    def get(self, request: Request, organization_id: str, user_id: str) -> Response:
        return Response(permissions_shape(self.member_at(organization_id, user_id)))

    def put(self, request: Request, organization_id: str, user_id: str) -> Response:
        membership = self.member_at(organization_id, user_id)
        # What takes every page away must be said: null is no map of pages, and neither is nothing.
        if self.body.get("pages") is None:
            raise bad_request("pages is missing")
        roles = _read(membership, self.wrapped_or_empty("pages"))
        member_page_roles_replace_by_key(
            issuer=self.key, membership=membership, roles=roles, by=self.actor, now=self.now
        )
        return Response(permissions_shape(membership))


def _read(membership: Membership, sent: dict[str, Any]) -> dict[Page, list[str]]:
    """The roles by page; pages of others and words that are no roles are refused, all at once."""
    known = {page.uid: page for page in Page.living.filter(organization=membership.organization)}
    roles: dict[Page, list[str]] = {}
    problems = Problems()
    for uid, flags in sent.items():
        pointer = f"/pages/{uid}"
        page = known.get(uid)
        if page is None:
            problems.add(pointer, "unknown_page", _("The organization has no such page."))
        elif flags == "":
            # All that a form can say of an empty map.
            roles[page] = []
        elif not isinstance(flags, dict):
            problems.add(pointer, "not_object", _("This must be a map of roles to true or false."))
        else:
            roles[page] = _roles(flags, pointer, problems)
    problems.raise_if_any()
    return roles


def _roles(flags: dict[str, Any], pointer: str, problems: Problems) -> list[str]:
    found = []
    for name, value in flags.items():
        if name not in PAGE_ROLES:
            problems.add(f"{pointer}/{name}", "unknown_role", _("There is no such role."))
            continue
        with problems.caught():
            if flag(value, f"{pointer}/{name}"):
                found.append(name)
    return found
