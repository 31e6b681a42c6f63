"""What keys do with people: nobody is made more by a key than it is itself.

Else whoever has a key for members alone would have everything, through an account of their own. All is
judged under the lock of the membership that changes. Roles of people have no end and no limit per minute,
so these of the key do not count here.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from apikeys.exceptions import BeyondReach
from apikeys.models import ApiKey
from apikeys.scopes import PAGE_READ_SCOPES, PAGE_ROLE_SCOPES, WRITES, beyond
from apikeys.selectors import key_pages
from statuspage import journal, services
from statuspage.actor import Actor
from statuspage.exceptions import Conflict, FieldError, Invalid
from statuspage.models import Membership, Page, PageRole
from statuspage.validation import Problems
from statuspage.vocabulary import PAGE_ROLES, MembershipRole

PageRoles = Mapping[Page, Collection[str] | None]
"""Words of `PAGE_ROLES` by page: none leaves reading, None takes the page away."""


def member_add_by_key(
    *,
    issuer: ApiKey,
    email: str,
    by: Actor,
    password: str | None = None,
    first_name: str = "",
    last_name: str = "",
    role: str = MembershipRole.MEMBER,
    roles: PageRoles | None = None,
    now: datetime | None = None,
) -> Membership:
    """Take a person into the key's organization, with roles on pages.

    Raises as `member_add` and `page_roles_set` do, and `BeyondReach`.
    """
    with journal.transaction(now) as now:
        _refuse_beyond(issuer, before="", after=role, pages={}, roles=roles or {})
        membership = services.member_add(
            organization=issuer.organization,
            email=email,
            password=password,
            first_name=first_name,
            last_name=last_name,
            role=role,
            by=by,
            now=now,
        )
        _page_roles_set(membership, roles or {}, by=by, now=now)
        return membership


def member_update_by_key(
    *,
    issuer: ApiKey,
    membership: Membership,
    by: Actor,
    role: str | None = None,
    roles: PageRoles | None = None,
    now: datetime | None = None,
) -> None:
    """Change role and page roles; pages that are not named stay as they are.

    Raises as `member_update` and `page_roles_set` do, and `BeyondReach`.
    """
    with journal.transaction(now) as now:
        _refuse_change(issuer, membership, role=role, roles=roles or {})
        if role is not None:
            services.member_update(membership=membership, changes={"role": role}, by=by, now=now)
        _page_roles_set(membership, roles or {}, by=by, now=now)


def member_page_roles_replace_by_key(
    *,
    issuer: ApiKey,
    membership: Membership,
    roles: Mapping[Page, Collection[str]],
    by: Actor,
    now: datetime | None = None,
) -> None:
    """Say on which pages a member may do what. Raises as `page_roles_replace` does, and `BeyondReach`."""
    with journal.transaction(now) as now:
        _refuse_change(issuer, membership, roles=roles)
        services.page_roles_replace(membership=membership, roles=roles, by=by, now=now)


def member_remove_by_key(
    *, issuer: ApiKey, membership: Membership, by: Actor, now: datetime | None = None
) -> None:
    """Take a person out of the organization. Raises as `member_remove` does, and `BeyondReach`."""
    with journal.transaction(now) as now:
        _refuse_change(issuer, membership, role="")
        services.member_remove(membership=membership, by=by, now=now)


def _refuse_change(
    issuer: ApiKey, membership: Membership, *, role: str | None = None, roles: PageRoles | None = None
) -> None:
    held = Membership.objects.select_for_update().filter(pk=membership.pk).values_list("role", flat=True)
    before = next(iter(held), None)
    if before is None:
        raise Conflict(_("This person is no member any more."), code="no_member")
    pages = {
        row.page_id: {word for word in PAGE_ROLES if getattr(row, word)}
        for row in PageRole.objects.filter(membership=membership)
    }
    after = before if role is None else role
    _refuse_beyond(issuer, before=before, after=after, pages=pages, roles=roles or {})


def _refuse_beyond(
    issuer: ApiKey, *, before: str, after: str, pages: Mapping[int, set[str]], roles: PageRoles
) -> None:
    """`before` and `after` are roles, empty for none; `pages` are the page roles that the person has."""
    problems = Problems()
    # Whoever may write everything for all pages ranks with owners, who decide about owners alone.
    is_of_owners = before != after and MembershipRole.OWNER in (before, after)
    if is_of_owners or (before != after and after == MembershipRole.ADMIN):
        _tell(problems, "/role", beyond(issuer.scopes, WRITES))
        if not issuer.all_pages:
            problems.add("/role", "beyond_issuer", _("Your key does not reach all pages."))
    reached = set(key_pages(issuer).values_list("pk", flat=True)) if roles else set()
    for page, words in roles.items():
        if words is None:
            continue
        given = set(words) - pages.get(page.pk, set())
        if given or page.pk not in pages:
            if page.pk not in reached and page.organization_id == issuer.organization_id:
                problems.add(f"/pages/{page.slug}", "beyond_issuer", _("Your key does not reach this page."))
            needed = {scope for word in given for scope in PAGE_ROLE_SCOPES.get(word, ())}
            needed.update(PAGE_READ_SCOPES if page.pk not in pages else ())
            _tell(problems, f"/pages/{page.slug}", beyond(issuer.scopes, sorted(needed)))
    if problems.errors:
        raise BeyondReach(problems.errors)


def _tell(problems: Problems, pointer: str, missing: Iterable[str]) -> None:
    if lacking := ", ".join(missing):
        problems.add(pointer, "beyond_issuer", _("Your key lacks: %(scopes)s.") % {"scopes": lacking})


def _page_roles_set(membership: Membership, roles: PageRoles, *, by: Actor, now: datetime) -> None:
    for page, words in roles.items():
        try:
            services.page_roles_set(membership=membership, page=page, roles=words, by=by, now=now)
        except Invalid as invalid:
            raise Invalid(
                FieldError(e.pointer.replace("/roles", f"/pages/{page.slug}", 1), e.code, e.detail)
                for e in invalid.errors
            ) from None
