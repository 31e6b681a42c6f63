"""Channels hear when a heartbeat fails, is late and recovers, and not of its first ping."""

import pytest

from monitoring.models import Check, Pulse
from monitoring.services import check_pause, heartbeats_tick
from statuspage.models import Page
from tests.monitoring.making import BY, make_heartbeat, ping
from tests.webhooks.watching import at, clock_at, hear, messages, on_call, pass_until, told
from webhooks.models import ChannelAssignment, Subscription

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(page: Page) -> Subscription:
    return on_call(page)


@pytest.fixture
def check(page: Page, channel: Subscription) -> Check:
    check = make_heartbeat(page)
    ChannelAssignment.objects.create(subscription=channel, check_row=check)
    return check


def _ping(check: Check, seconds: float, kind: str = "success", exit_status: int | None = None) -> None:
    pass_until(seconds)
    with clock_at(at(seconds)):
        ping(check, at(seconds), kind, exit_status=exit_status)
    hear(seconds)


def _tick(seconds: float) -> None:
    pass_until(seconds)
    Pulse.objects.filter(name="heartbeats").update(at=at(seconds))
    with clock_at(at(seconds)):
        heartbeats_tick(now=at(seconds))
    hear(seconds)


def test_they_hear_of_a_failure_and_of_the_next_success_but_not_of_the_first(check, channel):
    _ping(check, 0)
    _ping(check, 100, exit_status=3)
    _ping(check, 110, "fail")
    _ping(check, 1000)
    _ping(check, 1100)
    pass_until(9000)
    assert told(channel) == [(100, "Nightly is down"), (1000, "Nightly is up again")]
    assert "exit status 3" in str(messages(channel)[0])


def test_they_hear_of_a_heartbeat_that_is_late(check, channel):
    _ping(check, 0)
    _tick(4199)
    _tick(4205)
    _tick(4215)
    _ping(check, 6000)
    pass_until(9000)
    assert told(channel) == [(4205, "Nightly is down"), (6000, "Nightly is up again")]
    assert "no ping in time" in str(messages(channel)[0])


def test_they_hear_of_a_first_ping_that_tells_of_a_failure(check, channel):
    _ping(check, 0, "fail")
    assert told(channel) == [(0, "Nightly is down")]


@pytest.mark.parametrize(("kind", "heard"), [("success", []), ("fail", [(200, "Nightly is down")])])
def test_of_a_ping_that_ends_a_pause_they_hear_only_that_it_failed(check, channel, kind, heard):
    _ping(check, 0)
    check_pause(check=check, by=BY, now=at(100))
    hear(100)
    _ping(check, 200, kind)
    pass_until(9000)
    assert told(channel) == heard


def test_they_hear_of_a_run_that_began_in_a_pause_and_did_not_end(check, channel):
    check_pause(check=check, by=BY, now=at(0))
    _ping(check, 100, "start")
    _tick(699)
    _tick(701)
    assert told(channel) == [(701, "Nightly is down")]
