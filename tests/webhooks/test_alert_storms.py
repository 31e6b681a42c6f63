"""When much fails at once, people get few messages that say it all."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.models import Incident
from statuspage.models import Event, Page
from tests.monitoring.making import make_component
from tests.webhooks.making import make_visitor
from tests.webhooks.watching import (
    at,
    change,
    change_many,
    clock_at,
    flip,
    hear,
    messages,
    on_call,
    pass_until,
    told,
    watch_many,
)
from webhooks.messages import Message
from webhooks.models import ChannelAssignment, Delivery, Subscription
from webhooks.services.alerts import alerts_end, alerts_step, alerts_tick
from webhooks.transports.base import Frozen, Outgoing, Settings, Transport
from webhooks.transports.registry import TRANSPORTS

pytestmark = pytest.mark.django_db


class Pager(Transport):
    """What opens a problem under a name and waits for its end under the same name."""

    kind = "pager"
    label = "Pager"
    pages_people = True

    def clean(self, **given: Any) -> Settings:
        return Settings()

    def freeze(self, subscription: Subscription, message: Message) -> Frozen:
        return Frozen(message=message.as_values())

    def request(self, delivery: Delivery, secrets: Any, **given: Any) -> Outgoing:
        return Outgoing(
            method="POST", url="https://pager.example/", headers={}, body=b"", audience="operator"
        )


@pytest.fixture
def pager(page: Page, monkeypatch: pytest.MonkeyPatch) -> Subscription:
    monkeypatch.setitem(TRANSPORTS, "pager", Pager())
    channel = on_call(page)
    channel.kind = "pager"
    channel.save()
    return channel


def _signals(channel: Subscription) -> list[tuple[str, str]]:
    return [(message["signal"], message["thread"]) for message in messages(channel)]


def test_five_hundred_failures_are_one_incident_and_at_most_five_messages_each_L04(page: Page) -> None:
    channel, vera = on_call(page), make_visitor(page)
    bare, joined = watch_many(page, 450, channel), []
    for n in range(5):
        part = make_component(page, f"Part {n}")
        joined += watch_many(page, 10, channel, component=part, effect="incident")

    def storm(begin: float, state: str) -> None:
        for second in range(10):
            pass_until(begin + second)
            change_many(begin + second, state, bare[second::10])
            change(begin + second, state, *joined[second::10])
            hear(begin + second)

    storm(60, "down")
    pass_until(1000)
    assert Incident.objects.count() == 1
    failing = len(messages(channel))
    assert failing <= 5
    assert len(messages(vera)) <= 5
    assert sum(_counted(message["headline"]) for message in messages(channel)) == 500
    # All within a minute of the first.
    assert max(Delivery.objects.values_list("created_at", flat=True)) <= at(120)
    storm(2000, "up")
    pass_until(9000)
    assert Incident.objects.get().status == "resolved"
    assert len(messages(channel)) - failing <= 5
    assert len(messages(vera)) <= 5
    said = sum(_counted(message["headline"]) for message in messages(channel)[failing:])
    assert said == 500


def _counted(headline: str) -> int:
    """How many checks a headline speaks of."""
    if match := re.match(r"(\d+) checks ", headline):
        return int(match[1])
    return int(headline.startswith("API "))


def test_a_group_names_twenty_and_counts_the_rest_L04(page: Page) -> None:
    channel = on_call(page)
    flip(60, "down", *watch_many(page, 40, channel), error="no route")
    pass_until(1000)
    *first, group = messages(channel)
    assert [message["headline"] for message in first] == [f"API {n:03} is down" for n in range(3)]
    assert group["subject"] == "[Acme status] 37 checks are down"
    assert [entry["title"] for entry in group["entries"]] == [
        *(f"API {n:03} is down" for n in range(3, 23)),
        "and 17 more",
    ]
    assert {entry["text"] for entry in group["entries"][:20]} == {"no route"}
    assert (group["signal"], group["look"]) == ("trigger", "major_outage")


def test_what_is_well_again_before_the_group_goes_out_is_not_told_at_all_L03(page: Page) -> None:
    channel = on_call(page)
    checks = watch_many(page, 6, channel)
    flip(60, "down", *checks)
    alerts_end(assignments=ChannelAssignment.objects.filter(check_row__in=checks[3:5]), now=at(70))
    pass_until(9000)
    flip(9000, "up", *checks)
    pass_until(20_000)
    assert told(channel) == [
        (60, "API 000 is down"),
        (60, "API 001 is down"),
        (60, "API 002 is down"),
        (120, "API 005 is down"),
        (9000, "API 000 is up again"),
        (9000, "API 001 is up again"),
        (9000, "API 002 is up again"),
        (9060, "API 005 is up again"),
    ]


def test_what_fails_again_before_its_end_goes_out_goes_on_L03(page: Page) -> None:
    channel = on_call(page)
    checks = watch_many(page, 5, channel)
    flip(60, "down", *checks)
    flip(2000, "up", *checks)
    flip(2030, "down", checks[4])
    pass_until(3000)
    assert [words for _at, words in told(channel)][-1:] == ["API 003 is up again"]
    flip(4000, "up", checks[4])
    pass_until(9000)
    assert told(channel)[-1] == (4000, "API 004 is up again")


def test_a_group_says_what_is_down_before_what_is_up_again(page: Page) -> None:
    channel = on_call(page)
    checks = watch_many(page, 9, channel)
    flip(60, "down", *checks[:6])
    flip(3000, "up", *checks[:6])
    flip(3001, "down", *checks[6:])
    pass_until(9000)
    group = messages(channel)[-1]
    assert group["headline"] == "3 checks are down, 3 are up again"
    assert [entry["look"] for entry in group["entries"]] == ["major_outage"] * 3 + ["operational"] * 3
    assert group["signal"] == "trigger"


def test_reminders_in_a_storm_come_together_L06(page: Page) -> None:
    channel = on_call(page, remind_every_minutes=30)
    flip(60, "down", *watch_many(page, 50, channel))
    pass_until(60 + 1800 + 100)
    assert [words for moment, words in told(channel) if moment > 600] == [
        "API 000 is still down",
        "API 001 is still down",
        "API 002 is still down",
        "47 checks are down",
    ]


def test_a_round_needs_as_many_queries_however_much_fails(page: Page) -> None:
    channel = on_call(page)
    checks = watch_many(page, 60, channel)
    counts = []
    for seconds, some in ((60, checks[:10]), (1000, checks[10:])):
        change(seconds, "down", *some)
        events = list(Event.objects.filter(dispatched_at=None, kind="check.flipped"))
        with clock_at(at(seconds)), CaptureQueriesContext(connection) as queries:
            alerts_step(events=events, now=at(seconds))
        counts.append(len(queries))
        Event.objects.update(dispatched_at=at(seconds))
        pass_until(seconds + 200)
    assert counts[0] == counts[1] <= 18


def test_many_workers_tell_a_group_once_L04(page: Page) -> None:
    channel = on_call(page)
    flip(60, "down", *watch_many(page, 9, channel))
    with clock_at(at(120)):
        assert [alerts_tick(now=at(120)) for _ in range(3)] == [1, 0, 0]
    assert len(told(channel)) == 4


def test_a_pager_has_one_problem_for_a_group_until_the_last_is_well_L04(
    page: Page, pager: Subscription
) -> None:
    checks = watch_many(page, 20, pager)
    flip(60, "down", *checks)
    pass_until(1000)
    opened = _signals(pager)
    assert [signal for signal, _thread in opened] == ["trigger"] * 4
    assert len({thread for _signal, thread in opened}) == 4
    flip(2000, "up", *checks[:19])
    pass_until(3000)
    assert _signals(pager)[4:] == [("resolve", thread) for _signal, thread in opened[:3]]
    flip(4000, "up", checks[19])
    pass_until(9000)
    assert _signals(pager)[7:] == [("resolve", opened[3][1])]


def test_a_pager_hears_of_each_check_of_a_shared_problem(page: Page, pager: Subscription) -> None:
    pager.config = {"degraded": True}
    pager.save()
    checks = watch_many(page, 6, pager)
    flip(60, "degraded", *checks)
    pass_until(1000)
    before = len(_signals(pager))
    flip(2000, "down", *checks)
    pass_until(3000)
    assert len(_signals(pager)) == before + len(checks)


def test_a_pager_is_paged_for_nothing_that_was_over_before_it_was_told_L03(
    page: Page, pager: Subscription
) -> None:
    checks = watch_many(page, 6, pager)
    flip(60, "down", *checks)
    alerts_end(assignments=ChannelAssignment.objects.filter(check_row__in=checks[3:]), now=at(70))
    pass_until(9000)
    assert [signal for signal, _thread in _signals(pager)] == ["trigger"] * 3


def test_a_pager_hears_a_reminder_of_a_shared_problem_once(page: Page, pager: Subscription) -> None:
    pager.config = {"remind_every_minutes": 30}
    pager.save()
    flip(60, "down", *watch_many(page, 20, pager))
    pass_until(60 + 1800 + 100)
    assert len(_signals(pager)) == 4 + 4
    assert len(set(_signals(pager))) == 4


@pytest.fixture(autouse=True)
def _nothing_vanishes(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    assert "could not be told" not in caplog.text
