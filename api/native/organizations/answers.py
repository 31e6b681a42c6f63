"""What organizations and their members look like from the outside."""

from collections.abc import Iterable
from typing import Any, TypedDict

from api.native.values import Stamp, Uid, stamp
from api.native.words import PageRoleWord, RoleWord
from statuspage.models import Membership, Organization, PageRole
from statuspage.vocabulary import PAGE_ROLES


class OrganizationAnswer(TypedDict):
    """The tenant: owns pages, people's roles and keys."""

    id: Uid
    name: str
    created_at: Stamp
    updated_at: Stamp


class MemberAnswer(TypedDict):
    """A person of the organization; `pages` maps each page that a plain member reaches to roles."""

    id: Uid
    email: str
    first_name: str
    last_name: str
    role: RoleWord
    pages: dict[str, list[PageRoleWord]]
    created_at: Stamp


def organization_answer(organization: Organization) -> OrganizationAnswer:
    return {
        "id": Uid(organization.uid),
        "name": organization.name,
        "created_at": stamp(organization.created_at),
        "updated_at": stamp(organization.updated_at),
    }


def member_answer(membership: Membership) -> MemberAnswer:
    """Reads `user` and `page_roles` with their pages, which lists prefetch."""
    return {
        "id": Uid(membership.user.uid),
        "email": membership.user.email,
        "first_name": membership.first_name,
        "last_name": membership.last_name,
        "role": RoleWord(membership.role),
        "pages": _roles_by_page(membership.page_roles.all()),
        "created_at": stamp(membership.created_at),
    }


def _roles_by_page(roles: Iterable[PageRole]) -> dict[str, list[PageRoleWord]]:
    return {
        role.page.slug: [PageRoleWord(word) for word in PAGE_ROLES if getattr(role, word)]
        for role in roles
        if role.page.deleted_at is None
    }


EXAMPLE: dict[str, Any] = {
    "id": "o5d0qv81bnyr",
    "name": "Acme Inc",
    "created_at": "2026-11-01T09:00:00Z",
    "updated_at": "2026-11-01T09:00:00Z",
}

MEMBER_EXAMPLE: dict[str, Any] = {
    "id": "h2e8p5i1n4vj",
    "email": "ana@acme.example",
    "first_name": "Ana",
    "last_name": "Lopez",
    "role": "member",
    "pages": {"status": ["incident_manager"]},
    "created_at": "2026-11-01T09:00:00Z",
}
