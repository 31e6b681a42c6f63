"""A member's role and page roles as the API takes them: in one request, pages named by their slugs."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apikeys.members import member_add_by_key, member_update_by_key
from apikeys.models import ApiKey
from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import FieldError, Invalid
from statuspage.models import Membership, Page
from statuspage.validation import Problems


def member_invite(*, issuer: ApiKey, given: Mapping[str, Any], by: Actor, now: datetime) -> Membership:
    """Take in the person with the address `email`, who gets an account without password if there is none."""
    fields = {name: value for name, value in given.items() if name != "pages"}
    roles: dict[Page, Collection[str] | None] = {}
    problems = Problems()
    with journal.transaction(now):
        with problems.caught():
            roles = _by_page(issuer, given)
        with problems.caught():
            membership = member_add_by_key(issuer=issuer, **fields, roles=roles, by=by, now=now)
        problems.raise_if_any()
        return membership


def member_set(
    *, issuer: ApiKey, membership: Membership, given: Mapping[str, Any], by: Actor, now: datetime
) -> None:
    """Change role and page roles; pages that are not named stay as they are."""
    member_update_by_key(
        issuer=issuer,
        membership=membership,
        role=given.get("role"),
        roles=_by_page(issuer, given),
        by=by,
        now=now,
    )


def _by_page(issuer: ApiKey, given: Mapping[str, Any]) -> dict[Page, Collection[str] | None]:
    roles: Mapping[str, Collection[str] | None] = given.get("pages", {})
    pages = {page.slug: page for page in Page.living.filter(organization=issuer.organization_id)}
    unknown = [slug for slug in roles if slug not in pages]
    if unknown:
        raise Invalid(
            FieldError(f"/pages/{slug}", "unknown_page", str(_("There is no such page."))) for slug in unknown
        )
    return {pages[slug]: words for slug, words in roles.items()}
