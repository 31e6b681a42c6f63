"""Whom of its subscribers a page tells anything: those who may read it (see `webhooks.eligibility`)."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from statuspage.models import Membership, Page, User
from statuspage.selectors import team_of
from statuspage.selectors.audience import sights_of_members
from statuspage.sight import WHOLE, Sight
from webhooks.eligibility import TEAM_KIND, is_for_members, is_for_team, is_selective
from webhooks.models import Delivery, Subscription
from webhooks.selectors.readers import Among, Told
from webhooks.vocabulary import PERSONAL_KINDS, Audience

NOTHING = Sight(components=frozenset(), metrics=frozenset())
"""What is seen of a page by who may not read it."""


def admitted(page: Page) -> Q:
    """Which visitors' subscriptions are told anything of the page at all."""
    allowed = Q()
    if is_for_members(page):
        allowed &= Q(audience_member__isnull=False)
    if is_for_team(page):
        same = _team(page).alias(lowered=Lower("user__email")).filter(lowered=Lower(OuterRef("address")))
        allowed &= Q(kind=TEAM_KIND) & Q(Exists(same))
    return allowed


def is_admitted_as_team(page: Page, person: User | None) -> bool:
    """Whether a page for the team alone tells this person."""
    return person is not None and _team(page).filter(user=person).exists()


def subscriptions_admitted(page: Page, keys: Iterable[int]) -> set[int]:
    """Those of these visitors' subscriptions of the page that are told anything of it."""
    keys = set(keys)
    if not is_selective(page):
        return keys
    found = Subscription.objects.filter(admitted(page), Among("pk", keys), page=page)
    return set(found.values_list("pk", flat=True))


def deliveries_admitted(deliveries: Sequence[Delivery]) -> set[int]:
    """The keys of those deliveries whose readers may be told what is in them, as things are now.

    They come with their subscription, its page and the letter. On a restricted page a letter tells members
    of nothing that they do not see any more; one that was written when the page was not restricted could.
    Asks nothing for pages that tell everybody.
    """
    good = {row.pk for row in deliveries}
    pages: dict[int, list[Delivery]] = {}
    for row in deliveries:
        if row.subscription.audience == Audience.VISITOR and is_selective(row.subscription.page):
            pages.setdefault(row.subscription.page_id, []).append(row)
    for rows in pages.values():
        page = rows[0].subscription.page
        subscriptions = {row.subscription_id: row.subscription for row in rows}
        told = subscriptions_admitted(page, subscriptions)
        sights = sights_of(page, subscriptions.values())
        good -= {row.pk for row in rows if row.subscription_id not in told or not _shows(row, sights)}
    return good


def _team(page: Page) -> QuerySet[Membership]:
    return team_of(page).filter(user__is_active=True)


def _shows(delivery: Delivery, sights: Mapping[int, Sight]) -> bool:
    seen = sights[delivery.subscription_id].components
    if seen is None or delivery.kind in PERSONAL_KINDS:
        return True
    return delivery.letter.named is not None and seen.issuperset(delivery.letter.named)


def sights_of(page: Page, rows: Iterable[Told]) -> dict[int, Sight]:
    """What visitors of the page may be told of, by the keys of their subscriptions; a few queries for all."""
    visitors = [row for row in rows if row.audience == Audience.VISITOR]
    if not is_for_members(page):
        told = subscriptions_admitted(page, [row.pk for row in visitors])
        return {row.pk: WHOLE if row.pk in told else NOTHING for row in visitors}
    seen = sights_of_members(
        {row.audience_member_id for row in visitors if row.audience_member_id is not None}
    )
    return {row.pk: seen.get(row.audience_member_id or 0, NOTHING) for row in visitors}
