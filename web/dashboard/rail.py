"""What stands in the rail, ready to be written out."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from statuspage.models import Page
from statuspage.selectors import Rights, pages_reached
from web.dashboard.access import user_of
from web.dashboard.counts import Count
from web.dashboard.sections import FIRST, Group, sections_for


@dataclass(frozen=True, slots=True)
class Item:
    """A link to a section."""

    name: str
    label: str | Promise
    url: str
    icon: str
    key: str
    is_current: bool
    count: Count | None


@dataclass(frozen=True, slots=True)
class Reached:
    """A page that one may go to instead."""

    name: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Rail:
    """The groups that have any section, by their heading, and the pages to choose from."""

    groups: list[tuple[str, list[Item]]]
    pages: list[Reached]


def rail_of(request: HttpRequest, page: Page | None, rights: Rights | None, section: str) -> Rail:
    """The rail on a screen of `section`; without a page there are only the pages to go to."""
    pages = pages_reached(user_of(request)).order_by("name", "pk").values_list("pk", "name", "slug")
    return Rail(
        groups=_groups(page, rights, section) if page and rights else [],
        pages=[
            Reached(
                name, reverse(f"dashboard:{FIRST.route}", args=[slug]), page is not None and page.pk == pk
            )
            for pk, name, slug in pages
        ],
    )


def _groups(page: Page, rights: Rights, current: str) -> list[tuple[str, list[Item]]]:
    items: dict[str, list[Item]] = {}
    for section in sections_for(rights):
        items.setdefault(section.group, []).append(
            Item(
                name=section.name,
                label=section.label,
                url=reverse(f"dashboard:{section.route}", args=[page.slug]),
                icon=section.icon,
                key=section.key,
                is_current=section.name == current,
                count=section.count(page) if section.count else None,
            )
        )
    return [(str(group.label), items[group]) for group in Group if group in items]
