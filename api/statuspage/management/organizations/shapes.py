"""What people look like, and what they may do."""

from collections.abc import Sequence
from typing import Any

from statuspage.clock import iso_milliseconds
from statuspage.models import Membership, Page
from statuspage.vocabulary import PAGE_ROLES, MembershipRole


def user_shape(membership: Membership) -> dict[str, Any]:
    """A member; created when they joined, since the age of an account tells of other organizations."""
    user = membership.user
    return {
        "id": user.uid,
        "organization_id": membership.organization.uid,
        "email": user.email,
        "first_name": membership.first_name,
        "last_name": membership.last_name,
        "created_at": iso_milliseconds(membership.created_at),
        "updated_at": iso_milliseconds(max(user.updated_at, membership.created_at)),
    }


def users_shape(memberships: Sequence[Membership]) -> list[dict[str, Any]]:
    """Members in the order given."""
    return [user_shape(membership) for membership in memberships]


def permissions_shape(membership: Membership) -> dict[str, Any]:
    """The pages that a person reaches, by id. There are flags only where rights come from page roles.

    An owner or administrator has every page, without flags. Everything stands there twice, as Statuspage's
    document and its example have it.
    """
    told = {"user_id": membership.user.uid, "pages": _pages(membership)}
    return {**told, "data": told}


def _pages(membership: Membership) -> dict[str, dict[str, bool]]:
    if membership.role != MembershipRole.MEMBER:
        pages = Page.living.filter(organization=membership.organization).order_by("id")
        return {page.uid: {} for page in pages}
    rows = membership.page_roles.filter(page__deleted_at=None).select_related("page").order_by("page")
    return {row.page.uid: {role: getattr(row, role) for role in PAGE_ROLES} for row in rows}
