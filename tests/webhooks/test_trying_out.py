"""Trying out what sends by itself: a mail server that says nothing."""

import socket
from functools import partial

import pytest
from pytest_django import Settings

from statuspage.models import Page
from tests.processes import wait_for
from tests.receiver import Receiver
from tests.webhooks.making import BY, NOW, make_channel, make_delivery, make_endpoint
from webhooks.exceptions import TryInProgress
from webhooks.models import Delivery
from webhooks.services import sending
from webhooks.services.channels import channel_test
from webhooks.services.claiming import delivery_claim
from webhooks.services.endpoints import webhook_test
from webhooks.services.sending import delivery_send_now, tryout_send
from webhooks.vocabulary import DeliveryState

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_waits_for_no_mail_server_and_lets_no_second_one_pile_up(
    page: Page, receiver: Receiver, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    test = partial(channel_test, channel=make_channel(page), by=BY)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        monkeypatch.setattr(sending, "TEST_SECONDS", 0.2)
        attempt = tryout_send(test=test)
        assert attempt.error == "There was no answer in 0.2 seconds."
        assert attempt.delivery.state == DeliveryState.PARKED
        with pytest.raises(TryInProgress):
            tryout_send(test=test)
        assert Delivery.objects.count() == 1
    monkeypatch.undo()
    wait_for(lambda: not any(thread.is_alive() for thread in sending._left_behind))
    webhook = make_endpoint(page, receiver.address())
    assert tryout_send(test=partial(webhook_test, webhook=webhook, by=BY)).status == 200


def test_it_waits_for_a_workers_try_no_longer_than_for_its_own(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "TEST_SECONDS", 0.1)
    delivery = make_delivery(make_endpoint(page), kind="test")
    assert delivery_claim(delivery=delivery, now=NOW) is not None
    attempt = delivery_send_now(delivery=delivery, now=NOW)
    assert (attempt.number, attempt.duration_ms) == (1, None)
    assert attempt.delivery.state == DeliveryState.PENDING
