"""Long lists of subscribers, taken in by workers in batches.

A batch is written, counted and deleted in one transaction, so that it happens once whoever dies when. A claim
is a lease: it moves `due_at` to the lease's end, and what a crash left is due again by itself.
"""

import time
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from django.db import IntegrityError
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from statuspage import journal, queue
from statuspage.actor import Actor, ActorKind
from statuspage.exceptions import Conflict, Invalid
from statuspage.models import Page
from webhooks.models import ImportBatch, SubscriberImport
from webhooks.services.subscribers.lines import ImportResult, JudgedLine, WrongLine, lines_judge, lines_write
from webhooks.services.subscribers.table import table_read
from webhooks.vocabulary import OPEN_IMPORTS, ImportState

BATCH = 200
"""How many lines are written in one transaction, so that nobody else waits long."""
MOST_CHARACTERS = 1_500_000
REASONS_KEPT = 1_000
LEASE = timedelta(seconds=60)
"""Longer than a batch can take, with all that happens around it."""
TRIES = 5
"""So often it is taken up without coming forward; then it has failed."""
SECONDS = 4.0
"""So long a worker stays with one import before others get their turn."""
KEPT = timedelta(days=30)


class _Lost(Exception):
    """It was stopped, or is another worker's by now."""


def subscribers_count_lines(text: str) -> int:
    """How many subscribers a list names. Raises `Invalid` at `/csv` for what is no such list."""
    return sum(1 for _line in table_read(text))


def subscriber_import_start(
    *, page: Page, text: str, confirmed: bool = False, by: Actor, now: datetime | None = None
) -> SubscriberImport:
    """Keep the lines of a list for the workers, who take them in as `subscribers_import` would.

    Raises `Invalid` at `/csv` for what is no such list, and `Conflict` while another import of the page runs.
    """
    if len(text) > MOST_CHARACTERS:
        raise Invalid.at("/csv", "too_long", _("This file is too large; divide it."))
    lines = list(table_read(text))
    try:
        with journal.transaction(now) as now:
            made = SubscriberImport.objects.create(
                page=page,
                confirmed=confirmed,
                total=len(lines),
                language=get_language() or "en",
                due_at=now,
                actor_kind=by.kind,
                actor_uid=by.uid,
                actor_label=by.label[:255],
                actor_address=by.address[:45],
            )
            ImportBatch.objects.bulk_create(
                ImportBatch(subscriber_import=made, number=number, lines=lines[start : start + BATCH])
                for number, start in enumerate(range(0, len(lines), BATCH))
            )
            _record("subscription.import_started", made, by, now)
            queue.ring("webhooks.imports")
    except IntegrityError:
        raise Conflict(
            _("Another import is still running on this page. Wait for its end, or stop it."),
            code="import_running",
        ) from None
    return made


def subscriber_import_stop(
    *, subscriber_import: SubscriberImport, by: Actor, now: datetime | None = None
) -> None:
    """Leave the rest of the list alone; who was taken in stays. Raises `Conflict` once it has ended."""
    with journal.transaction(now) as now:
        if not _end(subscriber_import, ImportState.STOPPED, now):
            raise Conflict(_("This import has ended already."), code="ended")
        _record("subscription.import_stopped", subscriber_import, by, now)


def subscriber_imports_work(*, now: datetime | None = None, seconds: float = SECONDS) -> int:
    """Claim the import that has been due for longest and take in batches of it for some seconds.

    Gives how many batches were taken in; what is left is due again at once.
    """
    ends = time.monotonic() + seconds
    claimed = _claim(now or timezone.now())
    if claimed is None:
        return 0
    count = 0
    with override(claimed.language):
        while batch := claimed.batches.order_by("number").first():
            if time.monotonic() >= ends and count:
                _give_back(claimed, now or timezone.now())
                return count
            if not _batch_take_in(claimed, batch, now):
                return count
            count += 1
    _complete(claimed, now)
    return count


def subscriber_imports_release(*, now: datetime | None = None) -> int:
    """Make due what is leased, for the start of the only worker after the last one's end."""
    leased = SubscriberImport.objects.filter(state=ImportState.RUNNING, token__isnull=False)
    return leased.update(due_at=now or timezone.now(), token=None)


def subscriber_imports_purge(*, now: datetime | None = None) -> int:
    """Forget imports that ended a month ago; gives how many."""
    cutoff = (now or timezone.now()) - KEPT
    _count, gone = SubscriberImport.objects.filter(finished_at__lt=cutoff).delete()
    return gone.get("webhooks.SubscriberImport", 0)


