"""Visitors' subscriptions looked through: searched, sorted and counted, those of the page apart from those
of one incident."""

from collections.abc import Collection
from typing import Literal

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from incidents.models import Incident
from statuspage.models import Page
from webhooks.addresses import CHAT_KINDS
from webhooks.exceptions import SubscriptionNotFound
from webhooks.models import Subscription
from webhooks.vocabulary import Audience, Scope, SubscriptionState

SortField = Literal["address", "created_at", "quarantined_at", "relevance"]

LIVING = (SubscriptionState.ACTIVE, SubscriptionState.UNCONFIRMED, SubscriptionState.QUARANTINED)
"""The states of a subscription that has not ended."""


def subscribers_search(
    page: Page,
    *,
    kinds: Collection[str] | None = None,
    states: Collection[str] = LIVING,
    q: str = "",
    sort: SortField = "address",
    descending: bool = False,
) -> QuerySet[Subscription]:
    """Who is told of the page or of components of it, but not of one incident only.

    `q` is looked for in addresses that are no secrets. By relevance the best match of `q` comes first.
    Addresses of chat services sort by their host only, so that their order tells nothing of them.
    """
    found = subscribers_page_wide(page).filter(state__in=states)
    if kinds is not None:
        found = found.filter(kind__in=kinds)
    text = q.strip()
    if text:
        open_address = Q(address__icontains=text) & ~Q(kind__in=CHAT_KINDS)
        found = found.filter(open_address | Q(contact_email__icontains=text))
    found = found.alias(
        shown=Case(When(kind__in=CHAT_KINDS, then=F("address_host")), default=Lower("address")),
        match=Case(
            When(Q(address__iexact=text) | Q(contact_email__iexact=text), then=Value(0)),
            When(Q(address__istartswith=text) | Q(contact_email__istartswith=text), then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        ),
    )
    return _furnished(found).order_by(*_order(sort, descending))


def subscribers_left(page: Page) -> QuerySet[Subscription]:
    """Who unsubscribed from the page, or was, the last first; the addresses of most are forgotten already."""
    gone = subscribers_page_wide(page).filter(state=SubscriptionState.UNSUBSCRIBED)
    return _furnished(gone).order_by(F("unsubscribed_at").desc(nulls_last=True), "-pk")


def subscribers_of_incident(incident: Incident) -> QuerySet[Subscription]:
    """Who is told of this incident or maintenance only, oldest first."""
    found = Subscription.objects.filter(incident=incident, audience=Audience.VISITOR)
    return _furnished(found.filter(state__in=LIVING)).order_by("pk")


def subscribers_counted(page: Page) -> dict[tuple[str, str], int]:
    """How many who have not left there are of each kind in each state, by (kind, state)."""
    rows = subscribers_page_wide(page).filter(state__in=LIVING)
    counts = rows.order_by().values_list("kind", "state").annotate(number=Count("pk"))
    return {(kind, state): number for kind, state, number in counts}


def subscribers_page_wide(page: Page) -> QuerySet[Subscription]:
    """All visitors' subscriptions of a page but for those to one incident, whatever their state."""
    return Subscription.objects.filter(page=page, audience=Audience.VISITOR).exclude(scope=Scope.INCIDENT)


def subscriber_page_wide_get(page: Page, uid: str) -> Subscription:
    """One of these; raises `SubscriptionNotFound`, also for a subscription to one incident."""
    return _one(subscribers_page_wide(page), uid)


def subscriber_of_incident_get(incident: Incident, uid: str) -> Subscription:
    """A subscription to this incident, an ended one too; raises `SubscriptionNotFound`."""
    return _one(Subscription.objects.filter(incident=incident, audience=Audience.VISITOR), uid)


def _one(rows: QuerySet[Subscription], uid: str) -> Subscription:
    found = _furnished(rows).filter(uid=uid).first()
    if found is None:
        raise SubscriptionNotFound(_("There is no such subscription."))
    return found


def _order(sort: SortField, descending: bool) -> list[Combinable | str]:
    names = {
        "address": ("shown",),
        "created_at": ("created_at",),
        "quarantined_at": ("quarantined_at",),
        "relevance": ("match", "shown"),
    }[sort]
    order: list[Combinable | str] = [
        F(name).desc(nulls_last=True) if descending else F(name).asc(nulls_last=True) for name in names
    ]
    return [*order, "-pk" if descending else "pk"]


def _furnished(rows: QuerySet[Subscription]) -> QuerySet[Subscription]:
    return rows.select_related("page", "incident", "audience_member").prefetch_related("components")
