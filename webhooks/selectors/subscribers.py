"""Who is told, among visitors."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from statuspage.models import Component, Page
from webhooks.addresses import CHAT_KINDS, address_shown
from webhooks.exceptions import SubscriptionNotFound
from webhooks.models import Subscription
from webhooks.vocabulary import Audience, SubscriptionState

_PLAIN = ("kind", "address", "scope", "language", "digest", "contact_email", "state")


def subscribers_list(
    page: Page,
    *,
    kind: str | None = None,
    state: str | None = None,
    q: str | None = None,
    component: Component | None = None,
    scope: str | None = None,
) -> QuerySet[Subscription]:
    """The page's subscribers, newest first, with what their answers need.

    Those who unsubscribed are listed only when asked for by `state`. `component`: who is told of it, those of
    the whole page included. `q` is looked for in addresses that are no secrets.
    """
    found = Subscription.objects.filter(page=page, audience=Audience.VISITOR)
    if kind is not None:
        found = found.filter(kind=kind)
    if state is not None:
        found = found.filter(state=state)
    else:
        found = found.exclude(state=SubscriptionState.UNSUBSCRIBED)
    if scope is not None:
        found = found.filter(scope=scope)
    if component is not None:
        # Not a join: a row is listed once.
        theirs = Subscription.components.through.objects.filter(component=component).values("subscription")
        found = found.filter(Q(scope="page") | Q(scope="components", pk__in=theirs))
    if q is not None and q.strip():
        text = q.strip()
        open_address = Q(address__icontains=text) & ~Q(kind__in=CHAT_KINDS)
        found = found.filter(open_address | Q(contact_email__icontains=text))
    return _with_answers(found).order_by("-pk")


def subscriber_get(page: Page, uid: str) -> Subscription:
    """A subscription of a visitor on the page, an ended one too; raises `SubscriptionNotFound`."""
    found = _with_answers(Subscription.objects.filter(page=page, audience=Audience.VISITOR, uid=uid)).first()
    if found is None:
        raise SubscriptionNotFound(_("There is no such subscription."))
    return found


def subscribers_of_address(page: Page, subscription: Subscription) -> QuerySet[Subscription]:
    """All living subscriptions that the address of this one has on the page, itself too, oldest first."""
    same = Q(pk=subscription.pk)
    if subscription.address_key:
        same |= Q(kind=subscription.kind, address_key=subscription.address_key)
    found = Subscription.objects.filter(same, page=page, audience=Audience.VISITOR)
    return _with_answers(found.exclude(state=SubscriptionState.UNSUBSCRIBED)).order_by("pk")


def components_of(subscription: Subscription) -> list[Component]:
    """The living components that a subscription names, in the order of the page; reads prefetched ones."""
    living = [row for row in subscription.components.all() if row.deleted_at is None]
    return sorted(living, key=lambda row: (row.position, row.pk))


def subscribers_rows(page: Page) -> Iterator[dict[str, str]]:
    """The page's subscribers but for those who left, oldest first, as the cells of a table."""
    found = Subscription.objects.filter(page=page, audience=Audience.VISITOR).exclude(
        state=SubscriptionState.UNSUBSCRIBED
    )
    link = Subscription.components.through
    links = link.objects.filter(subscription__in=found.values("pk"), component__deleted_at=None)
    named: dict[int, list[str]] = {}
    for key, slug in links.order_by("component__position", "component").values_list(
        "subscription", "component__slug"
    ):
        named.setdefault(key, []).append(slug)
    # Plain values: a list may have a hundred thousand lines.
    for row in found.order_by("pk").values("pk", "incident__uid", "created_at", *_PLAIN).iterator(2000):
        yield {
            **{name: row[name] for name in _PLAIN},
            "address": address_shown(row["kind"], row["address"]),
            "components": " ".join(named.get(row["pk"], ())),
            "incident": row["incident__uid"] or "",
            "created_at": row["created_at"].isoformat(timespec="seconds").replace("+00:00", "Z"),
        }


def _with_answers(rows: QuerySet[Subscription]) -> QuerySet[Subscription]:
    return rows.select_related("page", "incident").prefetch_related("components")
