"""How long the log of deliveries stays."""

from datetime import timedelta

import pytest

from statuspage.models import Event
from tests.webhooks.making import NOW, make_delivery, make_endpoint, make_event
from webhooks.models import Attempt, Delivery, DeliveryItem, FanOut, Letter
from webhooks.services import retention
from webhooks.services.retention import deliveries_retain
from webhooks.vocabulary import DeliveryState

pytestmark = pytest.mark.django_db


def make_old(endpoint, *, days: int, **fields) -> Delivery:
    row = make_delivery(endpoint, make_event(endpoint.page), **fields)
    Attempt.objects.create(delivery=row, number=1, at=NOW)
    Delivery.objects.filter(pk=row.pk).update(created_at=NOW - timedelta(days=days))
    Letter.objects.filter(pk=row.letter_id).update(created_at=NOW - timedelta(days=days))
    return row


def test_it_forgets_what_is_old_and_closed_in_batches(page, settings, monkeypatch):
    settings.CANDOR_DELIVERY_DAYS = 30
    monkeypatch.setattr(retention, "BATCH", 2)
    endpoint = make_endpoint(page)
    for _ in range(5):
        make_old(endpoint, days=31, state=DeliveryState.DELIVERED)
    fresh = make_old(endpoint, days=29, state=DeliveryState.PARKED)
    still_open = make_old(endpoint, days=40)
    assert deliveries_retain(now=NOW) == 5
    kept = {fresh.pk, still_open.pk}
    assert set(Delivery.objects.values_list("pk", flat=True)) == kept
    assert set(Attempt.objects.values_list("delivery", flat=True)) == kept
    assert set(DeliveryItem.objects.values_list("delivery", flat=True)) == kept
    assert set(Letter.objects.values_list("pk", flat=True)) == {fresh.letter_id, still_open.letter_id}
    assert deliveries_retain(now=NOW) == 0


def test_it_keeps_a_letter_that_one_of_its_deliveries_needs(page, settings):
    settings.CANDOR_DELIVERY_DAYS = 30
    old = make_old(make_endpoint(page), days=31, state=DeliveryState.DELIVERED)
    shared = make_old(make_endpoint(page), days=31)
    Delivery.objects.filter(pk=shared.pk).update(letter=old.letter_id)
    assert deliveries_retain(now=NOW) == 1
    assert list(Letter.objects.values_list("pk", flat=True)) == [old.letter_id]


def test_it_forgets_events_that_were_set_aside_long_ago(page, settings):
    settings.CANDOR_DELIVERY_DAYS = 30
    marks = {}
    for name, days, taken in (("old", 31, True), ("fresh", 29, True), ("waiting", 31, False)):
        event = make_event(page, at=NOW - timedelta(days=days))
        Event.objects.filter(pk=event.pk).update(dispatched_at=NOW if taken else None)
        marks[name] = FanOut.objects.create(event=event, failures=5).pk
    deliveries_retain(now=NOW)
    assert set(FanOut.objects.values_list("pk", flat=True)) == {marks["fresh"], marks["waiting"]}
    assert Event.objects.filter(pk=marks["old"]).exists()
