"""Acts on many visitors' subscriptions at once: a bounded number of statements, whatever their number.

Subscriptions to one incident are none of these.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Literal

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Invalid
from statuspage.models import Page
from webhooks.exceptions import SubscriptionNotFound
from webhooks.models import Subscription
from webhooks.selectors.admission import sights_of
from webhooks.selectors.subscriber_search import LIVING, subscribers_page_wide
from webhooks.services.enqueuing import Telling, deliveries_write
from webhooks.services.subscribers.floods import mailbox_of
from webhooks.services.subscribers.leaving import goodbyes_enqueue, subscriptions_end
from webhooks.services.subscribers.mailing import (
    UNCONFIRMED_KEPT,
    ConfirmationLetters,
    confirmation_key,
    reached_of,
    scope_of,
)
from webhooks.services.subscribers.moments import (
    FORESIGHT,
    PAUSE,
    moments_for_team,
    moments_take_for_team,
    queue_up,
)
from webhooks.vocabulary import DeliveryKind, SubscriptionState

MOST = 100
"""How many can be named in one act, and how many are ended by one (Statuspage contract, section 4)."""
MOST_ASKED = 500
"""How many are asked by one act of “all”, in one transaction: whoever asks waits for it."""

Chosen = Sequence[str] | Literal["all"]
"""Uids of subscriptions of the page, or all of them, which has to be said."""


def subscribers_resend_confirmation(
    *, page: Page, chosen: Chosen, by: Actor, now: datetime | None = None
) -> int:
    """Ask those among them once more who are unconfirmed and reached by e-mail; gives how many are asked.

    Of “all” at most 500 are asked, those first who were not asked for longest: doing it again goes on with
    the others. An address that was asked less than ten minutes ago is passed over; where another page asked
    it meanwhile the mail is put off for as long. Raises `Invalid` for too many and `SubscriptionNotFound` for
    unknown uids, and then asks nobody.
    """
    rows = _chosen(page, chosen)
    now = now or timezone.now()
    due = rows.filter(_may_be_asked(now)).order_by(F("confirmation_sent_at").asc(nulls_first=True), "pk")
    return _ask(page, due.values_list("pk", "address_host")[:MOST_ASKED], by, now)


def subscribers_reactivate(
    *,
    page: Page,
    chosen: Chosen,
    kinds: Collection[str] | None = None,
    by: Actor,
    now: datetime | None = None,
) -> int:
    """Tell those among them again who are in quarantine; gives how many. Who never confirmed is unconfirmed.

    Raises as `subscribers_resend_confirmation`.
    """
    with journal.transaction(now) as now:
        rows = _of_kinds(_chosen(page, chosen), kinds).filter(state=SubscriptionState.QUARANTINED)
        cleared = {"quarantined_at": None, "failing_since": None, "last_error": "", "updated_at": now}
        told = rows.filter(confirmed_at__isnull=False).update(
            state=SubscriptionState.ACTIVE, purge_at=None, **cleared
        )
        asked = rows.filter(confirmed_at__isnull=True).update(
            state=SubscriptionState.UNCONFIRMED, purge_at=now + UNCONFIRMED_KEPT, **cleared
        )
        if told or asked:
            _record(page, by, now, reactivated=told + asked)
        return told + asked


def subscribers_unsubscribe(
    *,
    page: Page,
    chosen: Chosen,
    kinds: Collection[str] | None = None,
    states: Collection[str] = (SubscriptionState.ACTIVE,),
    goodbye: bool = False,
    by: Actor,
    now: datetime | None = None,
) -> int:
    """End those among them that are of these kinds and states; gives how many. What is on its way stops.

    With `goodbye` those who were told by e-mail get a last mail. Raises `Invalid` for 100 or more of “all”,
    and as `subscribers_resend_confirmation`; then nobody is removed.
    """
    wanted = [state for state in states if state in LIVING]
    with journal.transaction(now) as now:
        rows = _of_kinds(_chosen(page, chosen), kinds).filter(state__in=wanted)
        held = rows.select_for_update(of=("self",), no_key=True).select_related("page", "incident")
        ended = list(held.prefetch_related("components").order_by("pk")[: MOST + 1])
        if chosen == "all" and len(ended) >= MOST:
            raise Invalid.at(
                "/subscribers",
                "too_many",
                _("There are %(limit)d subscribers or more; name those to unsubscribe.") % {"limit": MOST},
            )
        told = [row for row in ended if row.state == SubscriptionState.ACTIVE]
        subscriptions_end(ended, by, now)
        if goodbye:
            goodbyes_enqueue(told, now)
        return len(ended)


def _ask(page: Page, waiting: Iterable[tuple[int, str]], by: Actor, now: datetime) -> int:
    """Ask some of them, each as it is found under the lock."""
    waiting = list(waiting)
    with journal.transaction(now):
        queue_up(*(host for _pk, host in waiting))
        rows = Subscription.objects.select_for_update(of=("self",), no_key=True).filter(
            _may_be_asked(now), pk__in=[pk for pk, _host in waiting]
        )
        # One object for each mailbox: spellings of one are not written to at the same time.
        held = rows.select_related("incident").prefetch_related("components").order_by("-pk")
        first = {mailbox_of(reached_of(row)): row for row in held}
        moments = moments_for_team([reached_of(row) for row in first.values()], now)
        put_off = [moment for moment in moments.values() if moment <= now + FORESIGHT]
        later = max(put_off, default=now)
        at_once, put_off_rows = [], []
        for row in reversed(first.values()):
            moment = moments.get(row.address_key)
            row.page = page
            if moment is None:
                at_once.append(row)
            elif moment <= later:
                put_off_rows.append(row)
        for moment, asked in ((now, at_once), (later, put_off_rows)):
            _send(asked, moment, now)
        number = len(at_once) + len(put_off_rows)
        if number:
            _record(page, by, now, asked_again=number)
        return number


def _send(rows: Sequence[Subscription], at: datetime, now: datetime) -> None:
    Subscription.objects.filter(pk__in=[row.pk for row in rows]).update(
        confirmation_sent_at=at, purge_at=at + UNCONFIRMED_KEPT, updated_at=now
    )
    sights = sights_of(rows[0].page, rows) if rows else {}
    write = ConfirmationLetters()
    tellings = []
    for row in rows:
        row.confirmation_sent_at = at
        tellings.append(
            Telling(
                subscription=row,
                kind=DeliveryKind.CONFIRMATION,
                dedupe_key=confirmation_key(row),
                letter=write.letter_for(row, scope_of(row, sights[row.pk])),
                events=(),
            )
        )
    deliveries_write(tellings, at=at)
    moments_take_for_team([(reached_of(row), at) for row in rows], now)


def _may_be_asked(now: datetime) -> Q:
    waits = Q(kind="email", state=SubscriptionState.UNCONFIRMED)
    return waits & (Q(confirmation_sent_at=None) | Q(confirmation_sent_at__lte=now - PAUSE))


def _chosen(page: Page, chosen: Chosen) -> QuerySet[Subscription]:
    rows = subscribers_page_wide(page)
    if chosen == "all":
        return rows
    uids = set(chosen)
    if len(uids) > MOST:
        raise Invalid.at(
            "/subscribers",
            "too_many",
            _("At most %(limit)d subscribers can be named at once.") % {"limit": MOST},
        )
    if rows.filter(uid__in=uids).count() != len(uids):
        raise SubscriptionNotFound(_("There is no such subscription."))
    return rows.filter(uid__in=uids)


def _of_kinds(rows: QuerySet[Subscription], kinds: Collection[str] | None) -> QuerySet[Subscription]:
    return rows if kinds is None else rows.filter(kind__in=kinds)


def _record(page: Page, by: Actor, now: datetime, **after: int) -> None:
    """One event for many, as for a list that was imported."""
    journal.record(
        kind="subscription.updated",
        by=by,
        at=now,
        subject_kind="page",
        subject_uid=page.uid,
        subject_label=page.name,
        page=page,
        after=after,
    )
