"""What people may do with the pages of their organizations."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from statuspage.models import Membership, Organization, Page, PageRole, User
from statuspage.vocabulary import PAGE_ROLES, MembershipRole, PageRoleName

RUNNING = (MembershipRole.OWNER, MembershipRole.ADMIN)
"""Who does everything on every page of the organization."""


@dataclass(frozen=True, slots=True)
class Rights:
    """A person's rights on one page, which anyone with an object of this class may read."""

    role: str
    page_roles: frozenset[str] = frozenset()

    @property
    def runs_pages(self) -> bool:
        return self.role in RUNNING

    @property
    def owns(self) -> bool:
        return self.role == MembershipRole.OWNER

    @property
    def configures(self) -> bool:
        return self._has(PageRoleName.PAGE_CONFIGURATION)

    @property
    def manages_incidents(self) -> bool:
        return self._has(PageRoleName.INCIDENT_MANAGER)

    @property
    def manages_maintenance(self) -> bool:
        return self._has(PageRoleName.MAINTENANCE_MANAGER)

    def _has(self, role: str) -> bool:
        return self.runs_pages or role in self.page_roles


def rights_on(user: User, page: Page) -> Rights | None:
    """What somebody may do on a page as of now; None for whom it does not exist."""
    membership = Membership.objects.filter(user=user, organization=page.organization_id).first()
    if membership is None:
        return None
    if membership.role in RUNNING:
        return Rights(membership.role)
    row = PageRole.objects.filter(membership=membership, page=page).first()
    if row is None:
        return None
    return Rights(membership.role, frozenset(role for role in PAGE_ROLES if getattr(row, role)))


def team_of(page: Page) -> QuerySet[Membership]:
    """Who reaches a page: those who run all of them, and plain members to whom somebody opened it."""
    opened = PageRole.objects.filter(page=page)
    return Membership.objects.filter(
        Q(role__in=RUNNING) | Q(pk__in=opened.values("membership")), organization=page.organization_id
    )


def pages_reached(user: User) -> QuerySet[Page]:
    """The living pages on which somebody may do anything at all."""
    running = Membership.objects.filter(user=user, role__in=RUNNING)
    opened = PageRole.objects.filter(membership__user=user)
    return Page.living.filter(
        Q(organization__in=running.values("organization")) | Q(pk__in=opened.values("page"))
    )


def organizations_run(user: User) -> QuerySet[Organization]:
    """The organizations in which somebody does everything."""
    return Organization.objects.filter(
        pk__in=Membership.objects.filter(user=user, role__in=RUNNING).values("organization")
    )


def organizations_owned(user: User) -> QuerySet[Organization]:
    """The organizations that somebody owns."""
    return Organization.objects.filter(
        pk__in=Membership.objects.filter(user=user, role=MembershipRole.OWNER).values("organization")
    )