def _claim(now: datetime) -> SubscriberImport | None:
    """The first that nobody else takes at this moment."""
    due = SubscriberImport.objects.filter(state__in=OPEN_IMPORTS, due_at__lte=now).order_by("due_at", "pk")
    for pk, tries, page_gone in due.values_list("pk", "tries", "page__deleted_at")[:10]:
        if page_gone is not None or tries >= TRIES:
            _fail(pk, now)
            continue
        token = uuid.uuid4()
        if due.filter(pk=pk).update(
            state=ImportState.RUNNING, token=token, due_at=now + LEASE, tries=F("tries") + 1, updated_at=now
        ):
            SubscriberImport.objects.filter(pk=pk, started_at=None).update(started_at=now)
            return SubscriberImport.objects.select_related("page").get(pk=pk)
    return None


def _batch_take_in(claimed: SubscriberImport, batch: ImportBatch, now: datetime | None) -> bool:
    """Take in one batch; False where the import was stopped or is another worker's by now."""
    result = ImportResult()
    # Judged before the transaction: on SQLite nobody else can write meanwhile.
    judged = lines_judge(
        page=claimed.page,
        lines=[(line, cells) for line, cells in batch.lines],
        by=_actor(claimed),
        result=result,
    )
    # Somebody may subscribe between our look and our write; then one more look settles it.
    for _attempt in range(3):
        try:
            _write(claimed, batch, judged, result, now)
        except IntegrityError:
            continue
        except _Lost:
            return False
        return True
    conflict = _("Somebody else is changing this; try again.")
    result.wrong += [WrongLine(line, "conflict", conflict) for line, *_rest in judged]
    try:
        _write(claimed, batch, [], result, now)
    except _Lost:
        return False
    return True


def _write(
    claimed: SubscriberImport,
    batch: ImportBatch,
    judged: Sequence[JudgedLine],
    result: ImportResult,
    now: datetime | None,
) -> None:
    with journal.transaction(now) as now:
        added, known, wrong = lines_write(
            page=claimed.page, lines=judged, confirmed=claimed.confirmed, now=now
        )
        left_out = sorted([*result.wrong, *wrong], key=lambda one: one.line)
        reasons = [*claimed.reasons, *([one.line, one.code, one.reason] for one in left_out)][:REASONS_KEPT]
        # Last, so that a stop, which waits for this row, is in time until the batch is as good as written.
        still_ours = _held(claimed).update(
            added=F("added") + added,
            known=F("known") + known + result.known,
            wrong=F("wrong") + len(left_out),
            reasons=reasons,
            tries=0,
            due_at=now + LEASE,
            updated_at=now,
        )
        if not still_ours or not ImportBatch.objects.filter(pk=batch.pk).delete()[0]:
            raise _Lost
    claimed.reasons = reasons


def _complete(claimed: SubscriberImport, now: datetime | None) -> None:
    with journal.transaction(now) as now:
        if _end(claimed, ImportState.DONE, now):
            _record("subscription.imported", claimed, _actor(claimed), now)


def _fail(pk: int, now: datetime) -> None:
    with journal.transaction(now):
        failed = SubscriberImport.objects.select_related("page").get(pk=pk)
        if _end(failed, ImportState.FAILED, now):
            _record("subscription.import_failed", failed, Actor.system(), now)


def _give_back(claimed: SubscriberImport, now: datetime) -> None:
    if _held(claimed).update(due_at=now, token=None, tries=0):
        queue.ring("webhooks.imports")


def _end(ending: SubscriberImport, state: ImportState, now: datetime) -> bool:
    """End it unless it has ended, and forget what was still to be taken in; what it holds is as it ended."""
    is_open = SubscriberImport.objects.filter(pk=ending.pk, state__in=OPEN_IMPORTS)
    if not is_open.update(state=state, due_at=None, token=None, finished_at=now, updated_at=now):
        return False
    ImportBatch.objects.filter(subscriber_import=ending).delete()
    ending.refresh_from_db(fields=["state", "added", "known", "wrong", "finished_at"])
    return True


def _held(claimed: SubscriberImport) -> QuerySet[SubscriberImport]:
    return SubscriberImport.objects.filter(pk=claimed.pk, token=claimed.token, state=ImportState.RUNNING)


def _actor(claimed: SubscriberImport) -> Actor:
    return Actor(
        cast(ActorKind, claimed.actor_kind), claimed.actor_uid, claimed.actor_label, claimed.actor_address
    )


def _record(kind: str, about: SubscriberImport, by: Actor, now: datetime) -> None:
    journal.record(
        kind=kind,
        by=by,
        at=now,
        subject_kind="page",
        subject_uid=about.page.uid,
        subject_label=about.page.name,
        page=about.page,
        after={
            "lines": about.total,
            "added": about.added,
            "known": about.known,
            "wrong": about.wrong,
            "confirmed": about.confirmed,
        },
    )
