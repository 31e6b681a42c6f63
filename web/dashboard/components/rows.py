"""The components of a page as its list shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from statuspage.models import Component, ComponentGroup, Page, StatusClaim
from statuspage.selectors import Section, layout_whole, shown_claims_of
from statuspage.status import CALM, Status
from web.dashboard.components.causes import Cause, Source, causes_of, told_by
from web.dashboard.looks import STATUS_LOOKS

STATES: tuple[tuple[str, str | Promise], ...] = (
    ("troubled", _("Not well")),
    ("hidden", _("Not shown")),
)
"""What a list can be narrowed to, beside words."""


@dataclass(frozen=True, slots=True)
class Row:
    """A component: what it shows, since when, why, and what was said with it."""

    uid: str
    name: str
    visible: bool
    only_show_if_degraded: bool
    status: str
    word: str | Promise
    look: str
    since: datetime | None
    cause: Cause
    message: str

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
    is_narrowed = bool(words or state)
    found = []
    for section in layout:
        kept = [row for row in section.components if _matches(row, section, words.lower(), state)]
        if kept or not is_narrowed:
            found.append(_place(section, [_row(row, shown.get(row.pk), causes) for row in kept]))
    return found


def row_of(component: Component) -> Row:
    """One of them; three queries at most."""
    claim = shown_claims_of([component.pk]).get(component.pk)
    causes = causes_of(component.page, {(claim.source, claim.source_uid)} if claim else ())
    return _row(component, claim, causes)


def _place(section: Section, rows: list[Row]) -> Place:
    status = section.status
    return Place(
        section.group, rows, status.label, STATUS_LOOKS[status.value], len(section.components) - len(rows)
    )


def _row(component: Component, claim: StatusClaim | None, causes: Mapping[Source, Cause]) -> Row:
    cause = told_by(claim.source, claim.source_uid, claim.actor_label, causes) if claim else Cause("")
    return Row(
        uid=component.uid,
        name=component.name,
        visible=component.visible,
        only_show_if_degraded=component.only_show_if_degraded,
        status=component.status,
        word=Status(component.status).label,
        look=STATUS_LOOKS[component.status],
        since=component.status_since,
        cause=cause,
        message=claim.message if claim else "",
    )


def _matches(component: Component, section: Section, words: str, state: str) -> bool:
    if state == "troubled" and component.status in CALM:
        return False
    if state == "hidden" and component.visible:
        return False
    heading = section.group.name if section.group else ""
    return not words or words in component.name.lower() or words in heading.lower()
