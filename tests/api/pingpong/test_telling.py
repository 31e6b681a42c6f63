"""Who is told: visitors who subscribed as `notify_subscribers` says, the team always."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone

from api.pingpong.values import zulu
from incidents.services import incidents_tick
from tests.api.pingpong.conftest import Acme, PingPongClient
from tests.api.pingpong.stories import maintenance_sent, opened, planned, said
from tests.webhooks.making import make_channel, make_visitor
from webhooks.models import Delivery
from webhooks.services.fanout import events_fan_out
from webhooks.services.sending import delivery_send_now
from webhooks.vocabulary import OPEN_STATES

pytestmark = pytest.mark.django_db

VERA, TEAM = "vera@visitors.example", "oncall@acme.example"
Told = Callable[[], list[str]]


@pytest.fixture
def told(acme: Acme, mailoutbox: list[EmailMessage]) -> Told:
    """Sends all mails that wait, and gives to whom they went."""
    events_fan_out()
    make_visitor(acme.page, VERA)
    make_channel(acme.page, address=TEAM)
    hours = count(1)

    def told() -> list[str]:
        mailoutbox.clear()
        # Each time later, or what comes within a minute would wait to be told together.
        events_fan_out(now=timezone.now() + timedelta(hours=next(hours)))
        for delivery in Delivery.objects.filter(state__in=OPEN_STATES).order_by("pk"):
            delivery_send_now(delivery=delivery)
        return sorted(address for mail in mailoutbox for address in mail.to)

    return told


def hours(number: float) -> str:
    return zulu(timezone.now() + timedelta(hours=number))


def test_all_hear_of_an_incident_and_of_all_that_follows(pp: PingPongClient, acme: Acme, told: Told):
    made = opened(pp, acme)
    assert told() == [TEAM, VERA]
    said(pp, made, "Identified")
    assert told() == [TEAM, VERA]
    said(pp, made, "Resolved")
    assert told() == [TEAM, VERA]


def test_the_team_alone_hears_of_one_that_is_kept_from_subscribers(
    pp: PingPongClient, acme: Acme, told: Told
):
    made = opened(pp, acme, notify_subscribers=False)
    assert told() == [TEAM]
    said(pp, made, "Identified")
    assert told() == [TEAM]
    pp.put(f"/incidents/{made['id']}", {"notify_subscribers": True})
    assert told() == []
    said(pp, made, "Resolved")
    assert told() == [TEAM, VERA]


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Other"},
        {"message": "Worse than we thought."},
        {"title": "Other", "message": "Worse than we thought.", "affected_components": []},
    ],
    ids=["title", "message", "all"],
)
def test_a_change_of_what_was_said_is_told_once(
    pp: PingPongClient, acme: Acme, told: Told, mailoutbox: list[EmailMessage], change: dict[str, Any]
):
    made = opened(pp, acme)
    assert told() == [TEAM, VERA]
    assert pp.put(f"/incidents/{made['id']}", {**change, "notify_subscribers": True}).status_code == 200
    assert told() == [TEAM, VERA]
    for mail in mailoutbox:
        assert change.get("title", made["title"]) in mail.subject
        assert change.get("message", "") in mail.body
    # Sent once more it is no change.
    pp.put(f"/incidents/{made['id']}", {**change, "notify_subscribers": True})
    assert told() == []


def test_of_a_change_that_says_nothing_of_subscribers_the_team_alone_hears(
    pp: PingPongClient, acme: Acme, told: Told
):
    made = opened(pp, acme)
    assert told() == [TEAM, VERA]
    pp.patch(f"/incidents/{made['id']}", {"message": "Worse than we thought."})
    assert told() == [TEAM]


def test_a_change_may_keep_what_follows_from_subscribers(pp: PingPongClient, acme: Acme, told: Told):
    made = opened(pp, acme)
    assert told() == [TEAM, VERA]
    pp.put(f"/incidents/{made['id']}", {"title": "Other", "message": "Other.", "notify_subscribers": False})
    assert told() == [TEAM]
    update = said(pp, made, "Identified")
    assert told() == [TEAM]
    pp.put(f"/incidents/{made['id']}/updates/{update['id']}", {"message": "Better said."})
    pp.delete(f"/incidents/{made['id']}/updates/{update['id']}")
    assert told() == []


@pytest.mark.parametrize(("notify", "hear"), [(True, [TEAM, VERA]), (False, [TEAM])])
def test_maintenance_is_told_alike_from_its_announcement_to_its_end(
    pp: PingPongClient, acme: Acme, told: Told, notify: bool, hear: list[str]
):
    made = planned(pp, acme, hours(1), hours(2), notify_subscribers=notify)
    assert told() == hear
    pp.put(f"/maintenance/{made['id']}", {"ends_at": hours(3)})
    assert told() == hear
    incidents_tick(now=timezone.now() + timedelta(minutes=61))
    assert told() == hear
    incidents_tick(now=timezone.now() + timedelta(minutes=181))
    assert told() == hear


@pytest.mark.parametrize(("wish", "hear"), [({}, [TEAM]), ({"notify_subscribers": True}, [TEAM, VERA])])
def test_a_change_of_what_was_said_of_maintenance_is_told_once(
    pp: PingPongClient, acme: Acme, told: Told, wish: dict[str, bool], hear: list[str]
):
    made = planned(pp, acme, hours(1), hours(2))
    assert told() == [TEAM, VERA]
    pp.put(f"/maintenance/{made['id']}", {"title": "Other", "message": "Another server.", **wish})
    assert told() == hear


def test_a_change_decides_who_hears_of_the_rest_of_a_maintenance(pp: PingPongClient, acme: Acme, told: Told):
    made = planned(pp, acme, hours(1), hours(2), notify_subscribers=False)
    assert told() == [TEAM]
    pp.put(f"/maintenance/{made['id']}", {"notify_subscribers": True, "scheduled_for": hours(-1)})
    assert told() == [TEAM, TEAM, VERA]
    incidents_tick(now=timezone.now() + timedelta(minutes=121))
    assert told() == [TEAM, VERA]


def test_nobody_hears_of_maintenance_that_was_over_before_it_was_told(
    pp: PingPongClient, acme: Acme, told: Told
):
    assert pp.post("/maintenance", maintenance_sent(acme)).status_code == 201
    assert told() == []
