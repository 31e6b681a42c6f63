"""The lanes of one process: what is under way in each, and the thread that settles what comes back."""

import logging
import queue
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone

from webhooks.models import Delivery
from webhooks.services.admissions import admission_mails_are_due, admission_mails_send
from webhooks.services.claiming import deliveries_claim, deliveries_give_back
from webhooks.services.invitations import invitation_mails_are_due, invitation_mails_send
from webhooks.services.mailing import mails_send
from webhooks.services.notices import notices_are_due, notices_send
from webhooks.services.settling import deliveries_settle
from webhooks.services.trying import delivery_post, delivery_send_whole, delivery_unprepared
from webhooks.transports.base import Outcome
from webhooks.transports.wire import Wire
from webhooks.vocabulary import Lane

logger = logging.getLogger(__name__)

ROOM = {Lane.WIRE: 400, Lane.LIBRARY: 16, Lane.MAIL: 80}
THREADS = {Lane.LIBRARY: 8, Lane.MAIL: 4}
CLAIM_SIZE = 200
MAIL_BATCH = 20
SETTLE_SIZE = 200
GATHER_SECONDS = 0.02
ROUNDS = 10
SETTLE_PATIENCE = 20.0
"""Seconds for which results are kept while the database is away; after that their leases bring them back."""

_Result = tuple[Lane, Delivery, Outcome | None]


