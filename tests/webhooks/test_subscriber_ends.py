"""How subscriptions end: nothing more is sent, and addresses are forgotten."""

from datetime import timedelta

import pytest

from statuspage.actor import Actor
from statuspage.exceptions import Conflict
from statuspage.models import Event
from tests.webhooks.making import BY, NOW, make_channel, make_delivery, make_event, make_visitor
from webhooks.mail.compose import mail_compose
from webhooks.models import Delivery, Subscription, Waiting
from webhooks.services.claiming import deliveries_claim
from webhooks.services.settling import deliveries_settle
from webhooks.services.subscribers import (
    subscriber_add,
    subscriber_ask,
    subscriber_proved,
    subscriber_quarantine,
    subscriber_reactivate,
    subscriber_resend_confirmation,
    subscriber_unsubscribe,
    subscribers_prove,
    subscribers_purge,
)
from webhooks.tokens import stamp_of, token_make
from webhooks.transports.base import Outcome, Verdict
from webhooks.vocabulary import Lane

VISITOR = Actor.for_visitor("203.0.113.9")


def days(number):
    return NOW + timedelta(days=number)


def add(page, address="vera@visitors.example", **options):
    return subscriber_add(page=page, kind="email", address=address, by=BY, now=NOW, **options)


def test_nothing_goes_to_who_left_between_enqueue_and_send_D09(page):
    row = make_visitor(page)
    event = make_event(page, "incident.opened")
    for kind in ("event", "digest", "group", "confirmation"):
        make_delivery(row, event, kind=kind, lane="mail")
    Waiting.objects.create(subscription=row, event=event, kind="digest", release_at=NOW)
    subscriber_unsubscribe(subscription=row, by=VISITOR, now=NOW)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"canceled"}
    assert not Waiting.objects.exists()
    # What a late hand still enqueues is judged again before it is sent.
    for kind in ("event", "confirmation"):
        make_delivery(row, event, kind=kind, lane="mail")
    assert deliveries_claim(lane=Lane.MAIL, limit=10, busy={}, now=NOW) == []


def test_an_unreachable_address_waits_in_quarantine(page):
    row = make_visitor(page)
    make_delivery(row)
    said = "550 <Vera@visitors.example> unknown"
    subscriber_quarantine(subscription=row, reason=said, now=NOW)
    subscriber_quarantine(subscription=row, reason="again", now=days(1))
    row.refresh_from_db()
    assert (row.state, row.quarantined_at, row.last_error) == (
        "quarantined",
        NOW,
        "550 <Vera@visitors.example> unknown",
    )
    assert Delivery.objects.get().state == "canceled"
    after = Event.objects.get(kind="subscription.quarantined").after or {}
    assert after["reason"] == "550 <v…@visitors.example> unknown"
    subscriber_reactivate(subscription=row, by=BY, now=days(2))
    row.refresh_from_db()
    assert (row.state, row.quarantined_at, row.last_error) == ("unconfirmed", None, "")
    with pytest.raises(Conflict):
        subscriber_reactivate(subscription=row, by=BY)


def test_who_confirmed_once_is_active_after_quarantine(page):
    row = add(page, skip_confirmation=True)
    subscriber_quarantine(subscription=row, reason="full", now=NOW)
    subscriber_reactivate(subscription=row, by=BY, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.purge_at) == ("active", None)


def test_asking_again_leads_out_of_quarantine_by_confirming(page):
    row = make_visitor(page, state="quarantined", quarantined_at=NOW, address_host="visitors.example")
    subscriber_ask(page=page, kind="email", address=row.address, by=VISITOR, now=days(1))
    row.refresh_from_db()
    assert (row.state, row.quarantined_at, row.purge_at) == ("unconfirmed", None, days(8))
    assert Delivery.objects.get().kind == "confirmation"


def test_an_endpoint_is_active_once_it_took_its_first_message(page):
    url = "https://hooks.example/candor"
    subscriber_ask(page=page, kind="webhook", address=url, contact_email="v@x.example", by=VISITOR, now=NOW)
    row = Subscription.objects.get()
    delivery = row.deliveries.get()
    assert (row.state, delivery.kind, delivery.lane) == ("unconfirmed", "confirmation", "wire")
    failed = Outcome(verdict=Verdict.RETRY, status=500, error="It answered 500.")
    for number, outcome in enumerate((failed, Outcome(verdict=Verdict.DELIVERED, status=204))):
        moment = NOW + timedelta(hours=number)
        (claimed,) = deliveries_claim(lane=Lane.WIRE, limit=10, busy={}, now=moment)
        row.refresh_from_db()
        assert row.state == "unconfirmed"
        deliveries_settle([(claimed, outcome)], now=moment)
    row.refresh_from_db()
    assert (row.state, row.confirmed_at) == ("active", NOW + timedelta(hours=1))
    # Whoever answers for it is sent the link to manage it, which the endpoint itself need not understand.
    (claimed,) = deliveries_claim(lane=Lane.MAIL, limit=10, busy={}, now=NOW + timedelta(hours=1))
    mail = mail_compose(claimed)
    assert mail.to == ["v@x.example"]
    assert f"/subscribe/manage/{token_make('manage', row)}" in str(mail.body)
    assert url not in str(mail.body)
    assert Event.objects.filter(kind="subscription.confirmed").count() == 1


