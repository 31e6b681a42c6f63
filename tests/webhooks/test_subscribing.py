"""A visitor asks, confirms, manages and leaves."""

from datetime import timedelta

import pytest
from django.db import transaction

from statuspage.actor import Actor
from statuspage.exceptions import Invalid
from statuspage.models import Component, Event, Page
from statuspage.services import component_create
from tests.webhooks.making import NOW, make_delivery, make_visitor
from webhooks.exceptions import NotOffered, SubscriptionNotFound
from webhooks.models import Delivery, Subscription
from webhooks.selectors.subscribers import subscribers_of_address
from webhooks.services.claiming import deliveries_claim
from webhooks.services.settling import deliveries_settle
from webhooks.services.subscribers import (
    subscriber_ask,
    subscriber_confirm,
    subscriber_unsubscribe,
    subscriber_update,
)
from webhooks.tokens import token_make, token_read
from webhooks.transports.email import send_mails
from webhooks.vocabulary import Lane

VISITOR = Actor.for_visitor("203.0.113.9")


@pytest.fixture
def component(page: Page) -> Component:
    return component_create(page=page, name="REST API", by=Actor.system())


@pytest.fixture
def hidden(page: Page) -> Component:
    return component_create(page=page, name="Secret", visible=False, by=Actor.system())


def ask(page, address="Vera@Visitors.example", *, now=NOW, **wish):
    subscriber_ask(page=page, kind="email", address=address, by=VISITOR, now=now, **wish)


def test_it_asks_before_it_tells(page, component):
    ask(page, scope="components", components=[component])
    row = Subscription.objects.get()
    assert (row.state, row.address, row.address_key) == (
        "unconfirmed",
        "Vera@visitors.example",
        "vera@visitors.example",
    )
    delivery = row.deliveries.get()
    assert (delivery.kind, delivery.lane, delivery.next_attempt_at) == ("confirmation", "mail", NOW)
    assert token_make("confirm", row) in delivery.letter.message["url"]
    assert delivery.letter.message["facts"][0]["value"] == "REST API"


def test_it_is_active_once_the_link_was_followed_and_leaves_by_another(page):
    ask(page)
    row = Subscription.objects.get()
    found = token_read("confirm", page, token_make("confirm", row), now=NOW)
    subscriber_confirm(subscription=found, by=VISITOR, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.purge_at, row.confirmed_at) == ("active", None, NOW)
    make_delivery(row)
    leaving = token_read("unsubscribe", page, token_make("unsubscribe", row))
    for _twice in range(2):
        subscriber_unsubscribe(subscription=leaving, by=VISITOR, now=NOW)
    row.refresh_from_db()
    assert row.state == "unsubscribed"
    assert set(row.deliveries.values_list("state", flat=True)) == {"canceled"}
    with pytest.raises(SubscriptionNotFound):
        token_read("confirm", page, token_make("confirm", row), now=NOW)
    kinds = list(Event.objects.order_by("pk").values_list("kind", "subject_label"))
    assert kinds == [
        (f"subscription.{word}", "V…@visitors.example") for word in ("created", "confirmed", "deleted")
    ]


def test_it_sends_an_active_address_its_manage_link_instead(page):
    row = make_visitor(page, "vera@visitors.example", address_host="visitors.example")
    ask(page, "VERA@visitors.example")
    assert Subscription.objects.count() == 1
    message = Delivery.objects.get(kind="confirmation").letter.message
    assert message["url"].endswith(f"/subscribe/manage/{token_make('manage', row)}")


def test_it_adds_components_only_once_the_link_was_followed(page, component):
    other = component_create(page=page, name="Search", by=Actor.system())
    row = make_visitor(page, components=(component,), address_host="visitors.example")
    ask(page, "vera@visitors.example", scope="components", components=[component, other])
    row.refresh_from_db()
    assert [*row.components.all()] == [component]
    found = token_read("confirm", page, token_make("confirm", row), now=NOW)
    subscriber_confirm(subscription=found, by=VISITOR, now=NOW)
    assert {*row.components.all()} == {component, other}


def test_it_confirms_only_what_the_mail_around_the_link_said(page, component):
    ask(page, scope="components", components=[component])
    row = Subscription.objects.get()
    first = token_make("confirm", row)
    later = NOW + timedelta(minutes=11)
    ask(page, now=later)
    subscriber_confirm(subscription=token_read("confirm", page, first, now=later), by=VISITOR, now=later)
    row.refresh_from_db()
    assert (row.state, row.scope) == ("active", "components")
    second = token_read("confirm", page, token_make("confirm", row), now=later)
    subscriber_confirm(subscription=second, by=VISITOR, now=later)
    row.refresh_from_db()
    assert (row.scope, row.components.count()) == ("page", 0)


@pytest.mark.parametrize(
    ("wish", "pointer"),
    [
        ({"scope": "components"}, "/components"),
        ({"scope": "incident"}, "/incident"),
        ({"scope": "everything"}, "/scope"),
        ({"digest": "hourly"}, "/digest"),
    ],
)
def test_it_refuses_wishes_that_mean_nothing(page, wish, pointer):
    with pytest.raises(Invalid) as refused:
        ask(page, **wish)
    assert [error.pointer for error in refused.value.errors] == [pointer]
    assert not Subscription.objects.exists()


def test_it_offers_visitors_only_what_they_can_see_A04(page, hidden, other_page):
    theirs = component_create(page=other_page, name="Theirs", by=Actor.system())
    row = make_visitor(page, "active@visitors.example")
    for component in (hidden, theirs):
        with pytest.raises(Invalid) as refused:
            ask(page, scope="components", components=[component])
        assert refused.value.errors[0].pointer == "/components/0"
        changes = {"scope": "components", "components": [component]}
        with pytest.raises(Invalid), transaction.atomic():
            subscriber_update(subscription=row, changes=changes, by=VISITOR)


def test_it_heeds_the_switches_of_the_page(page):
    page.allow_email = False
    page.save(update_fields=["allow_email"])
    with pytest.raises(NotOffered):
        ask(page)


def test_it_speaks_a_language_of_the_page(page):
    page.languages = ["de", "en"]
    page.save(update_fields=["languages"])
    ask(page, "a@visitors.example", language="en")
    ask(page, "b@visitors.example", language="fr")
    assert [*Subscription.objects.order_by("pk").values_list("language", flat=True)] == ["en", "de"]


def test_it_manages_all_subscriptions_of_an_address_on_the_page(page, other_page):
    row = make_visitor(page, "vera@visitors.example")
    make_visitor(page, "other@visitors.example")
    make_visitor(other_page, "vera@visitors.example")
    assert [*subscribers_of_address(page, row)] == [row]


def test_it_leaves_as_one_mail_to_one_address_with_the_link_E08(page, mailoutbox):
    page.name = "Acme\r\nBcc: everybody@x.example"
    page.save(update_fields=["name"])
    for name in ("vera", "wim"):
        ask(page, f"{name}@visitors.example")
    claimed = deliveries_claim(lane=Lane.MAIL, limit=10, busy={}, now=NOW)
    deliveries_settle(list(zip(claimed, send_mails(claimed), strict=True)), now=NOW)
    assert sorted(mail.to for mail in mailoutbox) == [["vera@visitors.example"], ["wim@visitors.example"]]
    for mail in mailoutbox:
        row = Subscription.objects.get(address=mail.to[0])
        assert token_make("confirm", row) in str(mail.body)
        assert mail.recipients() == mail.to
        assert "\n" not in mail.subject
        assert row.state == "unconfirmed"
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}
