"""What all views of an organization share."""

from api.base.faults import Fault, not_found
from api.base.views import EVERY_METHOD
from api.statuspage.management.base import ManagementView
from statuspage.models import Membership, Organization


class OrganizationView(ManagementView):
    """A path below an organization; only for keys of all its pages."""

    scope = "members"
    needs_all_pages = EVERY_METHOD

    def organization_at(self, organization_id: str) -> Organization:
        """The key's own organization; every other one does not exist for it."""
        organization = self.key.organization
        if organization_id != organization.uid:
            raise _refusal()
        return organization

    def member_at(self, organization_id: str, user_id: str) -> Membership:
        """The member of the organization with this id; else 404."""
        members = Membership.objects.filter(organization=self.organization_at(organization_id))
        found = members.filter(user__uid=user_id).select_related("user", "organization").first()
        if found is None:
            raise not_found()
        return found


def _refusal() -> Fault:
    fault = not_found()
    fault.is_refusal = True
    return fault