def test_a_contact_of_many_webhooks_is_not_flooded_R10(page):
    for number in range(9):
        url = f"https://h{number}.example/"
        row = make_visitor(page, url, kind="webhook", state="unconfirmed", contact_email="V@x.example")
        subscriber_proved(subscription=row, now=NOW)
    mails = Delivery.objects.filter(lane="mail").order_by("next_attempt_at")
    moments = list(mails.values_list("next_attempt_at", flat=True))
    assert moments == [NOW + timedelta(minutes=number) for number in (0, 10, 70)]


def test_a_mail_that_was_taken_confirms_nothing(page):
    row = add(page)
    (claimed,) = deliveries_claim(lane=Lane.MAIL, limit=10, busy={}, now=NOW)
    deliveries_settle([(claimed, Outcome(verdict=Verdict.DELIVERED, status=250))], now=NOW)
    assert subscribers_prove(NOW) == 0
    row.refresh_from_db()
    assert row.state == "unconfirmed"


def test_a_proof_that_a_crash_lost_is_made_up_for(page):
    url = "https://hooks.example/candor"
    subscriber_ask(page=page, kind="webhook", address=url, contact_email="v@x.example", by=VISITOR, now=NOW)
    Delivery.objects.update(state="delivered", next_attempt_at=None, dedupe_key="confirmation:1")
    assert subscribers_prove(NOW) == 0
    row = Subscription.objects.get()
    Delivery.objects.update(dedupe_key=f"confirmation:{stamp_of(NOW)}")
    assert subscribers_prove(NOW) == 1
    row.refresh_from_db()
    assert row.state == "active"


def test_it_asks_once_more_only_after_a_while(page):
    row = add(page)
    with pytest.raises(Conflict) as refused:
        subscriber_resend_confirmation(subscription=row, by=BY, now=NOW + timedelta(minutes=9))
    assert refused.value.code == "recently_sent"
    subscriber_resend_confirmation(subscription=row, by=BY, now=NOW + timedelta(minutes=10))
    assert Delivery.objects.count() == 2
    active = add(page, "b@visitors.example", skip_confirmation=True)
    with pytest.raises(Conflict):
        subscriber_resend_confirmation(subscription=active, by=BY, now=NOW)


def test_who_left_is_asked_before_they_are_told_again_D09(page):
    row = add(page, skip_confirmation=True)
    with pytest.raises(Conflict):
        add(page)
    subscriber_unsubscribe(subscription=row, by=VISITOR, now=NOW)
    with pytest.raises(Conflict) as refused:
        add(page, skip_confirmation=True)
    assert refused.value.code == "unsubscribed"
    assert add(page).state == "unconfirmed"


def test_what_was_never_confirmed_and_who_left_is_forgotten(page):
    asked = add(page, "asked@visitors.example")
    left = add(page, "left@visitors.example", skip_confirmation=True)
    away = add(page, "away@visitors.example", skip_confirmation=True)
    told = add(page, "told@visitors.example", skip_confirmation=True)
    channel = make_channel(page, purge_at=NOW)
    make_delivery(asked)
    subscriber_unsubscribe(subscription=left, by=VISITOR, now=NOW)
    subscriber_quarantine(subscription=away, reason="full", now=NOW)
    assert subscribers_purge(days(6.99)) == 0
    assert subscribers_purge(days(7)) == 1
    assert not Subscription.objects.filter(pk=asked.pk).exists()
    assert subscribers_purge(days(30)) == 1
    assert subscribers_purge(days(90)) == 1
    assert subscribers_purge(days(4000)) == 0
    for row in (left, away):
        row.refresh_from_db()
        assert (row.state, row.address, row.address_key, row.address_host) == ("unsubscribed", "", "", "")
    for row in (told, channel):
        row.refresh_from_db()
        assert row.address
    said = [str(event.before) + str(event.after) + event.subject_label for event in Event.objects.all()]
    assert not [text for text in said if "@visitors" in text.replace("…@visitors", "")]
