"""The team's alert channels as doors list them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from monitoring.models import Check
from statuspage.models import Page
from webhooks.exceptions import SubscriptionNotFound
from webhooks.models import ChannelAssignment, Subscription
from webhooks.vocabulary import Audience, SubscriptionState


def channels_living() -> QuerySet[Subscription]:
    """Every channel but the deleted ones, which stay for the log of deliveries."""
    return Subscription.objects.filter(audience=Audience.CHANNEL).exclude(
        state=SubscriptionState.UNSUBSCRIBED
    )


def channels_of(page: Page) -> QuerySet[Subscription]:
    """The channels of a page by name, ready to be shown with their checks in a constant number of queries."""
    return (
        channels_living()
        .filter(page=page)
        .select_related("page")
        .prefetch_related(
            Prefetch(
                "assignments",
                ChannelAssignment.objects.filter(check_row__deleted_at__isnull=True)
                .select_related("check_row")
                # A channel may hear of thousands, of which only the names are told.
                .only("subscription", *(f"check_row__{name}" for name in ("uid", "name", "slug", "kind")))
                .order_by("check_row__name", "check_row_id"),
            )
        )
        .order_by("name", "pk")
    )


def channels_counted(page: Page) -> QuerySet[Subscription]:
    """The channels of a page by name with the number of their checks (`checks_heard`); one query."""
    heard = Count("assignments", filter=Q(assignments__check_row__deleted_at__isnull=True))
    return (
        channels_living()
        .filter(page=page)
        .select_related("page")
        .annotate(checks_heard=heard)
        .order_by("name", "pk")
    )


def channels_named_on(page: Page) -> QuerySet[Subscription, tuple[UUID, str, str]]:
    """Code, name and kind of each channel of a page, by name; one query."""
    channels = channels_living().filter(page=page).order_by("name", "pk")
    return channels.values_list("code", "name", "kind")


def channel_get(page: Page, ref: str) -> Subscription:
    """A channel by uid or code (a UUID with or without hyphens); raises SubscriptionNotFound."""
    channels = channels_of(page)
    found = channels.filter(uid=ref).first()
    if found is None:
        try:
            found = channels.filter(code=UUID(ref)).first()
        except ValueError:
            found = None
    if found is None:
        raise SubscriptionNotFound(_("There is no such channel."))
    return found


def channels_of_checks(checks: Iterable[Check]) -> dict[int, list[str]]:
    """The uids of the channels of each check, by the check's key, in order of their names; one query."""
    found: dict[int, list[str]] = {check.pk: [] for check in checks}
    rows = (
        ChannelAssignment.objects.filter(check_row_id__in=found, subscription__audience=Audience.CHANNEL)
        .order_by("subscription__name", "subscription_id")
        .values_list("check_row_id", "subscription__uid")
    )
    for check, uid in rows:
        found[check].append(uid)
    return found


def channel_codes_of_checks(checks: Iterable[Check]) -> dict[int, list[UUID]]:
    """The codes of the living channels of each check, by the check's key; one query."""
    found: dict[int, list[UUID]] = {check.pk: [] for check in checks}
    rows = ChannelAssignment.objects.filter(
        check_row_id__in=found, subscription__in=channels_living()
    ).values_list("check_row_id", "subscription__code")
    for check, code in rows:
        found[check].append(code)
    return found
