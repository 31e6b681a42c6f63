"""Trying a channel out."""

import pytest

from statuspage.models import Page
from tests.receiver import Receiver
from tests.webhooks.calling import answering, new_channel, sent
from tests.webhooks.making import BY
from webhooks.exceptions import SubscriptionNotFound
from webhooks.models import Subscription
from webhooks.services.channels import channel_delete, channel_test, channel_update
from webhooks.services.sending import delivery_send_now
from webhooks.vocabulary import DeliveryKind, DeliveryState


@pytest.fixture
def channel(page: Page, receiver: Receiver) -> Subscription:
    return new_channel(page, "ntfy", {"server": receiver.url, "topic": "acme"})


def test_it_says_what_the_service_answered(channel: Subscription, receiver: Receiver) -> None:
    answering(receiver, 403, {"error": "forbidden"})
    delivery = channel_test(channel=channel, by=BY)
    attempt = delivery_send_now(delivery=delivery)
    assert delivery.kind == DeliveryKind.TEST
    assert (attempt.status, attempt.error) == (403, "ntfy says: forbidden")
    assert attempt.answer == '{"error": "forbidden"}'
    assert sent(receiver)[1]["topic"] == "acme"


def test_it_tries_a_channel_that_is_switched_off(channel: Subscription, receiver: Receiver) -> None:
    channel_update(channel=channel, changes={"enabled": False}, by=BY)
    delivery = channel_test(channel=channel, by=BY)
    assert delivery_send_now(delivery=delivery).status == 200
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.DELIVERED


def test_it_makes_a_delivery_for_each_time(channel: Subscription) -> None:
    assert channel_test(channel=channel, by=BY).uid != channel_test(channel=channel, by=BY).uid


def test_it_tries_no_channel_that_is_gone(channel: Subscription) -> None:
    gone = Subscription.objects.get(pk=channel.pk)
    channel_delete(channel=channel, by=BY)
    with pytest.raises(SubscriptionNotFound):
        channel_test(channel=gone, by=BY)
