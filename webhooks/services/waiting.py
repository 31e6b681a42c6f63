"""What waited is told together: the rest of a burst, and digests at their hour."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.db import transaction as database
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from incidents.models import Incident
from incidents.vocabulary import IncidentKind
from statuspage.models import Event, Page
from webhooks.messages.notes import NOTES
from webhooks.models import Subscription, Waiting
from webhooks.selectors.matching import still_hearing
from webhooks.services.enqueuing import Telling, deliveries_write
from webhooks.services.letters import Shelf
from webhooks.vocabulary import DeliveryKind, SubscriptionState, WaitingFor

CHUNK = 500
TURNS = 40
POSTPONED = timedelta(minutes=10)
GIVEN_UP = timedelta(days=1)

_KINDS = {WaitingFor.GROUP: DeliveryKind.GROUP, WaitingFor.DIGEST: DeliveryKind.DIGEST}

logger = logging.getLogger(__name__)


def waiting_release(*, now: datetime | None = None) -> int:
    """Make one delivery of all that waits for the same moment, and give how many were made.

    Whoever is no longer told loses what waited. Of an incident that was taken off meanwhile nothing is said
    but that it was called off. Safe for many workers at once.
    """
    made = 0
    for _turn in range(TURNS):
        moment = now or timezone.now()
        if not _due(moment).exists():
            break
        with database.atomic():
            holders = _hold(moment)
            made += _release(holders, moment)
        if not holders:
            break
    return made


def _due(now: datetime) -> QuerySet[Waiting]:
    return Waiting.objects.filter(release_at__lte=now)


def _going(holders: Iterable[int], now: datetime) -> QuerySet[Waiting]:
    """What is due, and what waits for a group of which something is: a group leaves nothing behind."""
    called = _due(now).filter(kind=WaitingFor.GROUP, subscription=OuterRef("subscription"))
    due = Q(release_at__lte=now) | (Q(kind=WaitingFor.GROUP) & Q(Exists(called)))
    return Waiting.objects.filter(due, subscription__in=holders)


def _hold(now: datetime) -> dict[int, Subscription]:
    """Subscriptions for which something is due, kept from other workers."""
    due = _due(now).filter(subscription=OuterRef("pk"))
    rows = Subscription.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    held = rows.filter(Exists(due)).order_by("pk").select_related("page")
    return {row.pk: row for row in held[:CHUNK]}


def _release(holders: dict[int, Subscription], now: datetime) -> int:
    waiting = list(_going(holders, now).select_related("event").order_by("event_id"))
    gone = _gone(row.event for row in waiting)
    told = _still_told(holders, waiting)
    bundles: dict[tuple[int, str], list[Waiting]] = defaultdict(list)
    for row in waiting:
        bundles[row.subscription_id, row.kind].append(row)
    shelves: dict[int, Shelf] = {}
    tellings: list[Telling] = []
    postponed: list[int] = []
    for (key, kind), rows in sorted(bundles.items()):
        subscription = holders[key]
        page = subscription.page
        rows = [row for row in rows if row.pk in told]
        if not rows:
            continue
        shelf = shelves.setdefault(page.pk, Shelf(page, now=now))
        try:
            telling = _bundle(subscription, page, shelf, WaitingFor(kind), rows, gone)
        except DatabaseError:
            raise
        except Exception:
            logger.exception("What waited for subscription %s could not be put into words", subscription.uid)
            postponed += [row.pk for row in rows if row.event.at > now - GIVEN_UP]
            continue
        if telling is not None:
            tellings.append(telling)
    Waiting.objects.filter(pk__in=postponed).update(release_at=now + POSTPONED)
    Waiting.objects.filter(pk__in={row.pk for row in waiting} - set(postponed)).delete()
    return deliveries_write(tellings, at=now)


def _bundle(
    subscription: Subscription,
    page: Page,
    shelf: Shelf,
    kind: WaitingFor,
    rows: Sequence[Waiting],
    gone: set[str],
) -> Telling | None:
    listens = subscription.enabled and subscription.state == SubscriptionState.ACTIVE
    if not listens or page.deleted_at is not None:
        return None
    events = [row.event for row in rows if not _is_past(row.event, gone)]
    if not events:
        return None
    told = latest_of(events)
    alone = kind == WaitingFor.GROUP and len(told) == 1
    letter = shelf.letter_for(subscription, told, DeliveryKind.EVENT if alone else _KINDS[kind])
    if letter is None:
        return None
    return Telling(
        subscription=subscription,
        kind=_KINDS[kind],
        dedupe_key=f"{kind}:{events[0].uid}",
        letter=letter,
        events=events,
        sequence=max(event.sequence or 0 for event in events),
        subject_uid=events[0].subject_uid if len(told) == 1 else "",
    )


def latest_of(events: Iterable[Event]) -> list[Event]:
    """The last event about each thing, in the order of these: an event holds the whole object."""
    latest = {_about(event): event for event in events}
    return sorted(latest.values(), key=lambda event: event.pk)


def _about(event: Event) -> tuple[str, str]:
    """What an event is about: of one component much may be said."""
    if event.kind in NOTES:
        return "note", str((event.after or {}).get("id"))
    return event.subject_kind, event.subject_uid


def _still_told(holders: dict[int, Subscription], waiting: Sequence[Waiting]) -> set[int]:
    """What may still be told to whom it waits for: a page may let in fewer now, or show a member less."""
    by_event: dict[int, list[Waiting]] = defaultdict(list)
    for row in waiting:
        by_event[row.event_id].append(row)
    told: set[int] = set()
    for rows in by_event.values():
        page = holders[rows[0].subscription_id].page
        hearing = still_hearing(rows[0].event, page, [row.subscription_id for row in rows])
        told |= {row.pk for row in rows if row.subscription_id in hearing}
    return told


def _gone(events: Iterable[Event]) -> set[str]:
    uids = {event.subject_uid for event in events if event.subject_kind in IncidentKind.values}
    return set(Incident.objects.filter(uid__in=uids, deleted_at__isnull=False).values_list("uid", flat=True))


def _is_past(event: Event, gone: set[str]) -> bool:
    return event.subject_uid in gone and not event.kind.endswith((".canceled", ".deleted"))
