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
from webhooks.services.subscribers import (
    floods,
    subscriber_add,
    subscriber_ask,
    subscriber_confirm,
    subscribers_import,
)

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
    assert moments() == [minutes(number) for number in (0, 10, 70)]


def test_it_is_asked_ever_more_seldom_while_nobody_answers_R10(page):
    for minute in range(0, 60 * 24 * 3, 60):
        ask(page, now=minutes(minute))
    hours = [(moment - NOW) / timedelta(hours=1) for moment in moments()]
    assert hours == [0, 1, 2, 8, 32, 56]


def test_who_answers_is_asked_again_after_the_shortest_pause_R10(page):
    for minute in (0, 10, 70):
        ask(page, now=minutes(minute))
    subscriber_confirm(subscription=Subscription.objects.get(), by=VISITOR, now=minutes(71))
    ask(page, now=minutes(80))
    assert moments() == [minutes(number) for number in (0, 10, 70, 80)]


@pytest.mark.parametrize(
    "spellings",
    [
        ["person+{}@victim.example", "person@victim.example"],
        ["per.son+{}@gmail.com", "p.e.r.s.o.n+{}@gmail.com", "person@googlemail.com"],
    ],
)
def test_spellings_that_reach_one_mailbox_share_the_pause_R10(page, spellings):
    for number, spelling in enumerate(spellings):
        ask(page, spelling.format(number))
    assert moments() == [minutes(0), minutes(10), minutes(70)][: len(spellings)]
    assert Subscription.objects.count() == len(spellings)


def test_dots_tell_mailboxes_of_other_providers_apart(page):
    ask(page, "per.son@victim.example")
    ask(page, "person@victim.example")
    assert moments() == [NOW, NOW]


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("victim.example", "victim.example"),
        ("s1.wild.example", "wild.example"),
        ("a.b.wild.example", "wild.example"),
        ("mail.acme.co.uk", "acme.co.uk"),
        ("acme.co.uk", "acme.co.uk"),
        ("co.uk", "co.uk"),
        ("s1.web.de", "web.de"),
        ("mail.googlemail.com", "gmail.com"),
        ("hooks.slack.com", "slack.com"),
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8::1", "2001:db8::1"),
    ],
)
def test_domains_are_counted_by_what_somebody_registered(host, domain):
    assert floods.domain_of(host) == domain


def test_one_domain_is_written_to_a_bounded_number_of_times_R10(page, other_page, monkeypatch):
    monkeypatch.setattr(floods, "HOST_LIMIT", 3)
    monkeypatch.setattr(floods, "LARGE_HOST_LIMIT", 5)
    for number in range(7):
        ask(page, f"v{number}@s{number}.victim.example")
        ask(other_page, f"v{number}@gmail.com")
    ask(other_page, "w@victim.example")
    ask(page, "w@other.example")
    victims = Delivery.objects.filter(subscription__address_host__endswith="victim.example")
    hours = [minutes(60 * number) for number in range(3)]
    assert list(victims.order_by("next_attempt_at").values_list("next_attempt_at", flat=True)) == [
        *[hours[0]] * 3,
        *[hours[1]] * 3,
        *[hours[2]] * 2,
    ]
    assert Delivery.objects.filter(subscription__address_host="gmail.com", next_attempt_at=NOW).count() == 5
    assert Delivery.objects.filter(subscription__address="w@other.example", next_attempt_at=NOW).exists()


def test_what_would_come_much_later_is_not_sent_R10(page, monkeypatch):
    monkeypatch.setattr(floods, "HOST_LIMIT", 1)
    for number in range(10):
        ask(page, f"v{number}@victim.example")
    assert moments() == [minutes(60 * number) for number in range(7)]
    assert Subscription.objects.count() == 7


def test_whom_the_team_adds_does_not_count_against_visitors(page, monkeypatch):
    monkeypatch.setattr(floods, "HOST_LIMIT", 1)
    subscribers_import(page=page, text="address\na@victim.example\nb@victim.example\n", by=BY, now=NOW)
    subscriber_add(page=page, kind="email", address="c@victim.example", by=BY, now=NOW)
    ask(page, "v@victim.example")
    assert moments() == [NOW] * 4


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
