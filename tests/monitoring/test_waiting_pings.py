"""Pings that wait for the row of their heartbeat, which PostgreSQL lets them do, and what they then see."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connection, connections, transaction

from monitoring.models import Check, HeartbeatState, Ping
from monitoring.services import ping_take
from monitoring.signals import Signal
from monitoring.vocabulary import PingKind
from statuspage import journal
from statuspage.models import Page
from tests.monitoring.making import make_heartbeat, ping, seconds

pytestmark = pytest.mark.django_db(transaction=True)

RID = UUID(int=7)


@pytest.fixture
def check(page: Page) -> Check:
    """One that is up, so that a success changes nothing but times."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one transaction write at a time")
    check = make_heartbeat(page)
    ping(check, seconds(0))
    return check


def waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'")
        return bool(cursor.fetchone()[0])


def while_it_waits(hold: Callable[[], None], act: Callable[[], bool], then: Callable[[], None]) -> bool:
    """What the act gives, in a thread that waits for what `hold` locked until `then` has been done."""

    def run() -> bool:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with journal.transaction():
            hold()
            told = pool.submit(run)
            for _ in range(200):
                if waiting():
                    break
                time.sleep(0.02)
            then()
        return told.result(timeout=60)


def take(check: Check, kind: PingKind, at: float, rid: UUID | None = None) -> bool:
    return ping_take(code=check.code, signal=Signal(kind=kind, rid=rid), now=seconds(at))


def test_it_ends_a_run_that_began_while_it_waited(check: Check) -> None:
    def begin() -> None:
        take(check, PingKind.START, 10)
        # Another run overtakes it, so that only the list of pings knows of the first.
        take(check, PingKind.START, 11, RID)

    assert while_it_waits(begin, lambda: take(check, PingKind.SUCCESS, 20), lambda: None)
    assert Ping.objects.get(n=4).duration_ms == 10_000


def test_the_victim_of_a_deadlock_is_taken_all_the_same(check: Check) -> None:
    def hold() -> None:
        with connection.cursor() as cursor:
            # The other one looks for deadlocks first, and gives way.
            cursor.execute("SET LOCAL deadlock_timeout = '20s'")
        HeartbeatState.objects.select_for_update().get(check_row=check)

    def act() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SET deadlock_timeout = '1s'")
        return take(check, PingKind.SUCCESS, 20)

    def then() -> None:
        # The wrong way round: pings lock the check first.
        Check.objects.select_for_update().get(pk=check.pk)

    assert while_it_waits(hold, act, then)
    assert Ping.objects.count() == HeartbeatState.objects.get(check_row=check).ping_count == 2


def test_only_rows_that_stand_for_no_other_wait_for_a_ping(check: Check) -> None:
    """Rows that refer to a check may be written while its pings and changes hold it."""
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        ping(check, seconds(5), "fail")

        def refer() -> None:
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '5s'")
                    cursor.execute("SELECT 1 FROM monitoring_check WHERE id = %s FOR KEY SHARE", [check.pk])
            finally:
                connections.close_all()

        pool.submit(refer).result(timeout=60)
