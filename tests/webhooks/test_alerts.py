"""A check's trouble reaches the channels that it is assigned to, once each way."""

from datetime import timedelta

import pytest

from incidents.services import maintenance_complete, maintenance_schedule, maintenance_start
from monitoring.services import check_delete, check_pause, check_resume
from statuspage.models import Page
from statuspage.services import page_delete
from tests.monitoring.making import BY, NOW, make_component, run_once
from tests.webhooks.watching import at, clock_at, flip, hear, on_call, pass_until, told, watch
from webhooks.models import ChannelAssignment, Delivery
from webhooks.services.alerts import alerts_end, alerts_step, alerts_tick
from webhooks.services.fanout import events_fan_out

pytestmark = pytest.mark.django_db


def test_it_tells_of_a_failure_and_of_its_end(page: Page) -> None:
    channel, other = on_call(page), on_call(page)
    check = watch(page, channel)
    flip(60, "down", check)
    flip(2000, "up", check)
    pass_until(9000)
    assert told(channel) == [(60, "API health is down"), (2000, "API health is up again")]
    assert told(other) == []


def test_one_failure_and_a_good_retry_tell_nothing_L02(page: Page) -> None:
    channel = on_call(page)
    check = watch(page, channel)
    for ok in (True, False, True, False, True):
        moment = run_once(check, ok=ok)
        events_fan_out(now=moment)
        alerts_tick(now=moment)
    assert check.state == "up"
    assert not Delivery.objects.exists()


def test_an_outage_is_told_with_the_failure_that_confirms_it_L02(page: Page) -> None:
    channel = on_call(page)
    check = watch(page, channel, confirm_down=3)
    for number in range(3):
        moment = run_once(check, ok=False)
        events_fan_out(now=moment)
        assert Delivery.objects.count() == (number == 2)


def test_what_alternates_for_an_hour_is_told_in_three_messages_L01(page: Page) -> None:
    channel = on_call(page)
    check = watch(page, channel)
    for number in range(60):
        flip(60 * (number + 1), "up" if number % 2 else "down", check)
    pass_until(9000)
    assert [words for _at, words in told(channel)] == [
        "API health is down",
        "API health goes up and down",
        "API health is up again",
    ]


def test_nobody_hears_of_an_end_who_did_not_hear_of_the_failure_L03(page: Page) -> None:
    channel = on_call(page)
    check = watch(page)
    flip(60, "down", check)
    ChannelAssignment.objects.create(subscription=channel, check_row=check)
    flip(2000, "up", check)
    pass_until(9000)
    assert told(channel) == []


def test_the_first_good_result_is_no_news_L07(page: Page) -> None:
    channel = on_call(page)
    check = watch(page, channel, up=False)
    events_fan_out(now=run_once(check))
    assert check.state == "up"
    assert told(channel) == []


@pytest.mark.parametrize("stop", [check_pause, check_delete])
def test_what_is_no_longer_watched_is_told_to_be_L03(page: Page, stop) -> None:
    channel = on_call(page)
    check, well = watch(page, channel), watch(page, channel)
    flip(60, "down", check)
    for row in (check, well):
        stop(check=row, by=BY, now=at(300))
    hear(300)
    hear(300)
    assert told(channel) == [(60, "API health is down"), (300, "API health is no longer watched")]


def test_after_a_pause_it_begins_anew_L07(page: Page) -> None:
    channel = on_call(page)
    check = watch(page, channel)
    flip(60, "down", check)
    check_pause(check=check, by=BY, now=at(300))
    check_resume(check=check, by=BY, now=at(400))
    flip(460, "up", check)
    pass_until(9000)
    assert [words for _at, words in told(channel)] == [
        "API health is down",
        "API health is no longer watched",
    ]


def test_a_channel_that_lets_go_of_checks_hears_the_end_in_one_message_L03(page: Page) -> None:
    channel = on_call(page)
    checks = [watch(page, channel, name=f"API {n}") for n in range(6)]
    flip(60, "down", *checks[:5])
    rows = ChannelAssignment.objects.filter(subscription=channel)
    with clock_at(at(90)):
        alerts_end(assignments=rows, now=at(90))
        alerts_end(assignments=rows, now=at(90))
    pass_until(9000)
    # Of the last two nobody had heard that they failed.
    assert told(channel)[3:] == [(90, "3 checks are no longer watched")]


def test_a_page_that_goes_closes_what_is_open_on_it_and_tells_no_more_L03(page: Page) -> None:
    channel = on_call(page, remind_every_minutes=1)
    check, _well = watch(page, channel), watch(page, channel)
    flip(60, "down", check)
    page_delete(page=page, by=BY, now=at(90))
    hear(90)
    pass_until(9000)
    assert told(channel) == [(60, "API health is down"), (90, "API health is no longer watched")]
    assert not ChannelAssignment.objects.exclude(told="well", due_at=None, remind_at=None).exists()


