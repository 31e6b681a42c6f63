"""Who hears of what goes on: who was told, who would be told next, and whether that arrives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from incidents.models import Incident
from statuspage.models import Page
from web.dashboard.audience.counting import kinds_told
from web.dashboard.looks import incident_look
from web.dashboard.naming import told_of
from webhooks.models import Delivery, Subscription
from webhooks.selectors.endpoints import endpoints_failing
from webhooks.selectors.matching import incident_audience
from webhooks.selectors.progress import told_so_far
from webhooks.vocabulary import Audience, DeliveryState, Lane

_DAY = timedelta(days=1)
_FAILING = 3
_ROUTES = {Audience.MACHINE.value: "webhook", Audience.CHANNEL.value: "channel"}
_WAITING = (DeliveryState.PENDING, DeliveryState.RETRYING)

Kinds = list[tuple[str, int]]
"""How many by what they are told through, without those that are none."""


@dataclass(frozen=True, slots=True)
class Told:
    """An incident that is open or a draft: how many visitors heard of it, and hear of what is said next."""

    incident: Incident
    look: str
    so_far: int
    so_far_by: Kinds
    next: int
    next_by: Kinds


@dataclass(frozen=True, slots=True)
class Failing:
    """A webhook or alert channel that does not take what it is sent, since then or switched off for it."""

    name: str
    route: str
    uid: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Sent:
    """How sending goes: deliveries by their state, mails that wait, and the endpoints that fail."""

    delivered: int
    waiting: int
    mails: int
    retrying: int
    parked: int
    failing: list[Failing]
    more_failing: int


def told_of_incidents(page: Page, incidents: Sequence[Incident]) -> list[Told]:
    """With the audience of each as its next words would find it; two queries for each, and one for all."""
    heard = told_so_far(page, incidents)
    return [_told(incident, heard.get(incident.uid, {})) for incident in incidents]


def sent_of(page: Page, *, now: datetime) -> Sent:
    """What waits, is tried again or was given up, and what was made and arrived within a day; two queries."""
    arrived = Q(state=DeliveryState.DELIVERED, created_at__gte=now - _DAY)
    open_states = (*_WAITING, DeliveryState.PARKED)
    counted = (
        Delivery.objects.filter(Q(state__in=open_states) | arrived, page=page)
        .order_by()
        .aggregate(
            delivered=Count("pk", filter=Q(state=DeliveryState.DELIVERED)),
            waiting=Count("pk", filter=Q(state=DeliveryState.PENDING)),
            mails=Count("pk", filter=Q(state__in=_WAITING, lane=Lane.MAIL)),
            retrying=Count("pk", filter=Q(state=DeliveryState.RETRYING)),
            parked=Count("pk", filter=Q(state=DeliveryState.PARKED)),
        )
    )
    failing = list(endpoints_failing(page))
    return Sent(
        **counted,
        failing=[_failing(row) for row in failing[:_FAILING]],
        more_failing=max(0, len(failing) - _FAILING),
    )


def _told(incident: Incident, heard: dict[str, int]) -> Told:
    counted = incident_audience(incident, notify=True) if incident.notify else {}
    return Told(
        incident,
        incident_look(incident),
        sum(heard.values()),
        _some(heard),
        sum(counted.values()),
        _some(counted),
    )


def _some(counted: dict[str, int]) -> Kinds:
    return [(name, number) for name, number in kinds_told(counted) if number]


def _failing(row: Subscription) -> Failing:
    return Failing(told_of(row), _ROUTES[row.audience], row.uid, row.failing_since)
