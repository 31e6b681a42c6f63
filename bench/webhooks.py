"""Signed webhooks a second, beside `requests` with a session per thread, and what dead endpoints cost.

    python bench/webhooks.py [--deliveries 6000] [--rounds 3]

The yardstick posts the same bytes, signed as ours are, from a few threads with a session each: no database,
no schedule, no record. Ours claims, writes the attempts, signs, sends, and settles every delivery in the
database (SQLite, and PostgreSQL where one answers: CANDOR_BENCH_POSTGRES_URL, else
postgres://postgres@127.0.0.1:5432/postgres). Both speak to the same small server in another process. The
best round of each is printed. Then the time to the first attempt of a good endpoint, alone and beside fifty
that hang, each with a thousand deliveries that are due. Goal: at least as many as the yardstick.
"""

import argparse
import asyncio
import secrets
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import workbench

workbench.set_up()

import requests  # noqa: E402
from django.core.management import call_command  # noqa: E402

from statuspage import services  # noqa: E402
from statuspage.actor import Actor  # noqa: E402
from statuspage.models import Page  # noqa: E402
from webhooks.models import Attempt, Delivery, Letter, Subscription  # noqa: E402
from webhooks.services.dispatching import Dispatcher  # noqa: E402
from webhooks.services.endpoints import webhook_create  # noqa: E402
from webhooks.signing import signature_headers  # noqa: E402
from webhooks.vocabulary import Lane  # noqa: E402

ENDPOINTS = 20
THREADS = 8
DEAD = 50
BY = Actor.system()
BODY = b'{"type":"component.updated","data":{"component":{"description":"' + b"x" * 1000 + b'"}}}'
ANSWER = b"HTTP/1.1 204 No Content\r\n\r\n"


