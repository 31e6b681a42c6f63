"""The journal: every change is written here in the transaction of the change, and told after commit."""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction as database
from django.db.models import F
from django.dispatch import Signal
from django.utils import timezone

from statuspage.actor import Actor
from statuspage.catalogue import CATALOGUE, EventKind
from statuspage.models import Event, Organization, Page

__all__ = ["CATALOGUE", "EventKind", "event_committed", "record", "transaction"]

event_committed = Signal()
"""The one signal of the project, sent after commit with `event_ids`, `page_ids` (lists) and `kinds` (set)."""


class _Batch:
    """The events of one outermost transaction, and its moment."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.events: list[Event] = []


class _Open(threading.local):
    batch: _Batch | None = None


_open = _Open()


@contextmanager
def transaction(now: datetime | None = None) -> Iterator[datetime]:
    """A database transaction whose recorded events are written when the outermost one ends.

    Yields the moment of the act: `now` if given, else that of the enclosing transaction, else the current
    time. A nested transaction that fails takes its own events with it, so whoever lets single steps fail
    must wrap them in this and not in a bare savepoint.
    """
    batch = _open.batch
    if batch is None:
        with _outermost(now or timezone.now()) as moment:
            yield moment
        return
    mark, outer_now = len(batch.events), batch.now
    batch.now = now or outer_now
    try:
        with database.atomic():
            yield batch.now
    except BaseException:
        del batch.events[mark:]
        raise
    finally:
        batch.now = outer_now


def record(
    *,
    kind: str,
    by: Actor,
    at: datetime,
    subject_kind: str,
    subject_uid: str,
    subject_label: str,
    page: Page | None = None,
    organization: Organization | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Event:
    """Note a change; the event gets its key and its page's next sequence when the transaction ends.

    `before` and `after` may hold times, dates and UUIDs beside what JSON has. The organization is the
    page's unless given. Raises `KeyError` for a kind outside the catalogue and `RuntimeError` outside
    `transaction`.
    """
    batch = _open.batch
    if batch is None:
        raise RuntimeError("An event can only be recorded inside journal.transaction().")
    if organization is not None:
        organization_id = organization.pk
    elif page is not None:
        organization_id = page.organization_id
    else:
        raise ValueError("An event belongs to a page or an organization.")
    event = Event(
        organization_id=organization_id,
        page=page,
        page_uid=page.uid if page else "",
        kind=CATALOGUE[kind].kind,
        at=at,
        subject_kind=subject_kind,
        subject_uid=subject_uid,
        subject_label=subject_label[:255],
        actor_kind=by.kind,
        actor_uid=by.uid,
        actor_label=by.label[:255],
        actor_address=by.address[:45],
        before=_plain(before),
        after=_plain(after),
    )
    batch.events.append(event)
    return event


@contextmanager
def _outermost(now: datetime) -> Iterator[datetime]:
    with database.atomic():
        batch = _Batch(now)
        _open.batch = batch
        try:
            yield now
        finally:
            # Before the commit, because what listens to it may open transactions of its own.
            _open.batch = None
        _write(batch.events)


def _write(events: list[Event]) -> None:
    if not events:
        return
    page_ids = _number(events)
    Event.objects.bulk_create(events)
    event_ids = [event.pk for event in events]
    kinds = {event.kind for event in events}
    database.on_commit(partial(_announce, event_ids, page_ids, kinds), robust=True)


def _number(events: Iterable[Event]) -> list[int]:
    moved: Counter[int] = Counter()
    seen: Counter[int] = Counter()
    for event in events:
        if event.page_id is not None:
            moved[event.page_id] += 1
            seen[event.page_id] += CATALOGUE[event.kind].visible
    last: dict[int, int] = {}
    # In id order, so that two transactions over the same pages wait for each other instead of locking up.
    for page_id in sorted(moved):
        Page.objects.filter(pk=page_id).update(
            sequence=F("sequence") + moved[page_id], revision=F("revision") + seen[page_id]
        )
        last[page_id] = Page.objects.values_list("sequence", flat=True).get(pk=page_id) - moved[page_id]
    for event in events:
        if event.page_id is not None:
            last[event.page_id] += 1
            event.sequence = last[event.page_id]
    return sorted(moved)


def _announce(event_ids: list[int], page_ids: list[int], kinds: set[str]) -> None:
    event_committed.send_robust(sender=Event, event_ids=event_ids, page_ids=page_ids, kinds=kinds)


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case set() | frozenset():
            return sorted(_plain(item) for item in value)
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case UUID():
            return str(value)
        case str():
            return str(value)
        case _:
            return value
