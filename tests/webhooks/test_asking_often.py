"""R10 of the hardening catalogue: the form floods no address and no domain, and tells nobody who is known."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.services import incident_open
from statuspage.actor import Actor
from statuspage.models import Organization, Page
from tests.webhooks.making import BY, NOW, make_visitor
from webhooks.models import Delivery, Subscription
from webhooks.services.subscribers import floods, subscriber_ask

VISITOR = Actor.for_visitor("203.0.113.9")


def ask(page, address="vera@visitors.example", *, now=NOW, **wish):
    subscriber_ask(page=page, kind="email", address=address, by=VISITOR, now=now, **wish)


def moments():
    return sorted(Delivery.objects.values_list("next_attempt_at", flat=True))


def minutes(number):
    return NOW + timedelta(minutes=number)


@pytest.mark.parametrize("known", [False, True])
def test_one_address_is_written_to_once_in_ten_minutes_R10(page, known):
    if known:
        make_visitor(page, address_host="visitors.example")
    for minute in (0, 1, 9.9, 10, 15):
        ask(page, now=minutes(minute))
    assert moments() == [minutes(0), minutes(10)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("known", [False, True])
def test_twenty_at_once_send_one_message_R10(known):
    page = Page.objects.create(
        organization=Organization.objects.create(name="Acme"), name="Acme", slug="status"
    )
    if known:
        make_visitor(page, address_host="visitors.example")

    def act(number):
        try:
            ask(page, "Vera@visitors.example" if number % 2 else "vera@VISITORS.example")
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=20) as pool:
        for future in [pool.submit(act, number) for number in range(20)]:
            future.result(timeout=60)
    assert Delivery.objects.count() == 1
    assert Subscription.objects.count() == 1


def test_what_else_the_address_asks_for_is_put_off_and_bounded_R10(page, other_page):
    ask(page)
    ask(other_page, now=minutes(1))
    for number in range(8):
        incident = incident_open(page=page, name=f"Trouble {number}", body="b", by=BY)
        ask(page, scope="incident", incident=incident, now=minutes(2))
    assert moments() == [minutes(number) for number in (0, 10, 20, 30, 40, 50, 60)]


def test_one_domain_is_written_to_a_bounded_number_of_times_R10(page, other_page, monkeypatch):
    monkeypatch.setattr(floods, "HOST_LIMIT", 3)
    monkeypatch.setattr(floods, "LARGE_HOST_LIMIT", 5)
    for number in range(7):
        ask(page, f"v{number}@victim.example")
        ask(page, f"v{number}@gmail.com")
    ask(other_page, "w@victim.example")
    ask(page, "w@other.example")
    assert Subscription.objects.filter(page=page, address_host="victim.example").count() == 3
    assert Subscription.objects.filter(address_host="gmail.com").count() == 5
    assert Delivery.objects.count() == 3 + 5 + 2
    ask(page, "late@victim.example", now=minutes(61))
    assert Subscription.objects.filter(address="late@victim.example").exists()


def test_a_known_address_is_answered_like_an_unknown_one_with_like_work_A17(page):
    make_visitor(page, "known@visitors.example", address_host="visitors.example")
    ask(page, "warm@visitors.example")
    work = {}
    for name in ("known", "unknown"):
        with CaptureQueriesContext(connection) as asked:
            answer = partial(ask, page, f"{name}@visitors.example")()
        work[name] = len(asked)
        assert answer is None
    assert abs(work["known"] - work["unknown"]) <= 3, work
