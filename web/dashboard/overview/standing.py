"""How a page stands: what is wrong and who is told, its checks, what is sent, and what is left to set up."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from incidents.models import Incident
from monitoring.models import Check
from statuspage.models import Component, Page
from statuspage.status import CALM, Status, page_description, page_status
from web.dashboard.access import PageRequest
from web.dashboard.audience.counting import kinds_told
from web.dashboard.checks.words import STATES
from web.dashboard.looks import STATUS_LOOKS, incident_look
from webhooks.models import Delivery
from webhooks.selectors.matching import incident_audience
from webhooks.vocabulary import DeliveryState

_NAMED = 3
_DAY = timedelta(days=1)


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
class Open:
    """An open incident, and how many its next update tells, in all and by kind."""

    incident: Incident
    look: str
    total: int
    kinds: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Step:
    """A thing to set up."""

    told: str
    url: str
    is_done: bool


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


def open_of(incident: Incident) -> Open:
    """With its audience, as its next update would find it."""
    counted = incident_audience(incident, notify=True) if incident.notify else {}
    kinds = [(name, number) for name, number in kinds_told(counted) if number]
    return Open(incident, incident_look(incident), sum(counted.values()), kinds)


def checks_by_state(page: Page) -> list[tuple[str, str | Promise, int]]:
    """Look, word and number of each state that occurs, worst first."""
    rows = Check.living.filter(page=page).order_by().values_list("state").annotate(number=Count("pk"))
    counted = dict(rows)
    return [(look, word, counted[state]) for state, (look, word) in STATES.items() if state in counted]


def sent_of(page: Page, *, now: datetime) -> dict[str, int]:
    """Deliveries that wait, are tried again or were given up, and those that arrived within a day."""
    of = Delivery.objects.filter(page=page)
    open_states = (DeliveryState.PENDING, DeliveryState.RETRYING, DeliveryState.PARKED)
    return of.filter(
        Q(state__in=open_states) | Q(state=DeliveryState.DELIVERED, updated_at__gte=now - _DAY)
    ).aggregate(
        **{
            state.value: Count("pk", filter=Q(state=state))
            for state in (*open_states, DeliveryState.DELIVERED)
        }
    )


def steps_of(page: Page, request: PageRequest, *, is_checked: bool, has_parts: bool) -> list[Step]:
    """What leads from an empty page to one that is of use; empty for who cannot, and once it is done."""
    if not request.rights.configures or (is_checked and has_parts):
        return []
    return [
        Step(
            _("Add what you run: the parts that people know by name"), _at("component-new", page), has_parts
        ),
        Step(
            _("Have it checked, so that the page tells the truth by itself"), _at("checks", page), is_checked
        ),
    ]


def _at(route: str, page: Page) -> str:
    return reverse(f"dashboard:{route}", args=[page.slug])
