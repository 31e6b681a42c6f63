"""Reading components, their order and their claims."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from statuspage.exceptions import NotFound
from statuspage.models import Component, ComponentGroup, Page, StatusClaim
from statuspage.sight import WHOLE, Sight
from statuspage.status import ClaimSource, Status, shown_claim, worst


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of a page's layout: a group with its components, or (`group` None) one component alone."""

    group: ComponentGroup | None
    components: list[Component]

    @property
    def status(self) -> Status:
        """The worst of what the components show."""
        return worst(component.status for component in self.components)


class Place(NamedTuple):
    """One entry of a page's order by uid: a group with its components, or (no group) one component alone."""

    group: str
    components: tuple[str, ...]


def components_of_page(
    page: Page, *, visible_only: bool = False, sight: Sight = WHOLE
) -> QuerySet[Component]:
    """The living components with their groups, ordered within their group or among the ungrouped.

    With a `sight` that is not the whole, only what it shows.
    """
    components = Component.living.filter(page=page).select_related("group").order_by("position", "pk")
    if sight.components is not None:
        components = components.filter(pk__in=sight.components)
    return components.filter(visible=True) if visible_only or sight.components is not None else components


def layout_of_page(page: Page, *, visible_only: bool = True, sight: Sight = WHOLE) -> list[Section]:
    """Groups and ungrouped components in the order of the page; groups without components are left out."""
    sections: list[Section] = []
    grouped: dict[int, Section] = {}
    for component in components_of_page(page, visible_only=visible_only, sight=sight):
        group = component.group
        if group is None or group.deleted_at is not None:
            sections.append(Section(None, [component]))
        elif group.pk in grouped:
            grouped[group.pk].components.append(component)
        else:
            grouped[group.pk] = Section(group, [component])
            sections.append(grouped[group.pk])
    return sorted(sections, key=_place)


def layout_whole(page: Page) -> list[Section]:
    """The same with all that the team has: components that the page does not show, and empty groups too."""
    sections = layout_of_page(page, visible_only=False)
    held = [section.group.pk for section in sections if section.group is not None]
    empty = [Section(group, []) for group in groups_of_page(page).exclude(pk__in=held)]
    return sorted([*sections, *empty], key=_place)


def order_of_page(page: Page) -> list[Place]:
    """Everything that has a place on a page, in order, by uid; empty groups too."""
    return [
        Place(
            section.group.uid if section.group else "",
            tuple(component.uid for component in section.components),
        )
        for section in layout_whole(page)
    ]


def groups_of_page(page: Page) -> QuerySet[ComponentGroup]:
    """The living groups in the order of the page."""
    return ComponentGroup.living.filter(page=page).order_by("position", "pk")


def groups_shown(page: Page, *, sight: Sight = WHOLE) -> QuerySet[ComponentGroup]:
    """The living groups that a reader may know of: with a component that they see.

    Those without any component are known to whoever sees the whole page.
    """
    members = Component.living.filter(group=OuterRef("pk"))
    seen = members.filter(visible=True)
    if sight.components is not None:
        return groups_of_page(page).filter(Exists(seen.filter(pk__in=sight.components)))
    return groups_of_page(page).filter(Exists(seen) | ~Exists(members))


def component_get(page: Page, uid: str) -> Component | None:
    """The page's living component with this uid, which no slug can be taken for."""
    component = Component.living.filter(page=page, uid=uid).select_related("group").first()
    if component is not None:
        component.page = page
    return component


def components_get(page: Page, uids: Sequence[str]) -> list[Component | None]:
    """The page's living components with these uids, in their order and None for unknown ones; one query."""
    found = {row.uid: row for row in Component.living.filter(page=page, uid__in=uids)}
    return [found.get(uid) for uid in uids]


def components_of_group(group: ComponentGroup) -> QuerySet[Component]:
    """The living components of a group in their order."""
    return Component.living.filter(group=group).order_by("position", "pk")


def members_of_groups(groups: Sequence[ComponentGroup]) -> dict[int, list[str]]:
    """The uids of the living components of each group in their order, by the group's key; one query."""
    members: dict[int, list[str]] = {group.pk: [] for group in groups}
    rows = Component.living.filter(group__in=members).order_by("position", "pk")
    for group_id, uid in rows.values_list("group_id", "uid"):
        members[group_id].append(uid)
    return members


def group_get(page: Page, uid: str) -> ComponentGroup | None:
    """The page's living group with this uid, which no slug can be taken for."""
    group = ComponentGroup.living.filter(page=page, uid=uid).first()
    if group is not None:
        group.page = page
    return group


def component_shown(page: Page, ref: str, *, sight: Sight = WHOLE) -> Component:
    """The page's living component with this uid or slug, if its reader may know of it; raises `NotFound`."""
    component = component_resolve(page, ref)
    if not sight.shows(component):
        raise NotFound(_("There is no such component."))
    return component


def component_resolve(page: Page, ref: str) -> Component:
    """The page's living component with this uid, else with this slug; raises `NotFound`."""
    living = Component.living.filter(page=page).select_related("group", "page")
    component = living.filter(uid=ref).first() or living.filter(slug=ref).first()
    if component is None:
        raise NotFound(_("There is no such component."))
    return component


def group_resolve(page: Page, ref: str) -> ComponentGroup:
    """The page's living group with this uid, else with this slug; raises `NotFound`."""
    living = ComponentGroup.living.filter(page=page).select_related("page")
    group = living.filter(uid=ref).first() or living.filter(slug=ref).first()
    if group is None:
        raise NotFound(_("There is no such group."))
    return group


def open_claims(component: Component) -> QuerySet[StatusClaim]:
    """What is claimed about a component now, oldest statement first."""
    return component.claims.filter(ended__isnull=True, voided_at__isnull=True).order_by("stated_at", "pk")


def statement_of(component: Component) -> StatusClaim | None:
    """What a person said of a component last and holds still."""
    return open_claims(component).filter(source=ClaimSource.MANUAL).first()


class OpenClaim(NamedTuple):
    """What is shown of an open claim."""

    component_id: int
    source: str
    source_uid: str
    status: str
    started: datetime
    message: str


def open_claims_of(component_ids: Iterable[int]) -> dict[int, list[OpenClaim]]:
    """The open claims of many components by component key, oldest statement first, in one query."""
    claims = StatusClaim.objects.filter(
        component_id__in=list(component_ids), ended__isnull=True, voided_at__isnull=True
    ).order_by("stated_at", "pk")
    held: dict[int, list[OpenClaim]] = {}
    for row in claims.values_list(*OpenClaim._fields):
        claim = OpenClaim(*row)
        held.setdefault(claim.component_id, []).append(claim)
    return held


def shown_claims_of(component_ids: Iterable[int]) -> dict[int, StatusClaim]:
    """The open claims that the components' statuses come from, by component key; one query.

    Where nothing is claimed there is none.
    """
    claims = StatusClaim.objects.filter(
        component_id__in=list(component_ids), ended__isnull=True, voided_at__isnull=True
    ).order_by("pk")
    held: dict[int, list[StatusClaim]] = {}
    for claim in claims:
        held.setdefault(claim.component_id, []).append(claim)
    shown = {component_id: shown_claim(spoken) for component_id, spoken in held.items()}
    return {component_id: claim for component_id, claim in shown.items() if claim is not None}


def _place(section: Section) -> tuple[int, object, int]:
    row = section.group or section.components[0]
    return row.position, row.created_at, row.pk
