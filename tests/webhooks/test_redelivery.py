"""Sending again by hand."""

from datetime import timedelta
from functools import partial

import pytest

from statuspage.exceptions import Invalid
from statuspage.models import Event
from tests.webhooks.making import BY, NOW, make_channel, make_delivery, make_endpoint, make_visitor
from webhooks.exceptions import DeliveryNotFound, NotDeliverable
from webhooks.models import TRIES, Delivery
from webhooks.services.claiming import deliveries_claim
from webhooks.services.redelivery import deliveries_redeliver, delivery_redeliver
from webhooks.services.settling import deliveries_settle
from webhooks.transports.base import Outcome, Verdict
from webhooks.vocabulary import DeliveryState, Lane

pytestmark = pytest.mark.django_db

CLOSED = [DeliveryState.DELIVERED, DeliveryState.PARKED, DeliveryState.CANCELED]


@pytest.mark.parametrize("state", CLOSED)
def test_it_sends_one_again_under_the_same_id_d11(page, state):
    delivery = make_delivery(make_endpoint(page), state=state, tries=TRIES, finished_at=NOW)
    redelivered = delivery_redeliver(delivery=delivery, by=BY, now=NOW)
    assert (redelivered.uid, redelivered.state, redelivered.finished_at) == (delivery.uid, "pending", None)
    [claimed] = deliveries_claim(lane=Lane.WIRE, limit=9, busy={}, now=NOW)
    assert (claimed.uid, claimed.tries, claimed.letter_id) == (delivery.uid, TRIES + 1, delivery.letter_id)
    event = Event.objects.get(kind="delivery.redelivered")
    assert (event.subject_uid, event.actor_uid) == (delivery.uid, BY.uid)
    assert event.before == {"state": state, "tries": TRIES}


def test_it_has_ten_tries_again(page):
    delivery = make_delivery(make_endpoint(page), state=DeliveryState.PARKED, tries=TRIES)
    delivery_redeliver(delivery=delivery, by=BY, now=NOW)
    now = NOW
    for _ in range(TRIES):
        [claimed] = deliveries_claim(lane=Lane.WIRE, limit=9, busy={}, now=now)
        deliveries_settle([(claimed, Outcome(verdict=Verdict.RETRY, error="away"))], now=now)
        now = Delivery.objects.get().next_attempt_at or now
    row = Delivery.objects.get()
    assert (row.state, row.tries, row.budget) == (DeliveryState.PARKED, 2 * TRIES, 2 * TRIES)
    assert now - NOW >= timedelta(hours=75)


def test_it_gives_what_is_on_the_wire_new_tries_behind_this_one(page):
    delivery = make_delivery(make_endpoint(page), tries=TRIES - 1)
    [claimed] = deliveries_claim(lane=Lane.WIRE, limit=9, busy={}, now=NOW)
    asked = [delivery_redeliver(delivery=delivery, by=BY, now=NOW) for _ in range(2)]
    assert {(row.state, row.token, row.next_attempt_at) for row in asked} == {
        ("pending", claimed.token, claimed.next_attempt_at)
    }
    assert Event.objects.filter(kind="delivery.redelivered").count() == 1
    deliveries_settle([(claimed, Outcome(verdict=Verdict.RETRY, error="away"))], now=NOW)
    row = Delivery.objects.get()
    assert (row.state, row.budget) == (DeliveryState.RETRYING, 2 * TRIES)
    assert row.next_attempt_at is not None


@pytest.mark.parametrize("kind", ["confirmation", "test"])
def test_it_sends_no_confirmation_and_no_test_again(page, kind):
    delivery = make_delivery(make_endpoint(page), state=DeliveryState.PARKED, kind=kind)
    Delivery.objects.update(created_at=NOW)
    with pytest.raises(NotDeliverable):
        delivery_redeliver(delivery=delivery, by=BY, now=NOW)
    assert deliveries_redeliver(page=page, since=NOW, until=NOW + timedelta(hours=1), by=BY) == 0
    assert not Event.objects.exists()


def test_it_keeps_to_one_audience_and_counts_open_and_closed_ones(page):
    endpoint = make_endpoint(page)
    for row in (endpoint, make_visitor(page), make_channel(page)):
        make_delivery(row, state=DeliveryState.PARKED)
    for state in (DeliveryState.DELIVERED, DeliveryState.PENDING, DeliveryState.RETRYING):
        make_delivery(endpoint, state=state)
    Delivery.objects.update(created_at=NOW)
    again = partial(deliveries_redeliver, page=page, since=NOW, until=NOW + timedelta(hours=1), by=BY)
    assert again(states=list(DeliveryState)) == 4
    assert set(Delivery.objects.filter(state="parked").values_list("subscription__audience", flat=True)) == {
        "visitor",
        "channel",
    }
    assert again(audience="visitor") == again(audience="channel") == 1


def test_it_refuses_a_range_that_makes_no_sense(page):
    with pytest.raises(Invalid) as refused:
        deliveries_redeliver(page=page, since=NOW, until=NOW - timedelta(hours=1), states=[], by=BY)
    assert [error.pointer for error in refused.value.errors] == ["/to", "/states"]


def test_it_sends_nothing_to_those_who_get_nothing(page):
    delivery = make_delivery(make_endpoint(page, enabled=False), state=DeliveryState.PARKED)
    with pytest.raises(NotDeliverable):
        delivery_redeliver(delivery=delivery, by=BY)
    assert not Event.objects.exists()
    Delivery.objects.all().delete()
    with pytest.raises(DeliveryNotFound):
        delivery_redeliver(delivery=delivery, by=BY)


def test_it_sends_a_range_again_d11(page, other_page):
    endpoint, second = make_endpoint(page), make_endpoint(page)
    made = {}
    for hours in range(4):
        for name, subscription in {"first": endpoint, "second": second}.items():
            row = make_delivery(subscription, state=DeliveryState.PARKED, tries=TRIES)
            made[name, hours] = row.pk
            Delivery.objects.filter(pk=row.pk).update(created_at=NOW + timedelta(hours=hours))
    delivered = make_delivery(endpoint, state=DeliveryState.DELIVERED)
    foreign = make_delivery(make_endpoint(other_page), state=DeliveryState.PARKED)
    mute = make_delivery(make_endpoint(page, enabled=False), state=DeliveryState.PARKED)
    Delivery.objects.filter(pk__in=[delivered.pk, foreign.pk, mute.pk]).update(created_at=NOW)
    again = partial(deliveries_redeliver, since=NOW, until=NOW + timedelta(hours=2), by=BY, now=NOW)
    assert again(page=page, webhook=endpoint) == 2
    opened = set(Delivery.objects.filter(next_attempt_at=NOW).values_list("pk", flat=True))
    assert opened == {made["first", 0], made["first", 1]}
    assert again(page=page) == 2
    assert again(page=page, states=CLOSED) == 1
    assert Event.objects.filter(kind="delivery.redelivered", page=page).count() == 3
    assert Delivery.objects.filter(pk__in=[foreign.pk, mute.pk], state=DeliveryState.PARKED).count() == 2
    assert again(page=page) == 0
    assert Event.objects.filter(kind="delivery.redelivered").count() == 3
