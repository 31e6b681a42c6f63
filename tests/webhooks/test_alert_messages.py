"""What an alert says, in the words of the team."""

from datetime import timedelta

import pytest

from monitoring.models import CheckRegion
from statuspage.models import Page
from tests.monitoring.making import NOW, make_check, make_component
from tests.webhooks.watching import at, flip, messages, on_call, pass_until, watch, watch_many
from webhooks.messages.alerts import Change, alert_message
from webhooks.vocabulary import Saying, Told

pytestmark = pytest.mark.django_db


def _facts(message):
    return {fact["label"]: fact["value"] for fact in message["facts"]}


def test_a_failure_says_what_is_known_and_no_secret(page: Page, settings) -> None:
    settings.CANDOR_REGIONS = ["eu", "us", "asia"]
    channel = on_call(page)
    component = make_component(page, "REST API")
    check = watch(page, channel, component=component, regions=["eu", "us", "asia"])
    CheckRegion.objects.filter(check_row=check, region__in=("eu", "us")).update(streak_down=2)
    flip(120, "down", check, error="503 Service Unavailable")
    (message,) = [message for message in messages(channel) if message["thread"].startswith("problem:")]
    assert message["subject"] == "[Acme status] API health is down"
    assert _facts(message) == {
        "Since": "12:02 UTC",
        "Error": "503 Service Unavailable",
        "Component": "REST API",
        "Target": "https://api.acme.example/health?••••••",
        "Seen from": "eu, us",
    }
    assert message["url"].endswith("/components/rest-api")
    assert (message["signal"], message["look"]) == ("trigger", "major_outage")


def test_the_end_says_how_long_it_took_under_the_same_name(page: Page) -> None:
    channel = on_call(page)
    check = watch(page, channel)
    flip(120, "down", check)
    flip(120 + 45 * 60, "up", check)
    down, up = messages(channel)
    assert up["subject"] == "[Acme status] API health is up again"
    assert _facts(up) == {
        "Down for": "45 min",
        "From": "12:02 UTC",
        "Until": "12:47 UTC",
        "Target": "https://api.acme.example/health?••••••",
    }
    assert (up["signal"], up["look"]) == ("resolve", "operational")
    assert up["thread"] == down["thread"]


def test_an_end_that_was_held_back_tells_when_it_really_was(page: Page) -> None:
    channel = on_call(page)
    check = watch(page, channel)
    flip(120, "down", check)
    flip(240, "up", check)
    pass_until(1000)
    assert _facts(messages(channel)[1])["Down for"] == "2 min"


def test_a_component_that_visitors_do_not_see_is_named_to_the_team_but_not_linked(page: Page) -> None:
    channel = on_call(page)
    check = watch(page, channel, component=make_component(page, "Ledger", visible=False))
    flip(120, "degraded", check)
    (message,) = [message for message in messages(channel) if message["thread"].startswith("problem:")]
    assert message["headline"] == "API health is slow"
    assert _facts(message)["Component"] == "Ledger"
    assert not message["url"].endswith("ledger")


def test_a_channel_that_wants_no_word_of_slowness_gets_none(page: Page) -> None:
    channel = on_call(page, degraded=False)
    check = watch(page, channel)
    flip(120, "degraded", check)
    flip(240, "up", check)
    pass_until(9000)
    assert messages(channel) == []


def test_slow_then_down_then_well(page: Page) -> None:
    channel = on_call(page)
    check = watch(page, channel)
    for seconds, state in ((120, "degraded"), (240, "down"), (1000, "degraded"), (2000, "up")):
        flip(seconds, state, check)
    assert [message["headline"] for message in messages(channel)] == [
        "API health is slow",
        "API health is down now, not only slow",
        "API health is up again",
    ]


def test_it_speaks_the_language_and_the_zone_of_who_reads_it(page: Page) -> None:
    page.time_zone = "Europe/Berlin"
    change = Change(
        saying=Saying.FAILURE,
        told=Told.DOWN,
        check=make_check(page),
        problem="p" * 12,
        at=at(0),
        since=NOW - timedelta(days=1),
    )
    message = alert_message(changes=[change], page=page, language="de")
    assert message.language == "de"
    assert _facts(message.as_values())[message.facts[0].label] == "30. Apr, 14:00 Uhr MESZ"
    assert message.thread == "problem:" + "p" * 12


def test_a_name_cannot_add_lines_to_a_subject(page: Page) -> None:
    channel = on_call(page)
    (check,) = watch_many(page, 1, channel)
    check.name = "API\r\nBcc: all@acme.example " + "x" * 200
    check.save()
    flip(120, "down", check)
    subject = messages(channel)[0]["subject"]
    assert "\n" not in subject
    assert len(subject) <= 200