class Dispatcher:
    """Lives as long as its worker. Threads start with the first delivery."""

    def __init__(self) -> None:
        self._wire = Wire(concurrency=ROOM[Lane.WIRE])
        self._pools: dict[Lane, ThreadPoolExecutor] = {}
        self._busy: dict[Lane, Counter[int]] = {lane: Counter() for lane in Lane}
        self._claiming = {lane: threading.Lock() for lane in Lane}
        self._admitting = threading.Lock()
        self._results: queue.SimpleQueue[_Result | None] = queue.SimpleQueue()
        self._settler: threading.Thread | None = None
        self._lock = threading.Lock()
        self._closing = False

    def run(self, lanes: Sequence[Lane], now: datetime | None = None) -> int:
        """Claim for each lane what there is room for and hand it over; gives how many that were."""
        if self._closing:
            return 0
        if not self._results.empty():
            self._start_settler()
        if Lane.MAIL in lanes and notices_are_due(now=now):
            self._pool(Lane.MAIL).submit(self._notices)
        if Lane.MAIL in lanes and (admission_mails_are_due(now=now) or invitation_mails_are_due(now=now)):
            self._start_admissions()
        return sum(self._run(lane, now) for lane in lanes)

    def close(self, *, patience: float = 0.0) -> None:
        """Claim no more, wait a little for what is under way, settle what came of it, and stop."""
        self._closing = True
        ends = time.monotonic() + patience
        while time.monotonic() < ends and self._in_all():
            time.sleep(0.02)
        self._wire.close()
        for pool in self._pools.values():
            pool.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            settler, self._settler = self._settler, None
        if settler is not None:
            self._results.put(None)
            settler.join(5)

    def _run(self, lane: Lane, now: datetime | None) -> int:
        # Who finds another at it may go: the other comes round again, or the next tick does.
        if not self._claiming[lane].acquire(blocking=False):
            return 0
        try:
            total = 0
            for _round in range(ROUNDS):
                claimed = [] if self._closing else self._claim(lane, now or timezone.now())
                if not claimed:
                    break
                handed = self._hand_over(lane, claimed)
                total += handed
                if handed < len(claimed):
                    break
            return total
        finally:
            self._claiming[lane].release()

    def _claim(self, lane: Lane, now: datetime) -> list[Delivery]:
        with self._lock:
            busy = dict(self._busy[lane])
        limit = min(CLAIM_SIZE, ROOM[lane] - sum(busy.values()))
        if limit <= 0:
            return []
        claimed = deliveries_claim(lane=lane, limit=limit, busy=busy, now=now, room=ROOM[lane])
        with self._lock:
            self._busy[lane].update(delivery.subscription_id for delivery in claimed)
        return claimed

    def _hand_over(self, lane: Lane, claimed: Sequence[Delivery]) -> int:
        """Gives how many went on their way; the others are given back, for the next tick."""
        size = MAIL_BATCH if lane == Lane.MAIL else 1
        handed = 0
        try:
            self._start_settler()
            while handed < len(claimed):
                batch = claimed[handed : handed + size]
                if lane == Lane.WIRE:
                    delivery_post(batch[0], by=self._wire, done=partial(self._put, lane))
                elif lane == Lane.MAIL:
                    self._pool(lane).submit(self._mail, batch)
                else:
                    self._pool(lane).submit(self._send_whole, batch[0])
                handed += len(batch)
        except Exception:
            left = claimed[handed:]
            logger.exception("%d deliveries could not be sent on their way", len(left))
            self._free([(lane, delivery) for delivery in left])
            deliveries_give_back(deliveries=left, now=timezone.now())
        return handed

    def _put(self, lane: Lane, delivery: Delivery, outcome: Outcome | None) -> None:
        self._results.put((lane, delivery, outcome))

    def _send_whole(self, delivery: Delivery) -> None:
        outcome = delivery_unprepared()
        try:
            outcome = delivery_send_whole(delivery)
        finally:
            self._put(Lane.LIBRARY, delivery, outcome)
            connection.close()

    def _mail(self, batch: Sequence[Delivery]) -> None:
        left = {delivery.pk: delivery for delivery in batch}
        try:
            for delivery, outcome in mails_send(batch):
                left.pop(delivery.pk)
                self._put(Lane.MAIL, delivery, outcome)
        except Exception:
            logger.exception("A batch of mails could not be sent")
        finally:
            for delivery in left.values():
                # It counts as a try: given back, it would fail again at once, and for ever.
                self._put(Lane.MAIL, delivery, delivery_unprepared())
            connection.close()

    def _notices(self) -> None:
        try:
            notices_send()
        except Exception:
            logger.exception("Owners could not be told")
        finally:
            connection.close()

    def _admissions(self) -> None:
        try:
            admission_mails_send()
            invitation_mails_send()
        except Exception:
            logger.exception("Links to sign in or to join a team could not be mailed")
        finally:
            connection.close()
            self._admitting.release()

    def _start_admissions(self) -> None:
        """One at a time: a mail server that hangs holds one thread, and not one more with each tick."""
        if not self._admitting.acquire(blocking=False):
            return
        try:
            self._pool(Lane.MAIL).submit(self._admissions)
        except BaseException:
            self._admitting.release()
            raise

    def _pool(self, lane: Lane) -> ThreadPoolExecutor:
        with self._lock:
            if lane not in self._pools:
                self._pools[lane] = ThreadPoolExecutor(THREADS[lane], thread_name_prefix=f"send-{lane}")
            return self._pools[lane]

    def _start_settler(self) -> None:
        with self._lock:
            if self._settler is None or not self._settler.is_alive():
                self._settler = threading.Thread(target=self._settle_loop, name="settle", daemon=True)
                self._settler.start()

    def _settle_loop(self) -> None:
        going_on = True
        try:
            while going_on:
                results, going_on = self._gather()
                try:
                    self._settle(results)
                except Exception:
                    logger.exception("A round of %d results failed", len(results))
        finally:
            connection.close()

    def _gather(self) -> tuple[list[_Result], bool]:
        """What has come; waits for the first, and a little for others while others are under way."""
        first = self._results.get()
        if first is None:
            return [], False
        results = [first]
        ends = time.monotonic() + GATHER_SECONDS
        while len(results) < SETTLE_SIZE:
            left = ends - time.monotonic() if len(results) < self._in_all() else 0.0
            try:
                result = self._results.get(timeout=left) if left > 0 else self._results.get_nowait()
            except queue.Empty:
                break
            if result is None:
                return results, False
            results.append(result)
        return results, True

    def _in_all(self) -> int:
        with self._lock:
            return sum(busy.total() for busy in self._busy.values())

    def _settle(self, results: Sequence[_Result]) -> None:
        unsent = [delivery for _lane, delivery, outcome in results if outcome is None]
        outcomes = [(delivery, outcome) for _lane, delivery, outcome in results if outcome is not None]
        try:
            self._persist(outcomes, unsent)
        finally:
            self._free([(lane, delivery) for lane, delivery, _outcome in results])
        for lane in dict.fromkeys(lane for lane, _delivery, _outcome in results):
            try:
                self._run(lane, None)
            except (DatabaseError, InterfaceError) as error:
                logger.warning("Nothing could be claimed: %s", error)

    def _free(self, places: Sequence[tuple[Lane, Delivery]]) -> None:
        with self._lock:
            for lane, delivery in places:
                self._busy[lane][delivery.subscription_id] -= 1
            for lane in Lane:
                self._busy[lane] = +self._busy[lane]

    def _persist(self, outcomes: Sequence[tuple[Delivery, Outcome]], unsent: Sequence[Delivery]) -> None:
        ends = time.monotonic() + SETTLE_PATIENCE
        while True:
            try:
                close_old_connections()
                deliveries_settle(outcomes, now=timezone.now())
                deliveries_give_back(deliveries=unsent, now=timezone.now())
                return
            except (DatabaseError, InterfaceError) as error:
                if time.monotonic() > ends or self._closing:
                    logger.exception("%d results could not be kept", len(outcomes))
                    return
                logger.warning("Results wait for the database: %s", error)
                time.sleep(0.5)
            except Exception:
                logger.exception("%d results could not be kept together", len(outcomes))
                self._persist_singly(outcomes, unsent)
                return

    def _persist_singly(
        self, outcomes: Sequence[tuple[Delivery, Outcome]], unsent: Sequence[Delivery]
    ) -> None:
        for one in outcomes:
            try:
                deliveries_settle([one], now=timezone.now())
            except Exception:
                logger.exception("The result of the delivery %s could not be kept", one[0].uid)
        for delivery in unsent:
            try:
                deliveries_give_back(deliveries=[delivery], now=timezone.now())
            except Exception:
                logger.exception("The delivery %s could not be given back", delivery.uid)
