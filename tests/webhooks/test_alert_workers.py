"""However many workers run, and whatever comes at once, a channel is told once."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import pytest
from django.db import connections

from incidents.models import Incident
from monitoring.models import Check
from monitoring.services.flips import check_flip, check_lock
from statuspage import journal
from statuspage.models import Page
from tests.monitoring.making import make_component
from tests.webhooks.watching import at, flip, on_call, watch_many
from webhooks.models import ChannelAssignment, Delivery
from webhooks.services.alerts import alerts_tick
from webhooks.services.fanout import events_fan_out

T = TypeVar("T")

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(acts: Sequence[Callable[[], T]]) -> list[T]:
    def run(act: Callable[[], T]) -> T:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(run, act) for act in acts]]


def test_a_recovery_that_was_held_back_and_a_reminder_are_told_once(page: Page) -> None:
    short, long = on_call(page), on_call(page, remind_every_minutes=5)
    (first,), (second,) = watch_many(page, 1, short), watch_many(page, 1, long)
    flip(0, "down", first, second)
    flip(60, "up", first)
    assert sum(_at_once([partial(alerts_tick, now=at(300))] * 4)) == 2
    counts = Counter(Delivery.objects.values_list("subscription_id", "kind"))
    assert counts == {(short.pk, "event"): 2, (long.pk, "event"): 1, (long.pk, "reminder"): 1}
    assert ChannelAssignment.objects.get(subscription=long).remind_at == at(600)


def test_checks_that_fail_in_the_same_moment_open_one_incident_and_page_each_channel_once_L04(
    page: Page,
) -> None:
    channels = [on_call(page, incidents=False) for _ in range(3)]
    checks: list[Check] = []
    for n in range(4):
        part = make_component(page, f"Part {n}")
        checks += watch_many(page, 1, *channels, component=part, effect="incident")

    def fail(check: Check) -> None:
        with journal.transaction(at(60)):
            row = check_lock(check.pk)
            assert row is not None
            check_flip(row, new="down", since=at(60), now=at(60))

    _at_once([partial(fail, check) for check in checks])
    incident = Incident.objects.get()
    assert incident.affected.count() == 4
    _at_once([partial(events_fan_out, now=at(61))] * 4)
    _at_once([partial(alerts_tick, now=at(121))] * 4)
    kinds = Counter(Delivery.objects.filter(kind__in=("event", "group")).values_list("subscription_id"))
    assert set(kinds.values()) == {4}
    assert not ChannelAssignment.objects.exclude(told="down", saying="").exists()
