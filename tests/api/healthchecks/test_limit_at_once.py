"""The limit of checks holds however many are made at once, by whatever way."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from monitoring.models import Check
from statuspage.exceptions import Conflict
from statuspage.models import Page
from tests.monitoring.making import BY, make_check
from webhooks.services.heartbeats import heartbeat_ensure, heartbeat_find_or_create

pytestmark = pytest.mark.django_db(transaction=True)

TARGET = {"period_seconds": 3600, "grace_seconds": 600}


def at_once(*acts: Callable[[], Any]) -> int:
    """How many of them were not refused for the limit."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> bool:
        try:
            barrier.wait(30)
            act()
        except Conflict as conflict:
            if conflict.code != "check_limit":
                raise
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(len(acts)) as pool:
        return sum(pool.map(run, acts))


def test_as_many_are_made_as_there_is_room_for(page: Page, settings: Any) -> None:
    settings.CANDOR_CHECK_LIMIT = 3
    assert at_once(*[partial(make_check, page)] * 8) == 3
    assert Check.objects.count() == 3


def test_all_ways_of_making_one_wait_for_each_other_in_one_order(page: Page, settings: Any) -> None:
    settings.CANDOR_CHECK_LIMIT = 5
    found = partial(
        heartbeat_find_or_create, page=page, match=None, channels=[], by=BY, target=TARGET, name="Backup"
    )
    acts = [
        act
        for number in range(4)
        for act in (
            partial(make_check, page),
            partial(heartbeat_ensure, page=page, slug=f"job-{number}", by=BY),
            found,
        )
    ]
    # Pings may make twice as many as the limit.
    assert 5 <= at_once(*acts) <= 9
    assert Check.objects.exclude(slug__startswith="job-").count() <= 5
