"""Subscriptions end: what is on its way stops, and whom the team removed is told so once."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from statuspage import journal, links
from statuspage.actor import Actor
from statuspage.models import Page
from webhooks.messages.confirming import message_goodbye
from webhooks.models import Letter, Subscription, Waiting
from webhooks.selectors.admission import subscriptions_admitted
from webhooks.services.canceling import deliveries_cancel, deliveries_cancel_of
from webhooks.services.enqueuing import Telling, deliveries_write
from webhooks.services.letters import letter_of
from webhooks.services.subscribers.rows import row_lock, row_object, row_record
from webhooks.transports.registry import transport_for
from webhooks.vocabulary import DeliveryKind, SubscriptionState

FORGOTTEN_AFTER = timedelta(days=30)
"""How long the address of somebody who unsubscribed is kept."""


def subscriber_unsubscribe(
    *, subscription: Subscription, goodbye: bool = False, by: Actor, now: datetime | None = None
) -> Subscription:
    """End a subscription; what is on its way is not sent, and after a month the address is forgotten.

    With `goodbye` whoever was told by e-mail gets one last mail that says so: for people whom the team
    removed. A visitor has left by themselves, also where the team was earlier; only whom it removed the team
    may add again. Otherwise doing it again changes nothing.
    """
    with journal.transaction(now) as now:
        row = row_lock(subscription)
        removed = by.kind != "visitor"
        if row.state == SubscriptionState.UNSUBSCRIBED:
            if row.removed and not removed:
                row.removed = False
                row.save(update_fields=["removed", "updated_at"])
            return row
        before, told = row_object(row), row.state == SubscriptionState.ACTIVE
        row.state = SubscriptionState.UNSUBSCRIBED
        row.unsubscribed_at, row.removed = now, removed
        row.purge_at = now + FORGOTTEN_AFTER
        row.save(update_fields=["state", "unsubscribed_at", "removed", "purge_at", "updated_at"])
        subscription_stop(row, "unsubscribed", now)
        row_record("subscription.deleted", row, by, now, before=before)
        if goodbye and told:
            goodbyes_enqueue([row], now)
        return row


def subscriber_delete(*, subscription: Subscription, by: Actor, now: datetime | None = None) -> None:
    """What the team calls deleting is unsubscribing: the address is told nothing until it is added again."""
    subscriber_unsubscribe(subscription=subscription, by=by, now=now)


def subscriptions_end(rows: Sequence[Subscription], by: Actor, now: datetime) -> None:
    """End, on the team's word, those of one page that the caller has found living and locked."""
    before = {row.pk: row_object(row) for row in rows}
    Subscription.objects.filter(pk__in=before).update(
        state=SubscriptionState.UNSUBSCRIBED,
        unsubscribed_at=now,
        removed=True,
        purge_at=now + FORGOTTEN_AFTER,
        updated_at=now,
    )
    Waiting.objects.filter(subscription__in=before).delete()
    deliveries_cancel_of(subscriptions=list(before), reason="unsubscribed", now=now)
    for row in rows:
        row_record("subscription.deleted", row, by, now, before=before[row.pk])


def subscription_stop(row: Subscription, reason: str, now: datetime) -> None:
    """Nothing that waits or is on its way is sent any more."""
    row.waiting.all().delete()
    deliveries_cancel(subscription=row, reason=reason, now=now)


def goodbyes_enqueue(rows: Iterable[Subscription], now: datetime) -> None:
    """Put the last mail on its way for those of one page who are reached by e-mail and were told until now.

    The caller has ended them. Whom a page that lets in only some did not tell anything is not written to.
    """
    rows = [row for row in rows if row.kind == "email"]
    if not rows:
        return
    page = rows[0].page
    admitted = subscriptions_admitted(page, [row.pk for row in rows])
    letters: dict[str, Letter] = {}
    tellings = []
    for row in rows:
        if row.pk not in admitted:
            continue
        if row.language not in letters:
            letters[row.language] = _letter(page, row, now)
        tellings.append(
            Telling(
                subscription=row,
                kind=DeliveryKind.GOODBYE,
                dedupe_key="goodbye",
                letter=letters[row.language],
                events=(),
            )
        )
    deliveries_write(tellings, at=now)


def _letter(page: Page, row: Subscription, now: datetime) -> Letter:
    anew = page.is_open and page.allow_page_subscribers and page.allow_email
    message = message_goodbye(
        page=page, again_url=links.subscribe_url(page) if anew else "", language=row.language, now=now
    )
    return letter_of(page, transport_for("email").freeze(row, message), now=now)
