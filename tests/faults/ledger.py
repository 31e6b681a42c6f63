"""The ledger of deliveries: what was to arrive, what arrived, and how often."""

import hashlib
import json
import os
import random
import signal
import threading
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor

from standardwebhooks import Webhook

from tests.installation import PATIENCE, Installation
from tests.receiver import Received, Receiver, Reply
from webhooks.services.claiming import IN_FLIGHT

EVENTS = int(os.environ.get("CANDOR_TEST_LEDGER_EVENTS", "0")) or 40
SEED = int(os.environ.get("CANDOR_TEST_LEDGER_SEED", "2026"))
KILLS = max(2, EVENTS // 500)
FLUSHES = 2
ENDPOINTS = 3
PHANTOM = "this was rolled back"
IS_LONG = EVENTS > 500


class Ledger:
    """Receives for all endpoints, and kills workers in the middle of requests.

    A kill comes while a request is being answered: the receiver has the message and the sender will never
    know, which is the worst moment.
    """

    def __init__(self, installation: Installation, receiver: Receiver, workers: tuple[str, ...]) -> None:
        self.installation = installation
        self.receiver = receiver
        self.workers = workers
        self.kills = 0
        self.verified = 0
        self.uids: list[str] = []
        self._random = random.Random(SEED)
        self._lock = threading.Lock()
        self._kill_at = self._moments(KILLS)
        self._seen = 0
        receiver.answer = self._take
        self.paths = [f"/{number}" for number in range(ENDPOINTS)]
        printed = installation.run_module(
            "tests.faults.ledger_driver", {"urls": [receiver.address(path) for path in self.paths]}
        )
        self._verifiers = dict(zip(self.paths, map(Webhook, printed.split()), strict=True))

    def run(self, *, flush: object = None) -> None:
        """Let everything happen while workers die; ends when nothing is left to send."""
        begun = time.monotonic()
        given = {"events": EVENTS, "phantom": PHANTOM}
        flushes = self._moments(FLUSHES) if callable(flush) else set()
        with ThreadPoolExecutor(1) as pool:
            driving = pool.submit(self.installation.run_module, "tests.faults.ledger_driver", given)
            while not (driving.done() and self._is_done()):
                assert time.monotonic() - begun < PATIENCE * 2 + EVENTS / 10, self.told()
                for name in self.workers:
                    process = self.installation.processes.get(name)
                    if process is None or process.poll() is not None:
                        self.installation.start(name, "worker")
                if callable(flush) and flushes and min(flushes) <= self._seen:
                    flushes.discard(min(flushes))
                    flush()
                if driving.done() and not IS_LONG:
                    self._leap()
                time.sleep(0.1)
            driving.result()

    def told(self) -> str:
        """The ledger, for people."""
        arrived = Counter(self._keys())
        expected = self._expected()
        states = self.installation.query("select state, count(*) from webhooks_delivery group by state")
        return (
            f"seed {SEED}: {EVENTS} changes, {len(expected)} deliveries expected, "
            f"{len(expected & arrived.keys())} arrived, {len(expected - arrived.keys())} lost, "
            f"{arrived.total() - len(arrived)} duplicates, {len(arrived.keys() - expected)} phantoms, "
            f"{self.verified} of {len(self.receiver.requests)} signatures verified, {self.kills} workers "
            f"killed; {dict(states)}"
        )

    def check(self) -> None:
        """Nothing lost, nothing made up, doubles alike and few (D01, D02, D03, D08, F06)."""
        told = self.told()
        print(told)
        arrived = Counter(self._keys())
        assert set(arrived) == self._expected(), told
        assert self.kills == KILLS, told
        assert self.verified == len(self.receiver.requests), told
        assert arrived.total() - len(arrived) <= self.kills * ENDPOINTS * IN_FLIGHT, told
        bodies, ids = defaultdict(set), defaultdict(set)
        last: dict[str, tuple[int, str]] = {}
        for request, key in zip(self.receiver.requests, self._keys(), strict=True):
            assert PHANTOM.encode() not in request.body
            bodies[key].add(hashlib.sha256(request.body).digest())
            ids[key].add(request.headers["webhook-id"])
            body = json.loads(request.body)
            state = (body["sequence"], body["data"]["component"]["status"])
            last[request.path] = max(last.get(request.path, (0, "")), state)
        assert {len(found) for found in bodies.values()} == {1}, told
        assert {len(found) for found in ids.values()} == {1}, told
        # Whoever goes by the sequence ends with what is true, in whatever order things came.
        shown = self.installation.query("select status from statuspage_component")[0][0]
        assert {status for _sequence, status in last.values()} == {shown}

    def _take(self, request: Received) -> Reply:
        with self._lock:
            self._verifiers[request.path].verify(request.body, request.headers)
            self.verified += 1
            self._seen += 1
            pause = self._random.random() * 0.01
            if self._kill_at and min(self._kill_at) <= self._seen:
                alive = [name for name in self.workers if self.installation.processes[name].poll() is None]
                if alive:
                    self._kill_at.discard(min(self._kill_at))
                    self.installation.processes[self._random.choice(alive)].send_signal(signal.SIGKILL)
                    self.kills += 1
        time.sleep(pause)
        return Reply(204)

    def _moments(self, count: int) -> set[int]:
        """Numbers of requests at which something is to happen."""
        total = EVENTS * ENDPOINTS
        return set(self._random.sample(range(max(1, total // 20), total * 8 // 10), count))

    def _keys(self) -> list[tuple[str, str]]:
        return [(one.path, json.loads(one.body)["id"]) for one in list(self.receiver.requests)]

    def _expected(self) -> set[tuple[str, str]]:
        events = self.installation.query("select uid from statuspage_event where kind like ?", "component.%")
        return {(path, uid) for (uid,) in events for path in self.paths}

    def _is_done(self) -> bool:
        waiting = "select count(*) from statuspage_event where dispatched_at is null"
        still = "select count(*) from webhooks_delivery where next_attempt_at is not null"
        return all(self.installation.query(sql) == [(0,)] for sql in (waiting, still))

    def _leap(self) -> None:
        """Where only what dead workers held is left, do not wait for their leases: move them back."""
        leased = "select count(*) from webhooks_delivery where lease_until is not null"
        still = "select count(*) from webhooks_delivery where next_attempt_at is not null"
        waiting = "select count(*) from statuspage_event where dispatched_at is null"
        before = self._seen
        if self.installation.query(waiting) != [(0,)] or self.installation.query(leased) == [(0,)]:
            return
        if self.installation.query(still) == self.installation.query(leased):
            time.sleep(1)
            if self._seen == before:
                self.installation.change(
                    "update webhooks_delivery set next_attempt_at = created_at, lease_until = created_at "
                    "where lease_until is not null"
                )
