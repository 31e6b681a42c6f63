"""The components of a page in a form: which are affected, and how."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from incidents.services.intake import DECLARABLE
from incidents.vocabulary import TextFormat
from statuspage.exceptions import Invalid
from statuspage.models import Component, Page
from statuspage.selectors import components_of_page, layout_of_page
from statuspage.status import Status
from web.dashboard.looks import STATUS_LOOKS

PREFIX = "part-"
CHOICES: list[tuple[str, str | Promise]] = [(word, Status(word).label) for word in DECLARABLE]


@dataclass(frozen=True, slots=True)
class Part:
    """A component with what is chosen for it; what `is_affected` already is so until it is said otherwise."""

    name: str
    field: str
    visible: bool
    shows: str
    look: str
    chosen: str
    is_affected: bool


@dataclass(frozen=True, slots=True)
class PartGroup:
    """The components of a group, or of none (no name)."""

    name: str
    parts: list[Part]


def parts_of(
    page: Page, chosen: Mapping[str, str], affected: Mapping[str, str] | None = None
) -> list[PartGroup]:
    """All components in the order of the page, what is affected first; `chosen` and `affected` by uid."""
    affected = affected or {}
    groups = [
        PartGroup(
            section.group.name if section.group else "",
            [_part(component, chosen, affected) for component in section.components],
        )
        for section in layout_of_page(page, visible_only=False)
    ]
    if not affected:
        return groups
    first = PartGroup(_("Affected"), [part for group in groups for part in group.parts if part.is_affected])
    rest = [PartGroup(group.name, [part for part in group.parts if not part.is_affected]) for group in groups]
    return [group for group in (first, *rest) if group.parts]


def chosen_in(data: QueryDict) -> dict[str, str]:
    """What a form says of which component, by uid, where it says anything."""
    return {
        name.removeprefix(PREFIX): str(value)
        for name, value in data.items()
        if name.startswith(PREFIX) and value
    }


def format_sent(data: QueryDict) -> str:
    """What a form says that its message is written in; Markdown for anything unknown."""
    found = data.get("format", "")
    return found if found in TextFormat.values else TextFormat.MARKDOWN.value


def declared_by(page: Page, chosen: Mapping[str, str]) -> dict[Component, str]:
    """The components with the statuses chosen for them. Raises `Invalid` for one that the page has not."""
    known = {component.uid: component for component in components_of_page(page)}
    if chosen.keys() - known.keys():
        raise Invalid.at("/components", "not_found", _("There is no such component on this page any more."))
    return {component: chosen[uid] for uid, component in known.items() if uid in chosen}


def _part(component: Component, chosen: Mapping[str, str], affected: Mapping[str, str]) -> Part:
    shows = affected.get(component.uid, component.status)
    return Part(
        name=component.name,
        field=f"{PREFIX}{component.uid}",
        visible=component.visible,
        shows=str(Status(shows).label),
        look=STATUS_LOOKS[shows],
        chosen=chosen.get(component.uid, ""),
        is_affected=component.uid in affected,
    )
