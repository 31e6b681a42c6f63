"""A member's role and page roles, which the API sets in one request and the domain keeps apart."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from statuspage import journal, services
from statuspage.actor import Actor
from statuspage.exceptions import FieldError, Invalid
from statuspage.models import Membership, Organization, Page, User
from statuspage.validation import Problems
from statuspage.vocabulary import MembershipRole


def member_invite(
    *, organization: Organization, given: Mapping[str, Any], by: Actor, now: datetime
) -> Membership:
    """Take in the person with the address `email`, who gets an account without password if there is none."""
    with journal.transaction(now):
        problems = Problems()
        with problems.caught():
            _pages_named(organization, given.get("pages", {}))
        user = User.objects.filter(email__iexact=given["email"].strip()).first()
        if user is None:
            with problems.caught():
                user = services.user_create(
                    email=given["email"],
                    first_name=given.get("first_name", ""),
                    last_name=given.get("last_name", ""),
                    by=by,
                    now=now,
                )
        if user is None or problems.errors:
            raise Invalid(problems.errors)
        membership = services.member_add(
            organization=organization,
            user=user,
            role=given.get("role", MembershipRole.MEMBER.value),
            by=by,
            now=now,
        )
        _page_roles_set(membership, given.get("pages", {}), by=by, now=now)
        return membership


def member_set(*, membership: Membership, given: Mapping[str, Any], by: Actor, now: datetime) -> None:
    """Change role and page roles; pages that are not named stay as they are."""
    with journal.transaction(now):
        if "role" in given:
            services.member_update(membership=membership, changes={"role": given["role"]}, by=by, now=now)
        _page_roles_set(membership, given.get("pages", {}), by=by, now=now)


def _page_roles_set(
    membership: Membership, roles: Mapping[str, list[str] | None], *, by: Actor, now: datetime
) -> None:
    pages = _pages_named(membership.organization, roles)
    for slug, words in roles.items():
        try:
            services.page_roles_set(membership=membership, page=pages[slug], roles=words, by=by, now=now)
        except Invalid as invalid:
            raise Invalid(
                FieldError(e.pointer.replace("/roles", f"/pages/{slug}", 1), e.code, e.detail)
                for e in invalid.errors
            ) from None


def _pages_named(organization: Organization, slugs: Iterable[str]) -> dict[str, Page]:
    pages = {page.slug: page for page in Page.living.filter(organization=organization)}
    unknown = [slug for slug in slugs if slug not in pages]
    if unknown:
        raise Invalid(
            FieldError(f"/pages/{slug}", "unknown_page", str(_("There is no such page."))) for slug in unknown
        )
    return pages
