"""How a page stands: what is wrong, and its checks by their state."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from monitoring.selectors import checks_by_state
from statuspage.models import Component, Page
from statuspage.status import CALM, Status, page_description, page_status
from web.dashboard.checks.listed import tab_of
from web.dashboard.checks.words import STATES
from web.dashboard.looks import STATUS_LOOKS

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Now:
    """The page as a whole: `parts` that are not well, `more` that are not named, since the first of them."""

    words: str | Promise
    look: str
    is_calm: bool
    parts: list[Component]
    more: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many checks are in a state, and the tab of the list that shows them."""

    look: str
    word: str | Promise
    number: int
    tab: str


def now_of(page: Page) -> Now:
    """From all its visible components; one query."""
    parts = list(Component.living.filter(page=page, visible=True).order_by("position", "pk"))
    status = page_status(part.status for part in parts)
    troubled = [part for part in parts if part.status not in CALM]
    troubled.sort(key=lambda part: list(Status).index(Status(part.status)), reverse=True)
    since = min((part.status_since for part in troubled if part.status_since), default=None)
    words = page_description(status) if parts else _("Nothing is on the page yet")
    return Now(
        words,
        STATUS_LOOKS[status],
        not troubled,
        troubled[:_NAMED],
        max(0, len(troubled) - _NAMED),
        since,
    )


def tally_of(page: Page) -> list[Tally]:
    """Each state that occurs, worst first; one query."""
    counted = checks_by_state(page)
    return [
        Tally(look, word, counted[state], tab_of(state))
        for state, (look, word) in STATES.items()
        if state in counted
    ]
