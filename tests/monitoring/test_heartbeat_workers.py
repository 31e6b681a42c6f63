"""However many workers tick and whatever arrives at once, nothing is counted twice and nothing is lost."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from django.db import connections

from monitoring.models import Check, Flip, HeartbeatState, Ping
from monitoring.services import check_delete, check_pause, heartbeats_tick
from statuspage.models import Event
from tests.monitoring.making import BY, make_component, make_heartbeat, ping, seconds

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    def run(act: Callable[[], Any]) -> Any:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(run, act) for act in acts]]


def _changes(check: Check) -> list[tuple[str, str]]:
    return list(Flip.objects.filter(check_row=check).order_by("pk").values_list("old", "new"))


def test_workers_that_tick_together_bring_each_heartbeat_down_once(page):
    checks = [make_heartbeat(page, component=make_component(page, f"Part {n}")) for n in range(3)]
    for check in checks:
        ping(check, seconds(0))
    heartbeats_tick(now=seconds(4190))
    assert sum(_at_once([partial(heartbeats_tick, now=seconds(4200))] * 4)) == 3
    for check in checks:
        assert _changes(check) == [("new", "up"), ("up", "down")]
    assert Event.objects.filter(kind="check.flipped", after__state="down").count() == 3


def test_no_ping_of_many_at_once_is_lost(page):
    check = make_heartbeat(page)
    kinds = ("success", "start", "log", "fail")
    rows = _at_once([partial(ping, check, seconds(n), kinds[n % 4]) for n in range(24)])
    assert sorted(row.n for row in rows) == list(range(1, 25))
    assert Ping.objects.count() == HeartbeatState.objects.get().ping_count == 24
    changes = _changes(check)
    assert all(before[1] == after[0] for before, after in pairwise(changes))


def test_a_ping_and_a_tick_at_the_same_moment_leave_it_up(page):
    check = make_heartbeat(page)
    ping(check, seconds(0))
    heartbeats_tick(now=seconds(4190))
    _at_once([partial(heartbeats_tick, now=seconds(4200)), partial(ping, check, seconds(4200))] * 2)
    check.refresh_from_db()
    assert (check.state, HeartbeatState.objects.get().late_at) == ("up", seconds(8400))
    assert _changes(check) in ([("new", "up")], [("new", "up"), ("up", "down"), ("down", "up")])


def test_a_delete_among_pings_is_no_error_and_loses_nothing_that_was_taken(page):
    check = make_heartbeat(page)
    acts: list[Callable[[], Any]] = [partial(ping, check, seconds(n)) for n in range(12)]
    acts.insert(6, partial(check_delete, check=Check.objects.get(), by=BY, now=seconds(6)))
    taken = [row for row in _at_once(acts) if row is not None]
    assert Ping.objects.count() == HeartbeatState.objects.get().ping_count == len(taken)
    assert ping(check, seconds(20)) is None


def test_pauses_among_pings_keep_the_changes_in_line(page):
    check = make_heartbeat(page)
    acts: list[Callable[[], Any]] = [partial(ping, check, seconds(9 - n)) for n in range(6)]
    acts += [partial(check_pause, check=Check.objects.get(), by=BY, now=seconds(9 - n)) for n in range(6)]
    _at_once(acts)
    changes = _changes(check)
    assert all(before[1] == after[0] for before, after in pairwise(changes))
    moments = list(Flip.objects.order_by("pk").values_list("at", flat=True))
    assert moments == sorted(moments)
    check.refresh_from_db()
    assert check.state == changes[-1][1]
    assert (HeartbeatState.objects.get().late_at is None) == (check.state == "paused")
