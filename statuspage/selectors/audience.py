"""Who may see a restricted page, and what each of them sees."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from statuspage.exceptions import NotFound
from statuspage.models import AudienceGroup, AudienceMember, Component, Page
from statuspage.sight import Sight

_own = AudienceMember.components.through
_shared = AudienceGroup.components.through


def sight_of_member(member: AudienceMember) -> Sight:
    """What a member sees of the page, asked anew each time: own components and those of the groups.

    In one query. It shows no metrics yet: `monitoring.selectors.sight_with_metrics` adds those.
    """
    keys = components_of_member(member).filter(visible=True).order_by().values_list("pk", flat=True)
    return Sight(components=frozenset(keys), metrics=frozenset(), member_uid=member.uid)


def sights_of_members(members: Collection[int]) -> dict[int, Sight]:
    """The same for many members, by their keys, in three queries; who is no member has none."""
    shown = {"component__deleted_at": None, "component__visible": True}
    seen: dict[int, set[int]] = {}
    uids = dict(AudienceMember.objects.filter(pk__in=members).values_list("pk", "uid"))
    own = _own.objects.filter(audiencemember__in=members, **shown)
    shared = _shared.objects.filter(audiencegroup__members__in=members, **shown)
    for member, component in [
        *own.values_list("audiencemember", "component"),
        *shared.values_list("audiencegroup__members", "component"),
    ]:
        seen.setdefault(member, set()).add(component)
    return {
        key: Sight(components=frozenset(seen.get(key, ())), metrics=frozenset(), member_uid=uid)
        for key, uid in uids.items()
    }


def granted_to(member: AudienceMember | OuterRef) -> Q:
    """Which components were granted to a member or to one of the groups.

    The member may be a column of the query around, which is two levels up: `OuterRef(OuterRef(...))`.
    """
    own = _own.objects.filter(audiencemember=member, component=OuterRef("pk"))
    shared = _shared.objects.filter(audiencegroup__members=member, component=OuterRef("pk"))
    return Q(Exists(own)) | Q(Exists(shared))


def components_of_member(member: AudienceMember) -> QuerySet[Component]:
    """The living components, hidden ones too, that were granted to a member or to one of the groups."""
    return (
        Component.living.filter(granted_to(member), page=member.page_id)
        .select_related("page", "group")
        .order_by("position", "pk")
    )


def components_of_audience_group(group: AudienceGroup) -> QuerySet[Component]:
    """The living components, hidden ones too, that were granted to a group."""
    return (
        Component.living.filter(audience_groups=group, page=group.page_id)
        .select_related("page", "group")
        .order_by("position", "pk")
    )


def audience_members_of(page: Page) -> QuerySet[AudienceMember]:
    """A page's members with their groups (oldest first), oldest first; two queries for any number."""
    groups = Prefetch("groups", AudienceGroup.objects.order_by("pk"))
    members = AudienceMember.objects.filter(page=page).select_related("page")
    return members.prefetch_related(groups).order_by("pk")


def audience_groups_of(page: Page) -> QuerySet[AudienceGroup]:
    """A page's groups with members and living components, oldest first; three queries for any number."""
    return (
        AudienceGroup.objects.filter(page=page)
        .select_related("page")
        .prefetch_related(
            Prefetch("members", AudienceMember.objects.order_by("pk")),
            Prefetch("components", Component.living.order_by("position", "pk")),
        )
        .order_by("pk")
    )


def audience_member_get(page: Page, uid: str) -> AudienceMember:
    """A member of the page; raises `NotFound`."""
    member = audience_members_of(page).filter(uid=uid).first()
    if member is None:
        raise NotFound(_("There is no such member."))
    return member


def audience_group_get(page: Page, uid: str) -> AudienceGroup:
    """A group of the page's members; raises `NotFound`."""
    group = audience_groups_of(page).filter(uid=uid).first()
    if group is None:
        raise NotFound(_("There is no such group."))
    return group


def audience_members_with_email(page: Page, email: str) -> QuerySet[AudienceMember]:
    """The page's members with an address, whatever its case: none or one; an empty address is nobody's."""
    wanted = email.strip().lower()
    members = audience_members_of(page)
    if not wanted:
        return members.none()
    return members.alias(lowered=Lower("email")).filter(lowered=wanted)


def audience_member_by_email(page: Page, email: str) -> AudienceMember | None:
    """The page's member with an address, whatever its case."""
    return audience_members_with_email(page, email).first()


def audience_member_by_login(page: Page, external_login: str) -> AudienceMember | None:
    """The page's member whom the identity provider knows by a name; names are told apart by case."""
    wanted = external_login.strip()
    return audience_members_of(page).filter(external_login=wanted).first() if wanted else None
