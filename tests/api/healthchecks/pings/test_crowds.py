"""Many pings of one check at once, and pings of one that is being deleted."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from monitoring.models import Check, HeartbeatState, Ping
from monitoring.services import check_delete
from statuspage.models import Page
from tests.monitoring.making import BY, make_heartbeat

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 20
WORDS = ["", "", "/log", "/start", "/fail"]


def at_once(count: int, act: Callable[[int], int]) -> list[int]:
    """What each of the acts gave, in threads with connections of their own that begin together."""
    barrier = threading.Barrier(THREADS)

    def run(first: int) -> list[int]:
        try:
            barrier.wait(30)
            return [act(number) for number in range(first, count, THREADS)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        return [status for told in pool.map(run, range(THREADS)) for status in told]


@pytest.mark.parametrize("words", [[""], WORDS], ids=["plain", "moving"])
def test_a_hundred_at_once_are_counted_without_a_gap(page: Page, words: list[str]) -> None:
    check = make_heartbeat(page)
    told = at_once(
        100, lambda n: Client().get(f"/ping/{check.code}{words[n % len(words)]}?rid={RID}").status_code
    )
    assert told == [200] * 100
    assert HeartbeatState.objects.get(check_row=check).ping_count == 100
    assert list(Ping.objects.order_by("n").values_list("n", flat=True)) == list(range(1, 101))
    last = Ping.objects.filter(kind__in=("success", "fail")).order_by("-n").values_list("kind", flat=True)[0]
    check.refresh_from_db()
    assert check.state == {"success": "up", "fail": "down"}[last]


RID = "11111111-2222-4333-8444-abcdefabcdef"


def test_pings_during_a_delete_are_kept_or_refused(page: Page) -> None:
    check = make_heartbeat(page)

    def act(number: int) -> int:
        if number == THREADS // 2:
            check_delete(check=Check.objects.get(pk=check.pk), by=BY)
            return 0
        return Client().get(f"/ping/{check.code}").status_code

    told = at_once(100, act)
    assert set(told) <= {0, 200, 404}
    assert Client().get(f"/ping/{check.code}").status_code == 404
    assert Ping.objects.count() == told.count(200) == HeartbeatState.objects.get(check_row=check).ping_count
