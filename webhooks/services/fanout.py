"""From the journal to deliveries: what happened becomes one row for everybody who must be told.

Each turn is one transaction: it takes events that nobody else holds, finds who hears of them, writes what is
to be sent and marks the events as taken. A crash undoes the turn as a whole, and the next one does it again.
An event that more hear of than one turn should write goes on in the following turns, with others in between.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import DatabaseError, OperationalError
from django.db import transaction as database
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from statuspage.models import Event, Page
from webhooks.models import DeliveryItem, FanOut, Subscription, Waiting
from webhooks.selectors.matching import is_heard, subscriptions_hearing
from webhooks.selectors.readers import Among, Reader, readers_of
from webhooks.services.alerts import ALERTING, alerts_step
from webhooks.services.enqueuing import Telling, deliveries_write, delivery_enqueue
from webhooks.services.letters import Shelf
from webhooks.services.pacing import ENDINGS, Pace, is_paced
from webhooks.vocabulary import DeliveryKind

__all__ = ["delivery_enqueue", "events_fan_out"]

CHUNK = 1000
"""How many subscriptions of one event are written in one turn: more would hold others up for long."""

TURNS = 40
"""How many turns one call takes, so that a worker soon has time for something else."""

TRIES = 5
PAUSES = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Work:
    """One event in one turn; `error` is why somebody could not be told."""

    event: Event
    mark: FanOut
    begun: bool
    hearing: list[Reader] = field(default_factory=list)
    more: bool = False
    error: str = ""


@dataclass(slots=True)
class _Yield:
    """What a turn has made."""

    tellings: list[Telling] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)


def events_fan_out(*, now: datetime | None = None, limit: int = 100) -> int:
    """Take up events that wait, at most `limit` in a turn; gives how many are told to everybody.

    Reads first and writes only when something waits; safe for many workers at once. An event that cannot be
    told is tried five times and then set aside, where operators see it (`FanOut`); it keeps nothing waiting.
    """
    done = 0
    for _turn in range(TURNS):
        moment = now or timezone.now()
        if not _pending(moment).exists():
            break
        try:
            with database.atomic():
                took, finished = _take_turn(_claim(moment, limit), moment)
        except OperationalError:
            # The database is away, or two got in each other's way: nothing was done, and the tick is near.
            raise
        except Exception:
            logger.exception("A round of events could not be told; each is tried alone")
            took, finished = _one_by_one(moment, limit)
        done += finished
        if not took:
            break
    return done


def _pending(now: datetime) -> QuerySet[Event]:
    due = Q(fan_out__isnull=True) | Q(fan_out__due_at__isnull=True) | Q(fan_out__due_at__lte=now)
    return Event.objects.filter(due, dispatched_at__isnull=True)


def _claim(now: datetime, limit: int, *, key: int | None = None) -> list[_Work]:
    """Hold events: new ones in their order, and the one under way that has had the fewest turns."""
    held = _pending(now).select_for_update(skip_locked=True, of=("self",)).select_related("page")
    if key is not None:
        held = held.filter(pk=key)
    events = [
        *held.filter(fan_out__isnull=True).order_by("pk")[:limit],
        *held.filter(fan_out__isnull=False).order_by("fan_out__turns", "pk")[:1],
    ]
    # Read again under the lock: the rows were joined as they were before it.
    marks = FanOut.objects.in_bulk([event.pk for event in events])
    pages: dict[int, Page] = {}
    works = []
    for event in events:
        if event.page is not None:
            event.page = pages.setdefault(event.page.pk, event.page)
        mark = marks.get(event.pk)
        works.append(_Work(event=event, mark=mark or FanOut(event=event), begun=mark is not None))
    return works


def _take_turn(works: Sequence[_Work], now: datetime) -> tuple[int, int]:
    """One turn inside its transaction: how many events had one, and how many are done."""
    taken: list[_Work] = []
    number = 0
    for work in works:
        if number >= CHUNK:
            break
        taken.append(work)
        if is_heard(work.event.kind):
            _find(work)
            number += len(work.hearing)
    pace = Pace(now=now, pagers=True)
    _alert(taken, pace, now)
    _tell(taken, pace, now)
    finished = [work.event.pk for work in taken if _settle(work, now)]
    Event.objects.filter(pk__in=finished).update(dispatched_at=now)
    return len(taken), len(finished)


def _find(work: _Work) -> None:
    """Who hears of the event next: those after the ones of earlier turns."""
    event, mark = work.event, work.mark
    rows = subscriptions_hearing(event).filter(pk__gt=mark.cursor)
    if mark.failures:
        told = DeliveryItem.objects.filter(event=event, delivery__subscription=OuterRef("pk"))
        # What the end of a maintenance means for checks is another message.
        told = told.exclude(delivery__dedupe_key__startswith="alert")
        waits = Waiting.objects.filter(event=event, subscription=OuterRef("pk"))
        rows = rows.exclude(Exists(told)).exclude(Exists(waits))
    found = readers_of(rows[: CHUNK + 1])
    work.hearing, work.more = found[:CHUNK], len(found) > CHUNK


def _tell(works: Sequence[_Work], pace: Pace, now: datetime) -> None:
    """Write the deliveries of all works, and what waits for a group or a digest."""
    works = [work for work in works if work.hearing]
    if not works:
        return
    everybody = {row.pk: row for work in works for row in work.hearing}
    _hold(row.pk for row in everybody.values() if is_paced(row))
    pace.prepare(everybody.values())
    shelves: dict[int, Shelf] = {}
    made = _Yield()
    for work in works:
        page = work.event.page
        assert page is not None  # noqa: S101 - nobody hears of what belongs to no page
        shelf = shelves.setdefault(page.pk, Shelf(page, now=now))
        shelf.prepare(work.hearing)
        for subscription in work.hearing:
            _tell_one(work, subscription, page, shelf, pace, made)
    deliveries_write(made.tellings, at=now)
    Waiting.objects.bulk_create(made.waiting, ignore_conflicts=True)


def _tell_one(work: _Work, subscription: Reader, page: Page, shelf: Shelf, pace: Pace, made: _Yield) -> None:
    event = work.event
    try:
        letter = shelf.letter_for(subscription, [event])
    except DatabaseError:
        raise
    except Exception as error:
        if not work.error:
            work.error = _named(error)
            logger.exception("%s %s could not be put into words", event.kind, event.uid)
        return
    if letter is None:
        return
    ends = event.kind in ENDINGS
    waits = pace.wait(subscription, page, ends=ends) if is_paced(subscription) else None
    if waits is not None:
        kind, release_at = waits
        made.waiting.append(
            Waiting(subscription_id=subscription.pk, event=event, kind=kind, release_at=release_at)
        )
        return
    made.tellings.append(
        Telling(
            subscription=subscription,
            kind=DeliveryKind.EVENT,
            dedupe_key=f"event:{event.uid}",
            letter=letter,
            events=(event,),
            sequence=event.sequence or 0,
            subject_uid=event.subject_uid,
        )
    )


def _alert(works: Sequence[_Work], pace: Pace, now: datetime) -> None:
    """Let the channels of checks hear; where several events are taken in at once, none may fail."""
    concerned = [work for work in works if work.event.kind in ALERTING and not work.mark.alerts_done]
    if not concerned:
        return
    try:
        with database.atomic():
            alerts_step(events=[work.event for work in concerned], pace=pace, now=now)
    except OperationalError:
        raise
    except Exception as error:
        if len(works) > 1:
            raise
        concerned[0].error = _named(error)
        logger.exception("Event %s could not be told to the channels of checks", concerned[0].event.uid)
    else:
        for work in concerned:
            work.mark.alerts_done = True


def _hold(keys: Iterable[int]) -> None:
    """Keep other workers from telling the same people meanwhile; always in the order of keys."""
    rows = Subscription.objects.select_for_update(no_key=True, of=("self",)).filter(Among("pk", keys))
    list(rows.order_by("pk").values_list("pk", flat=True))


def _settle(work: _Work, now: datetime) -> bool:
    """Whether the event is done; else its mark says where to go on, and when."""
    mark = work.mark
    # What went wrong in an earlier chunk of the same round still counts at its end.
    error = work.error or (mark.error if mark.cursor else "")
    if work.more:
        mark.cursor, mark.error, mark.due_at = work.hearing[-1].pk, error, None
    elif error:
        _fail(mark, error, now)
    else:
        if work.begun:
            mark.delete()
        return True
    mark.turns += 1
    mark.save(force_insert=not work.begun)
    return mark.failures >= TRIES


def _fail(mark: FanOut, error: str, now: datetime) -> None:
    mark.failures += 1
    mark.cursor, mark.error = 0, error
    mark.due_at = None if mark.failures >= TRIES else now + PAUSES[mark.failures - 1]
    if mark.failures >= TRIES:
        logger.error("%s %s is set aside: %s", mark.event.kind, mark.event.uid, error)


def _one_by_one(now: datetime, limit: int) -> tuple[int, int]:
    """A turn in which each event has a transaction of its own, so that the bad one is found."""
    took = finished = 0
    with database.atomic():
        keys = [work.event.pk for work in _claim(now, limit)]
    for key in keys:
        try:
            with database.atomic():
                a, b = _take_turn(_claim(now, 1, key=key), now)
        except OperationalError:
            raise
        except Exception as error:
            logger.exception("Event %s could not be told", key)
            a, b = 1, _set_back(key, _named(error), now)
        took, finished = took + a, finished + b
    return took, finished


def _set_back(key: int, error: str, now: datetime) -> int:
    """Note a failure of the event as a whole; gives 1 once it is set aside."""
    with database.atomic():
        for work in _claim(now, 1, key=key):
            _fail(work.mark, error, now)
            work.mark.turns += 1
            work.mark.save(force_insert=not work.begun)
            if work.mark.failures >= TRIES:
                return Event.objects.filter(pk=key).update(dispatched_at=now)
    return 0


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]
