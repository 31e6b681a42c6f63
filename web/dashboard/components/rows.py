"""The components of a page as its list shows them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from statuspage.models import Component, ComponentGroup, Page, StatusClaim
from statuspage.selectors import Section, layout_whole, shown_claims_of
from statuspage.status import CALM, Status
from web.dashboard.components.causes import Cause, Source, causes_of, told_by
from web.dashboard.lists import CHECKED, addresses_of
from web.dashboard.looks import STATUS_LOOKS
from web.dashboard.parts import CHOICES

STATES: tuple[tuple[str, str | Promise], ...] = (
    ("troubled", _("Not well")),
    ("hidden", _("Not shown")),
)
"""What a list can be narrowed to, beside words."""


@dataclass(frozen=True, slots=True)
class Row:
    """A component: what it shows, since when, why, and what was said with it."""

    uid: str
    url: str
    name: str
    visible: bool
    only_show_if_degraded: bool
    status: str
    word: str | Promise
    look: str
    since: datetime | None
    cause: Cause
    message: str
    choices: SafeString

    @property
    def token(self) -> str:
        """What names it in an order."""
        return f"c:{self.uid}"


@dataclass(frozen=True, slots=True)
class Place:
    """A group with its components, or (no group) one component alone; `hidden` ones the filter leaves out."""

    group: ComponentGroup | None
    rows: list[Row]
    word: str | Promise
    look: str
    hidden: int

    @property
    def token(self) -> str:
        """What names it in an order."""
        return f"g:{self.group.uid}" if self.group else self.rows[0].token


def places_of(page: Page, *, words: str = "", state: str = "") -> list[Place]:
    """All that has a place on the page, narrowed; six queries at most."""
    layout = layout_whole(page)
    shown = shown_claims_of([row.pk for section in layout for row in section.components])
    causes = causes_of(page, {(claim.source, claim.source_uid) for claim in shown.values()})
    choices, url = _choices(), addresses_of("dashboard:component", page.slug)
    is_narrowed = bool(words or state)
    found = []
    for section in layout:
        kept = [row for row in section.components if _matches(row, section, words.lower(), state)]
        if kept or not is_narrowed:
            found.append(
                _place(section, [_row(row, url, shown.get(row.pk), causes, choices) for row in kept])
            )
    return found


def row_of(component: Component) -> Row:
    """One of them; three queries at most."""
    claim = shown_claims_of([component.pk]).get(component.pk)
    causes = causes_of(component.page, {(claim.source, claim.source_uid)} if claim else ())
    url = addresses_of("dashboard:component", component.page.slug)
    return _row(component, url, claim, causes, _choices())


def _place(section: Section, rows: list[Row]) -> Place:
    status = section.status
    return Place(
        section.group, rows, status.label, STATUS_LOOKS[status.value], len(section.components) - len(rows)
    )


def _choices() -> dict[str, SafeString]:
    """The statuses to choose from by the one that is shown now: the same in every row that shows it."""
    words = [(value, str(word)) for value, word in CHOICES]
    choice = (
        '<label class="{0}"><input type="radio" name="status" value="{0}"{1} required>'
        '<i class="dot"></i>{2}</label>'
    )
    return {
        status.value: format_html_join(
            "", choice, ((value, CHECKED if value == status.value else "", word) for value, word in words)
        )
        for status in Status
    }


def _row(
    component: Component,
    url: Callable[[str], str],
    claim: StatusClaim | None,
    causes: Mapping[Source, Cause],
    choices: Mapping[str, SafeString],
) -> Row:
    cause = told_by(claim.source, claim.source_uid, claim.actor_label, causes) if claim else Cause("")
    return Row(
        uid=component.uid,
        url=url(component.uid),
        name=component.name,
        visible=component.visible,
        only_show_if_degraded=component.only_show_if_degraded,
        status=component.status,
        word=Status(component.status).label,
        look=STATUS_LOOKS[component.status],
        since=component.status_since,
        cause=cause,
        message=claim.message if claim else "",
        choices=choices[component.status],
    )


def _matches(component: Component, section: Section, words: str, state: str) -> bool:
    if state == "troubled" and component.status in CALM:
        return False
    if state == "hidden" and component.visible:
        return False
    heading = section.group.name if section.group else ""
    return not words or words in component.name.lower() or words in heading.lower()
