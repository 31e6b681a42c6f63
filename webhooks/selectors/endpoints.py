"""Reading machines' webhooks."""

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from statuspage.models import Page
from statuspage.sealing import unseal
from webhooks.exceptions import SubscriptionNotFound
from webhooks.models import Delivery, Subscription
from webhooks.vocabulary import Audience, SubscriptionState


def webhooks_of(page: Page) -> QuerySet[Subscription]:
    """The page's webhooks, newest first, each with its components and its last delivery.

    That stands in `last_delivery_state` and `last_delivery_at` (the last change of it), both None where
    nothing was sent yet.
    """
    last = Delivery.objects.filter(subscription=OuterRef("pk")).order_by("-pk")
    return (
        Subscription.objects.filter(page=page, audience=Audience.MACHINE)
        .exclude(state=SubscriptionState.UNSUBSCRIBED)
        .select_related("page")
        .prefetch_related("components")
        .annotate(
            last_delivery_state=Subquery(last.values("state")[:1]),
            last_delivery_at=Subquery(last.values("updated_at")[:1]),
        )
        .order_by("-pk")
    )


def webhook_get(page: Page, uid: str) -> Subscription:
    """One of them; raises `SubscriptionNotFound`."""
    found = webhooks_of(page).filter(uid=uid).first()
    if found is None:
        raise SubscriptionNotFound(_("There is no such webhook."))
    return found


def webhook_headers(webhook: Subscription) -> dict[str, str]:
    """The custom headers with their values, for those who may change them."""
    found: dict[str, str] = unseal(webhook.secrets).get("headers", {})
    return found


def endpoints_failing(page: Page) -> QuerySet[Subscription]:
    """Webhooks and alert channels that refuse what they are sent, or were switched off for that; the longest
    trouble first.
    """
    return (
        Subscription.objects.filter(page=page, audience__in=(Audience.MACHINE, Audience.CHANNEL))
        .exclude(state=SubscriptionState.UNSUBSCRIBED)
        .filter(Q(enabled=True, failing_since__isnull=False) | ~Q(disabled_reason=""))
        .order_by("failing_since", "pk")
    )
