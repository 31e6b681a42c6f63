"""Who answers for a visitor's webhook, and is sent the link to manage it."""

from datetime import timedelta
from typing import Any

import pytest

from incidents.services import incident_open
from statuspage.actor import Actor
from statuspage.models import Page
from tests.webhooks.making import BY, NOW
from webhooks.models import Delivery, Subscription
from webhooks.services.subscribers import (
    floods,
    subscriber_ask,
    subscriber_proved,
    subscriber_quarantine,
)

HOOK = "https://hooks.example.org/in"


def ask(page: Page, contact: str, address: str = HOOK, *, now: Any = NOW, **wish: Any) -> None:
    subscriber_ask(
        page=page,
        kind="webhook",
        address=address,
        contact_email=contact,
        by=Actor.for_visitor("203.0.113.9"),
        now=now,
        **wish,
    )


def contacts() -> list[str]:
    return list(Subscription.objects.order_by("pk").values_list("contact_email", flat=True))


def test_the_last_to_ask_answers_for_what_never_took_a_message(page: Page) -> None:
    ask(page, "one@acme.example")
    ask(page, "two@acme.example", now=NOW + timedelta(hours=1))
    assert contacts() == ["two@acme.example"]


@pytest.mark.parametrize("contact", ["owner@acme.example", ""])
def test_nobody_else_comes_to_answer_for_what_was_told_once(page: Page, contact: str) -> None:
    ask(page, "owner@acme.example")
    row = Subscription.objects.get()
    subscriber_proved(subscription=row, now=NOW)
    Subscription.objects.update(contact_email=contact)
    subscriber_quarantine(subscription=row, reason="410", now=NOW + timedelta(hours=1))
    ask(page, "mallory@evil.example", now=NOW + timedelta(hours=2))
    subscriber_proved(subscription=row, now=NOW + timedelta(hours=3))
    row.refresh_from_db()
    assert (row.state, row.contact_email) == ("active", contact)


def test_nobody_else_comes_to_answer_for_it_by_way_of_an_incident(page: Page) -> None:
    ask(page, "owner@acme.example")
    subscriber_proved(subscription=Subscription.objects.get(), now=NOW)
    Subscription.objects.update(scope="components")
    incident = incident_open(page=page, name="Slow", body="b", by=BY, now=NOW)
    ask(page, "mallory@evil.example", now=NOW + timedelta(hours=2), scope="incident", incident=incident)
    assert contacts() == ["owner@acme.example", "owner@acme.example"]


def test_the_contact_is_written_to_once_the_endpoint_took_a_message(page: Page) -> None:
    ask(page, "owner@acme.example")
    assert not Delivery.objects.filter(lane="mail").exists()
    subscriber_proved(subscription=Subscription.objects.get(), now=NOW)
    assert Delivery.objects.get(lane="mail").next_attempt_at == NOW


def _mails() -> list[Any]:
    return sorted(Delivery.objects.filter(lane="mail").values_list("next_attempt_at", flat=True))


def test_many_endpoints_do_not_flood_the_domain_of_one_contact_R10(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(floods, "HOST_LIMIT", 3)
    for number in range(8):
        ask(
            page, f"victim{number}@s{number}.target.example", f"https://hooks{number}.site{number}.example/in"
        )
    for row in Subscription.objects.all():
        subscriber_proved(subscription=row, now=NOW)
    hours = [NOW + timedelta(hours=number) for number in range(3)]
    assert _mails() == [*[hours[0]] * 3, *[hours[1]] * 3, *[hours[2]] * 2]
    subscriber_ask(
        page=page, kind="email", address="v@target.example", by=Actor.for_visitor("203.0.113.9"), now=NOW
    )
    assert _mails()[-1] == hours[2]
    assert len(_mails()) == 9


def test_many_endpoints_do_not_flood_one_contact_R10(page: Page) -> None:
    for number in range(8):
        ask(page, f"victim+{number}@target.example", f"https://hooks{number}.site{number}.example/in")
    for row in Subscription.objects.all():
        subscriber_proved(subscription=row, now=NOW)
    assert _mails() == [NOW + timedelta(minutes=number) for number in (0, 10, 70)]
