"""From due to settled, with real connections."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.processes import wait_for
from tests.receiver import Received, Reply
from tests.webhooks.making import SECRET, make_delivery, make_endpoint, make_visitor
from webhooks.exceptions import NotDeliverable
from webhooks.messages import Message
from webhooks.models import Attempt, Delivery, Subscription
from webhooks.services import sending
from webhooks.services.claiming import deliveries_claim, deliveries_release
from webhooks.services.dispatching import Dispatcher
from webhooks.services.mailing import mails_send
from webhooks.services.sending import deliveries_send, delivery_send_now
from webhooks.vocabulary import DeliveryKind, DeliveryState, Lane

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dispatcher(monkeypatch) -> Iterator[Dispatcher]:
    """The lanes of a worker of its own."""
    running = Dispatcher()
    monkeypatch.setattr(sending, "dispatcher", lambda: running)
    yield running
    running.close()


def all_closed() -> bool:
    return not Delivery.objects.filter(next_attempt_at__isnull=False).exists()


def test_it_sends_what_is_due_and_keeps_what_came_of_it_d12(page, receiver, dispatcher):
    receiver.answer = lambda _request: Reply(200, {}, b"<b>thank you</b>\x00" + b"x" * 5000)
    delivery = make_delivery(make_endpoint(page, receiver.address()))
    assert deliveries_send() == 1
    wait_for(all_closed)
    row = Delivery.objects.get()
    assert (row.state, row.tries, row.lease_until) == (DeliveryState.DELIVERED, 1, None)
    assert row.finished_at is not None
    attempt = Attempt.objects.get()
    assert (attempt.number, attempt.status, attempt.error) == (1, 200, "")
    assert attempt.answer.startswith("<b>thank you</b>\ufffdxxx")
    assert len(attempt.answer) == 1024
    [request] = receiver.requests
    assert request.headers["webhook-id"] == delivery.uid
    assert request.body == delivery.letter.body
    assert SECRET not in f"{request.headers}{attempt.answer}"


def test_it_sends_many_and_goes_on_without_another_tick(page, receiver, dispatcher):
    endpoints = [make_endpoint(page, receiver.address(f"/{number}")) for number in range(3)]
    for endpoint in endpoints:
        for _ in range(12):
            make_delivery(endpoint)
    deliveries_send()
    wait_for(all_closed)
    assert len(receiver.requests) == 36
    assert len({request.headers["webhook-id"] for request in receiver.requests}) == 36


def test_it_tries_again_what_failed(page, receiver, dispatcher):
    receiver.answer = lambda _request: Reply(503, {"Retry-After": "7200"})
    make_delivery(make_endpoint(page, receiver.address()))
    deliveries_send()
    wait_for(lambda: Delivery.objects.filter(state=DeliveryState.RETRYING))
    row = Delivery.objects.get()
    assert row.next_attempt_at is not None
    assert row.next_attempt_at > timezone.now() + timedelta(seconds=7100)
    assert Attempt.objects.get().status == 503


def test_it_outlives_a_message_that_cannot_be_prepared_f15(page, receiver, dispatcher):
    make_delivery(make_endpoint(page, receiver.address(), kind="carrier-pigeon"))
    make_delivery(make_endpoint(page, receiver.address(), previous_secret="x", previous_secret_until=None))
    deliveries_send()
    wait_for(lambda: Delivery.objects.filter(state=DeliveryState.DELIVERED))
    wait_for(lambda: Delivery.objects.filter(state=DeliveryState.RETRYING))
    assert "carrier-pigeon" in Attempt.objects.get(status=None).error


def test_it_delivers_beside_endpoints_that_hang_f13(page, receiver, dispatcher):
    """Fifty that never answer, each with more that is due, and one that does."""
    released = threading.Event()

    def answer(request: Received) -> Reply:
        if request.path.startswith("/hang"):
            released.wait(30)
        return Reply()

    receiver.answer = answer
    for number in range(50):
        endpoint = make_endpoint(page, receiver.address(f"/hang/{number}"))
        for _ in range(3):
            make_delivery(endpoint)
    good = make_delivery(make_endpoint(page, receiver.address("/good")))
    deliveries_send()
    wait_for(lambda: Delivery.objects.filter(pk=good.pk, state=DeliveryState.DELIVERED))
    wait_for(lambda: Delivery.objects.filter(lease_until__isnull=False).count() == 50)
    assert not Attempt.objects.filter(status=200).exclude(delivery=good).exists()
    released.set()


def test_it_sends_mail_and_nothing_to_those_who_left_d09(page, dispatcher, mailoutbox):
    stays, left = make_visitor(page, "stays@visitors.example"), make_visitor(page, "left@visitors.example")
    message = Message(
        subject="Down", headline="Down", page_name="Acme", page_url="https://s.example"
    ).as_values()
    deliveries = [make_delivery(one, lane=Lane.MAIL, message=message) for one in (left, stays)]
    claimed = deliveries_claim(lane=Lane.MAIL, limit=9, busy={}, now=timezone.now())
    Subscription.objects.filter(pk=left.pk).update(state="unsubscribed")
    assert [(one.pk, outcome and outcome.verdict) for one, outcome in mails_send(claimed)] == [
        (deliveries[0].pk, None),
        (deliveries[1].pk, "delivered"),
    ]
    assert [one.to for one in mailoutbox] == [["stays@visitors.example"]]
    deliveries_release()
    deliveries_send()
    wait_for(all_closed)
    assert Delivery.objects.get(pk=deliveries[0].pk).state == DeliveryState.CANCELED
    assert len({one.message()["Message-ID"] for one in mailoutbox}) == 1


def test_it_gives_the_true_answer_of_a_test(page, receiver):
    receiver.answer = lambda _request: Reply(500, {}, b"no such route")
    delivery = make_delivery(make_endpoint(page, receiver.address()), kind=DeliveryKind.TEST)
    attempt = delivery_send_now(delivery=delivery)
    assert (attempt.status, attempt.answer) == (500, "no such route")
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.PARKED
    assert delivery.subscription.failing_since is None


def test_it_refuses_a_test_of_what_is_over(page, receiver):
    delivery = make_delivery(make_endpoint(page, state="unsubscribed"), kind=DeliveryKind.TEST)
    with pytest.raises(NotDeliverable):
        delivery_send_now(delivery=delivery)