def test_a_channel_that_is_off_hears_nothing(page: Page) -> None:
    channel = on_call(page)
    channel.enabled = False
    channel.save()
    check = watch(page, channel)
    flip(60, "down", check)
    channel.enabled = True
    channel.save()
    flip(2000, "up", check)
    assert told(channel) == []


def test_it_reminds_exactly_every_so_many_minutes_L06(page: Page) -> None:
    channel = on_call(page, remind_every_minutes=10)
    check = watch(page, channel)
    flip(61, "down", check)
    flip(2000, "up", check)
    pass_until(9000)
    assert told(channel) == [
        (61, "API health is down"),
        (661, "API health is still down"),
        (1261, "API health is still down"),
        (1861, "API health is still down"),
        (2000, "API health is up again"),
    ]


@pytest.fixture
def windows(page):
    """A component and two maintenance windows on it that overlap."""
    component = make_component(page)
    planned = [
        maintenance_schedule(
            page=page,
            name=name,
            body="We work.",
            scheduled_for=NOW + timedelta(minutes=1),
            scheduled_until=NOW + timedelta(hours=5),
            components=[component],
            by=BY,
            now=NOW,
        )
        for name in ("First", "Second")
    ]
    return component, planned


def test_overlapping_windows_are_silent_and_tell_once_at_their_end_L05(page: Page, windows) -> None:
    component, planned = windows
    channel = on_call(page, incidents=False)
    check, well = watch(page, channel, component=component), watch(page, channel, component=component)
    for seconds, maintenance in zip((100, 200), planned, strict=True):
        maintenance_start(maintenance=maintenance, by=BY, now=at(seconds))
    flip(300, "down", check, well)
    flip(400, "up", well)
    for seconds, maintenance in zip((1000, 2000), planned, strict=True):
        hear(seconds)
        assert told(channel) == []
        maintenance_complete(maintenance=maintenance, by=BY, now=at(seconds))
        hear(seconds)
    flip(4000, "up", check)
    pass_until(9000)
    assert told(channel) == [(2000, "API health is down"), (4000, "API health is up again")]


def test_what_was_told_before_a_window_closes_inside_it_L05(page: Page, windows) -> None:
    component, planned = windows
    channel = on_call(page, incidents=False, remind_every_minutes=1)
    check = watch(page, channel, component=component)
    flip(60, "down", check)
    maintenance_start(maintenance=planned[0], by=BY, now=at(100))
    flip(1000, "up", check)
    flip(1100, "down", check)
    flip(1200, "up", check)
    maintenance_complete(maintenance=planned[0], by=BY, now=at(2000))
    hear(2000)
    pass_until(9000)
    assert told(channel) == [(60, "API health is down"), (1000, "API health is up again")]


def test_a_failure_in_the_last_moment_of_a_window_that_is_heard_of_after_it_is_told_L05(
    page: Page, windows
) -> None:
    component, planned = windows
    channel = on_call(page, incidents=False)
    check = watch(page, channel, component=component)
    maintenance_start(maintenance=planned[0], by=BY, now=at(100))
    hear(100)
    run_once(check, ok=False)
    moment = run_once(check, ok=False)
    maintenance_complete(maintenance=planned[0], by=BY, now=moment + timedelta(seconds=1))
    hear(1000)
    assert told(channel) == [(1000, "API health is down")]


def test_it_takes_in_an_event_once_however_often_it_hears_of_it(page: Page) -> None:
    channel = on_call(page)
    check = watch(page, channel)
    flip(60, "down", check)
    flip(2000, "up", check)
    events = list(page.events.order_by("pk"))
    before = ChannelAssignment.objects.values().get()
    for _ in range(2):
        alerts_step(events=events, now=at(2001))
    assert ChannelAssignment.objects.values().get() == before
    assert len(told(channel)) == 2


def test_what_cannot_be_put_into_words_is_given_up_after_a_day(page: Page, caplog) -> None:
    broken = on_call(page)
    broken.kind = "carrier-pigeon"
    broken.save()
    flip(60, "down", watch(page, broken))
    pass_until(60 + 86_400 * 3)
    assert ChannelAssignment.objects.values_list("saying", "say_at", "told").get() == ("", None, "down")
    assert len([one for one in caplog.records if one.levelname == "ERROR"]) == 1
    broken.refresh_from_db()
    assert "could not be put into words" in broken.last_error
    assert told(broken) == []


def test_a_channel_that_cannot_be_told_holds_up_no_other(page: Page, caplog) -> None:
    broken, channel = on_call(page), on_call(page)
    broken.kind = "carrier-pigeon"
    broken.save()
    check = watch(page, broken, channel)
    flip(60, "down", check)
    assert told(channel) == [(60, "API health is down")]
    assert "could not be told" in caplog.text
    broken.kind = "email"
    broken.save()
    pass_until(9000)
    assert told(broken) == [(660, "API health is down")]