class _Server(asyncio.Protocol):
    """Answers each request that has a Content-Length; below /hang it never does."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.buffer = b""

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end].lower()
            if head.startswith(b"post /hang"):
                return
            length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
            if len(self.buffer) < end + 4 + length:
                return
            self.buffer = self.buffer[end + 4 + length :]
            self.transport.write(ANSWER)


def yardstick(url: str, count: int) -> None:
    """The same bytes from a few threads with a session each, signed like ours."""
    left = iter(range(count))
    lock = threading.Lock()

    def work() -> None:
        with requests.Session() as session:
            while True:
                with lock:
                    if next(left, None) is None:
                        return
                headers = signature_headers(
                    delivery_id="abcdefghijkl", at=datetime.now(UTC), body=BODY, secrets=["whsec_" + "A" * 32]
                )
                answer = session.post(
                    url, data=BODY, headers={**headers, "Content-Type": "application/json"}, timeout=15
                )
                assert answer.status_code == 204

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class Ours:
    """Webhooks in the database, with deliveries that are all due."""

    def __init__(self, url: str) -> None:
        call_command("migrate", verbosity=0)
        organization = services.organization_create(name="Bench", by=BY)
        self.page = services.page_create(organization=organization, name="Bench", slug="bench", by=BY)
        self.url = url
        self.endpoints = [self.make_endpoint(f"{url}hook/{number}") for number in range(ENDPOINTS)]
        Subscription.objects.update(last_delivered_at=datetime.now(UTC))

    def make_endpoint(self, url: str) -> Subscription:
        return webhook_create(page=self.page, url=url, by=BY)[0]

    def enqueue(self, endpoints: list[Subscription], count: int) -> None:
        """So many deliveries, dealt out to the endpoints in turn."""
        letter = Letter.objects.create(page=Page.objects.get(pk=self.page.pk), body=BODY)
        now = datetime.now(UTC)
        Delivery.objects.bulk_create(
            [
                Delivery(
                    page=self.page,
                    subscription=endpoints[number % len(endpoints)],
                    letter=letter,
                    dedupe_key=secrets.token_hex(8),
                    next_attempt_at=now,
                )
                for number in range(count)
            ],
            batch_size=500,
        )

    def round(self, count: int) -> float:
        """Seconds from the first claim until everything is settled."""
        self.enqueue(self.endpoints, count)
        dispatcher = Dispatcher()
        begun = time.perf_counter()
        dispatcher.run([Lane.WIRE])
        while Delivery.objects.filter(next_attempt_at__isnull=False).exists():
            time.sleep(0.02)
        took = time.perf_counter() - begun
        dispatcher.close()
        assert not Delivery.objects.exclude(state="delivered").exists()
        Delivery.objects.all().delete()
        return took

    def first_attempt(self, dead: int) -> float:
        """Seconds until a new good endpoint had its first answer, from the moment that it was due."""
        endpoints = self.endpoints[:0]
        for number in range(dead):
            row = Subscription.objects.get(pk=self.endpoints[0].pk)
            row.pk = None
            row.uid, row.code = secrets.token_hex(6), f"{secrets.token_hex(16)}"
            row.address, row.last_delivered_at = f"{self.url}hang/{number}", None
            row.save(force_insert=True)
            endpoints.append(row)
        if endpoints:
            self.enqueue(endpoints, 1000 * dead)
        dispatcher = Dispatcher()
        stop = threading.Event()

        def tick() -> None:
            while not stop.wait(0.25):
                dispatcher.run([Lane.WIRE])

        ticking = threading.Thread(target=tick)
        ticking.start()
        time.sleep(3)
        good = Subscription.objects.get(pk=self.endpoints[0].pk)
        times = []
        for _ in range(10):
            Subscription.objects.filter(pk=good.pk).update(last_delivered_at=None)
            self.enqueue([good], 1)
            begun = time.perf_counter()
            row = Delivery.objects.filter(subscription=good).latest("pk")
            while not Attempt.objects.filter(delivery=row, status=204).exists():
                time.sleep(0.005)
            times.append(time.perf_counter() - begun)
        stop.set()
        ticking.join()
        dispatcher.close()
        Delivery.objects.all().delete()
        return sorted(times)[len(times) // 2]


def best(act: Callable[[], float], rounds: int) -> float:
    return min(act() for _ in range(rounds))


def timed(act: Callable[[], None]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def measure(url: str, count: int, rounds: int) -> tuple[float, float, float]:
    """Deliveries a second, and the times to a first attempt alone and beside dead endpoints."""
    ours = Ours(url)
    rate = count / best(lambda: ours.round(count), rounds)
    return rate, ours.first_attempt(0), ours.first_attempt(DEAD)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--deliveries", type=int, default=6000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    options = parser.parse_args()
    count, rounds = options.deliveries, options.rounds
    if workbench.IS_CHILD:
        print(*measure(options.url, count, rounds))
        return 0
    with workbench.serving(_Server) as url:
        plain = count / best(lambda: timed(lambda: yardstick(url, count)), rounds)
        print(f"requests, a session per thread   {plain:7,.0f} deliveries/s")
        _tell("SQLite", measure(url, count, rounds), plain)
        postgres = workbench.on_postgres("--deliveries", str(count), "--rounds", str(rounds), "--url", url)
        if postgres is None:
            print("PostgreSQL                       not measured: no server answers")
        else:
            _tell("PostgreSQL", (postgres[0], postgres[1], postgres[2]), plain)
    return 0


def _tell(database: str, figures: tuple[float, float, float], plain: float) -> None:
    rate, alone, beside = figures
    label = f"signed, kept in {database}"
    print(f"{label:<32} {rate:7,.0f} deliveries/s  {rate / plain:5.2f} x requests")
    print(
        f"{'  first attempt':<32} {alone * 1000:7,.0f} ms alone, {beside * 1000:,.0f} ms beside {DEAD} "
        "endpoints that hang"
    )


if __name__ == "__main__":
    sys.exit(main())
