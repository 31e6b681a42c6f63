"""What many hear of is told in turns, with others in between, by as many workers as there are."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.services import incident_open
from statuspage.models import Event, Page
from tests.webhooks.making import BY, NOW, make_endpoint, make_event, make_visitor
from webhooks.models import Delivery, DeliveryItem, FanOut, Subscription, Waiting
from webhooks.services import fanout
from webhooks.services.fanout import CHUNK, events_fan_out


def subscribe_many(page: Page, number: int) -> None:
    Subscription.objects.bulk_create(
        Subscription(
            page=page,
            audience="visitor",
            kind="email",
            state="active",
            address=f"v{serial}@visitors.example",
            address_key=f"v{serial}@visitors.example",
        )
        for serial in range(number)
    )


def test_it_goes_on_where_it_stopped_and_lets_others_in_between_D10(
    page: Page, other_page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fanout, "TURNS", 1)
    subscribe_many(page, CHUNK + 20)
    incident_open(page=page, name="Down", by=BY, now=NOW)
    make_endpoint(other_page)
    assert events_fan_out(now=NOW) == 0
    assert Delivery.objects.count() == CHUNK
    assert FanOut.objects.get().cursor == Delivery.objects.latest("pk").subscription_id
    make_event(other_page, "component.created")
    assert events_fan_out(now=NOW) == 2
    assert Delivery.objects.filter(page=other_page).count() == 1
    assert Delivery.objects.filter(page=page).values("subscription").distinct().count() == CHUNK + 20
    assert not FanOut.objects.exists()
    assert events_fan_out(now=NOW) == 0


@pytest.mark.parametrize("people", [1, 300])
def test_it_needs_a_constant_number_of_queries(page: Page, people: int) -> None:
    subscribe_many(page, people)
    make_endpoint(page)
    incident_open(page=page, name="Down", by=BY, now=NOW)
    with CaptureQueriesContext(connection) as queries:
        assert events_fan_out(now=NOW) == 1
    assert Delivery.objects.count() == people + 1
    assert len(queries) == 21, [query["sql"][:150] for query in queries]


def test_it_needs_two_queries_when_nothing_waits(page: Page, django_assert_max_num_queries: Any) -> None:
    make_endpoint(page)
    with django_assert_max_num_queries(1):
        assert events_fan_out(now=NOW) == 0


@pytest.mark.django_db(transaction=True)
def test_many_workers_tell_everybody_once_F07(page: Page) -> None:
    endpoints = [make_endpoint(page, f"https://hooks.example.com/{number}") for number in range(3)]
    people = [make_visitor(page, f"v{number}@visitors.example") for number in range(3)]
    for number in range(10):
        make_event(page, "component.created", after={"name": str(number)})
        incident_open(page=page, name=f"Trouble {number}", by=BY, now=NOW)

    def work(_worker: int) -> int:
        try:
            return sum(events_fan_out(now=NOW, limit=2) for _round in range(12))
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=4) as pool:
        done = sum(pool.map(work, range(4)))
    events_fan_out(now=NOW)
    assert done <= 20
    assert not Event.objects.filter(dispatched_at__isnull=True).exists()
    told = Counter(DeliveryItem.objects.values_list("delivery__subscription", "event"))
    assert set(told.values()) == {1}
    assert Delivery.objects.filter(subscription__in=endpoints).count() == 20 * 3
    for person in people:
        at_once = Delivery.objects.filter(subscription=person).count()
        assert (at_once, Waiting.objects.filter(subscription=person).count()) == (3, 7)
