"""What plain members may do on single pages.

A member with an entry for a page reaches it in the dashboard: with no role there, to read alone. A page
without an entry is out of reach. Owners and administrators run every page and need no entries.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict, Invalid
from statuspage.models import Membership, Page, PageRole
from statuspage.services.organizations import member_update
from statuspage.services.people import given_password_end
from statuspage.validation import Problems, clean_choice
from statuspage.vocabulary import PAGE_ROLES, MembershipRole


def page_roles_set(
    *,
    membership: Membership,
    page: Page,
    roles: Collection[str] | None,
    by: Actor,
    now: datetime | None = None,
) -> PageRole | None:
    """Say what a member may do on one page (`PAGE_ROLES`); none leaves reading, None takes the page away."""
    _check(membership, page, roles or ())
    with journal.transaction(now) as now:
        _lock(membership)
        row = PageRole.objects.filter(membership=membership, page=page).first()
        return _set(membership, page, row, roles, by=by, now=now)


def page_roles_replace(
    *,
    membership: Membership,
    roles: Mapping[Page, Collection[str]],
    by: Actor,
    now: datetime | None = None,
) -> None:
    """Say on which pages a member may do what; pages that are not named are out of reach from now on.

    Raises `Conflict` (`runs_every_page`) for an owner or administrator, unless every page is named: less
    cannot be said of them.
    """
    problems = Problems()
    for page, words in roles.items():
        with problems.caught():
            _check(membership, page, words)
    problems.raise_if_any()
    with journal.transaction(now) as now:
        role = _lock(membership)
        living = set(Page.living.filter(organization_id=membership.organization_id))
        if role != MembershipRole.MEMBER:
            if living - roles.keys():
                raise Conflict(
                    _("Owners and administrators run every page. Make the person a plain member first."),
                    code="runs_every_page",
                )
            return
        rows = {
            row.page: row
            for row in PageRole.objects.filter(membership=membership, page__in=living).select_related("page")
        }
        for page in sorted(rows.keys() | roles.keys(), key=lambda page: page.pk):
            _set(membership, page, rows.get(page), roles.get(page), by=by, now=now)


def member_rights_set(
    *,
    membership: Membership,
    role: str,
    roles: Mapping[Page, Collection[str]],
    by: Actor,
    now: datetime | None = None,
) -> None:
    """Say what a person is in the organization and, for a plain member, on which pages what; all or nothing.

    Raises as `member_update` and `page_roles_replace` do.
    """
    with journal.transaction(now) as now:
        member_update(membership=membership, changes={"role": role}, by=by, now=now)
        if membership.role == MembershipRole.MEMBER:
            page_roles_replace(membership=membership, roles=roles, by=by, now=now)


def _check(membership: Membership, page: Page, roles: Collection[str]) -> None:
    for index, role in enumerate(roles):
        clean_choice(role, pointer=f"/roles/{index}", words=PAGE_ROLES)
    if page.organization_id != membership.organization_id:
        raise Invalid.at("/page", "unknown_page", _("The organization has no such page."))


def _lock(membership: Membership) -> str:
    """The person's role as it is now; two who set page roles at once wait for each other."""
    rows = Membership.objects.select_for_update().filter(pk=membership.pk)
    role = rows.values_list("role", flat=True).first()
    if role is None:
        raise Conflict(_("This person is no member any more."), code="no_member")
    return str(role)


def _set(
    membership: Membership,
    page: Page,
    row: PageRole | None,
    roles: Collection[str] | None,
    *,
    by: Actor,
    now: datetime,
) -> PageRole | None:
    before = _held(row)
    wanted = None if roles is None else sorted(set(roles))
    if before == wanted:
        return row
    if before is None or set(wanted or ()) - set(before):
        given_password_end(user=membership.user, but_of=by, now=now)
    if wanted is None:
        PageRole.objects.filter(membership=membership, page=page).delete()
        row = None
    else:
        given = {role: role in wanted for role in PAGE_ROLES}
        row, _created = PageRole.objects.update_or_create(membership=membership, page=page, defaults=given)
    journal.record(
        kind="page_role.updated",
        by=by,
        at=now,
        subject_kind="user",
        subject_uid=membership.user.uid,
        subject_label=membership.name,
        page=page,
        before=None if before is None else {"roles": before},
        after=None if wanted is None else {"roles": wanted},
    )
    return row


def _held(row: PageRole | None) -> list[str] | None:
    return None if row is None else sorted(role for role in PAGE_ROLES if getattr(row, role))
