"""Whoever switches a channel off, deletes it or takes checks from it leaves no alert open (L03)."""

from datetime import timedelta
from typing import Any

import pytest

from monitoring.models import Check
from statuspage.models import Page
from tests.webhooks.making import BY, make_channel, make_delivery
from tests.webhooks.watching import at, clock_at, flip, pass_until, told, watch
from webhooks.channel_settings import settings_clean
from webhooks.exceptions import SubscriptionNotFound
from webhooks.models import Attempt, ChannelAssignment, Delivery, Subscription
from webhooks.selectors.channels import channel_get, channels_of
from webhooks.selectors.deliveries import deliveries_of
from webhooks.services import channels as services
from webhooks.services.claiming import deliveries_claim, may_be_sent
from webhooks.services.ending import endpoint_disable
from webhooks.services.retention import deliveries_retain
from webhooks.transports.base import Settings
from webhooks.vocabulary import Lane

pytestmark = pytest.mark.django_db

KEY = "0123456789abcdef0123456789abcdef"
OPEN = ["pending", "retrying"]


@pytest.fixture
def pager(page: Page) -> Subscription:
    channel = make_channel(page, kind="pagerduty", name="Pager", address="")
    settings: Settings = settings_clean("pagerduty", {"routing_key": KEY})
    services._place_settings(channel, settings)
    channel.save()
    return channel


@pytest.fixture
def failing(page: Page, pager: Subscription) -> Check:
    """A check that the pager was told to fail; it took the message."""
    check = watch(page, pager)
    flip(60, "down", check)
    _take_all()
    return check


def _take_all() -> None:
    done: dict[str, Any] = {"state": "delivered", "next_attempt_at": None}
    Delivery.objects.filter(state__in=OPEN).update(**done)


def _closed(channel: Subscription, seconds: float) -> list[tuple[str, str]]:
    """What is claimed for the channel at a moment, and what a pager makes of it."""
    with clock_at(at(seconds)):
        claimed = deliveries_claim(lane=Lane.WIRE, limit=20, busy={}, now=at(seconds))
    return [(row.letter.message["headline"], row.letter.message["signal"]) for row in claimed]


def _switch_off(channel: Subscription) -> None:
    services.channel_update(channel=channel, changes={"enabled": False}, by=BY, now=at(90))


def _delete(channel: Subscription) -> None:
    services.channel_delete(channel=channel, by=BY, now=at(90))


def _let_go_and_switch_off(channel: Subscription) -> None:
    services.channel_update(channel=channel, changes={"checks": []}, by=BY, now=at(80))
    services.channel_update(channel=channel, changes={"enabled": False}, by=BY, now=at(90))


@pytest.mark.parametrize("end", [_switch_off, _delete, _let_go_and_switch_off])
def test_it_sends_the_closing_and_nothing_else_L03(pager: Subscription, failing: Check, end: Any) -> None:
    waiting = make_delivery(pager, dedupe_key="event:something")
    end(pager)
    waiting.refresh_from_db()
    assert waiting.state == "canceled"
    [sent] = _closed(pager, 91)
    assert sent == ("API health is no longer watched", "resolve")
    assert not _closed(pager, 92)


def test_it_sends_what_was_over_already_and_is_still_tried_L03(pager: Subscription, failing: Check) -> None:
    flip(2000, "up", failing)
    pass_until(9000)
    Delivery.objects.filter(state__in=OPEN).update(next_attempt_at=at(9500), state="retrying", tries=3)
    services.channel_update(channel=pager, changes={"enabled": False}, by=BY, now=at(9100))
    assert len(_closed(pager, 9501)) == 1


@pytest.mark.parametrize("end", [_switch_off, _delete])
def test_what_is_gone_gets_nothing_when_it_is_then_switched_off_or_deleted(
    pager: Subscription, failing: Check, end: Any
) -> None:
    endpoint_disable(subscription=pager, reason="It is gone.", now=at(80))
    end(Subscription.objects.get(pk=pager.pk))
    assert not Delivery.objects.filter(state__in=OPEN).exists()


def test_what_turns_out_to_be_gone_is_not_told_the_end(pager: Subscription, failing: Check) -> None:
    services.channels_assign(check=failing, channels=[], by=BY, now=at(80))
    endpoint_disable(subscription=pager, reason="It is gone.", now=at(85))
    assert not _closed(pager, 91)
    assert not Delivery.objects.filter(state__in=OPEN).exists()


def test_a_deleted_channel_is_nowhere_but_in_the_log(pager: Subscription, failing: Check, page: Page) -> None:
    _delete(pager)
    assert not channels_of(page).exists()
    assert not ChannelAssignment.objects.exists()
    with pytest.raises(SubscriptionNotFound):
        channel_get(page, str(pager.code))
    assert [row.subscription_id for row in deliveries_of(page)] == [pager.pk] * 2
    flip(3000, "up", failing)
    pass_until(9000)
    assert len(deliveries_of(page)) == 2


def test_secrets_are_kept_until_the_closing_is_through_A04(pager: Subscription, failing: Check) -> None:
    _delete(pager)
    delivery = Delivery.objects.get(subscription=pager, state="pending")
    Attempt.objects.create(delivery=delivery, number=1, at=at(91), answer=f"no such key: {KEY}")
    deliveries_retain(now=at(1000))
    pager.refresh_from_db()
    delivery.refresh_from_db()
    assert pager.secrets
    assert may_be_sent(delivery)
    _take_all()
    deliveries_retain(now=at(2000))
    pager.refresh_from_db()
    delivery.refresh_from_db()
    assert (pager.secrets, pager.config, pager.address) == ("", {}, "")
    assert not may_be_sent(delivery)
    assert KEY not in Attempt.objects.get().answer


def test_a_deleted_channel_goes_with_its_last_delivery(pager: Subscription, failing: Check) -> None:
    _delete(pager)
    _take_all()
    deliveries_retain(now=at(1000))
    assert Subscription.objects.filter(pk=pager.pk).exists()
    Delivery.objects.update(created_at=at(1000) - timedelta(days=400))
    deliveries_retain(now=at(1000))
    assert not Subscription.objects.filter(pk=pager.pk).exists()


def test_one_that_told_nothing_is_forgotten_at_once(pager: Subscription) -> None:
    _delete(pager)
    pager.refresh_from_db()
    assert (pager.secrets, pager.config) == ("", {})
    assert not told(pager)
