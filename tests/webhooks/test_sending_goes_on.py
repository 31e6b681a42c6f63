"""Sending goes on after what nobody expected."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import InterfaceError
from django.utils import timezone

from tests.processes import wait_for
from tests.webhooks.making import make_delivery, make_endpoint, make_visitor
from webhooks.messages import Message
from webhooks.models import Attempt, Delivery
from webhooks.services import dispatching
from webhooks.services.dispatching import Dispatcher
from webhooks.transports.email import MailSession
from webhooks.vocabulary import DeliveryState, Lane

pytestmark = pytest.mark.django_db(transaction=True)

EVERY = (Lane.WIRE, Lane.LIBRARY, Lane.MAIL)


@pytest.fixture
def dispatcher() -> Iterator[Dispatcher]:
    """The lanes of a worker of its own."""
    running = Dispatcher()
    yield running
    running.close()


@pytest.fixture
def break_once(monkeypatch) -> Callable[..., None]:
    """Let a function that the dispatcher calls fail at one of its calls."""

    def arrange(name: str, error: BaseException, *, at: int, thread: str = "") -> None:
        real, calls = getattr(dispatching, name), []

        def sometimes(*args: Any, **kwargs: Any) -> Any:
            if threading.current_thread().name.startswith(thread):
                calls.append(name)
            if len(calls) == at:
                calls.append("")
                raise error
            return real(*args, **kwargs)

        monkeypatch.setattr(dispatching, name, sometimes)

    return arrange


def under_way(dispatcher: Dispatcher) -> int:
    return dispatcher._in_all()


def delivered() -> int:
    return Delivery.objects.filter(state=DeliveryState.DELIVERED).count()


@pytest.mark.parametrize("error", [InterfaceError("connection already closed"), RuntimeError("odd")])
def test_it_settles_on_after_a_claim_that_failed_in_its_thread_f15(
    page, receiver, dispatcher, break_once, error
):
    break_once("deliveries_claim", error, at=1, thread="settle")
    endpoint = make_endpoint(page, receiver.address())
    for _ in range(2):
        make_delivery(endpoint)
    dispatcher.run(EVERY)
    wait_for(lambda: delivered() == 1 and not under_way(dispatcher))
    dispatcher.run(EVERY)
    wait_for(lambda: delivered() == 2 and not under_way(dispatcher))
    assert len(receiver.requests) == 2


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_it_starts_the_thread_that_settles_again_f15(page, receiver, dispatcher, break_once):
    break_once("deliveries_settle", SystemExit(), at=1)
    first = make_delivery(make_endpoint(page, receiver.address()))
    dispatcher.run(EVERY)
    wait_for(lambda: not under_way(dispatcher))
    make_delivery(make_endpoint(page, receiver.address()))
    dispatcher.run(EVERY)
    wait_for(lambda: delivered() == 1 and not under_way(dispatcher))
    first.refresh_from_db()
    assert first.lease_until is not None


def test_it_frees_the_places_of_what_could_not_be_kept_f15(page, receiver, dispatcher, break_once):
    break_once("deliveries_give_back", RuntimeError("odd"), at=1)
    make_delivery(make_endpoint(page, receiver.address()))
    dispatcher.run(EVERY)
    wait_for(lambda: delivered() and not under_way(dispatcher))


def test_it_gives_back_what_it_could_not_hand_over_f15(page, receiver, dispatcher, break_once):
    break_once("delivery_post", RuntimeError("can't start new thread"), at=2)
    for number in range(3):
        make_delivery(make_endpoint(page, receiver.address(f"/{number}")))
    make_delivery(make_endpoint(page, "https://other.example", kind="carrier-pigeon"), lane=Lane.LIBRARY)
    dispatcher.run(EVERY)
    wait_for(lambda: not under_way(dispatcher))
    assert Attempt.objects.filter(delivery__lane=Lane.LIBRARY).get().duration_ms is not None
    dispatcher.run(EVERY)
    wait_for(lambda: delivered() == 3)
    assert set(Delivery.objects.filter(lane=Lane.WIRE).values_list("tries", flat=True)) == {1}
    assert len(receiver.requests) == 3


def test_it_blames_only_the_mail_that_could_not_be_made_f15(page, dispatcher, mailoutbox, monkeypatch):
    message = Message(
        subject="Down", headline="Down", page_name="Acme", page_url="https://s.example"
    ).as_values()
    for number in range(3):
        make_delivery(make_visitor(page, f"v{number}@visitors.example"), lane=Lane.MAIL, message=message)
    real = MailSession.send

    def send(session: MailSession, delivery: Delivery) -> Any:
        if delivery.subscription.address.startswith("v1"):
            raise LookupError("odd")
        return real(session, delivery)

    monkeypatch.setattr(MailSession, "send", send)
    dispatcher.run((Lane.MAIL,))
    wait_for(lambda: not under_way(dispatcher))
    assert sorted(one.to[0][:2] for one in mailoutbox) == ["v0", "v2"]
    row = Delivery.objects.exclude(state=DeliveryState.DELIVERED).get()
    assert (row.state, row.tries) == (DeliveryState.RETRYING, 1)
    assert row.next_attempt_at is not None
    assert row.next_attempt_at > timezone.now()


def test_it_goes_on_after_a_batch_of_mails_that_failed_as_a_whole_f15(
    page, dispatcher, mailoutbox, break_once
):
    make_delivery(make_visitor(page), lane=Lane.MAIL)
    break_once("mails_send", LookupError("odd"), at=1)
    dispatcher.run((Lane.MAIL,))
    wait_for(lambda: not under_way(dispatcher))
    assert Delivery.objects.get().state == DeliveryState.RETRYING


def test_it_claims_nothing_once_it_is_closed(page, receiver, dispatcher):
    dispatcher.close()
    make_delivery(make_endpoint(page, receiver.address()))
    assert dispatcher.run(EVERY) == 0
