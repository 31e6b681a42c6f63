"""Who is sent to next: fair turns, leases, and what is not sent any more."""

from collections import Counter
from datetime import timedelta

import pytest

from statuspage.models import Page
from tests.rows import each
from tests.webhooks.making import NOW, make_delivery, make_endpoint, make_visitor
from webhooks.models import Attempt, Delivery, OwnerNotice, Subscription
from webhooks.services.claiming import (
    IN_FLIGHT,
    LEASES,
    deliveries_claim,
    deliveries_give_back,
    deliveries_release,
    delivery_claim,
)
from webhooks.vocabulary import DeliveryKind, Lane

pytestmark = pytest.mark.django_db


def claim(lane: Lane = Lane.WIRE, *, limit: int = 100, busy: dict[int, int] | None = None, **kwargs):
    return deliveries_claim(lane=lane, limit=limit, busy=busy or {}, **{"now": NOW, **kwargs})


def make_well(page: Page, **fields) -> Subscription:
    return make_endpoint(page, last_delivered_at=NOW - timedelta(days=1), **fields)


def test_it_leases_and_writes_the_attempt_before_anything_is_sent(page, django_assert_num_queries):
    delivery = make_delivery(make_endpoint(page))
    [claimed] = claim()
    assert claimed.pk == delivery.pk
    assert claimed.letter.body == delivery.letter.body
    row = Delivery.objects.get()
    assert (row.tries, row.token, row.lease_until) == (1, claimed.token, NOW + LEASES[Lane.WIRE])
    assert row.token != delivery.token
    assert Attempt.objects.values_list("delivery", "number", "at", "duration_ms").get() == (
        row.pk,
        1,
        NOW,
        None,
    )
    with django_assert_num_queries(1):
        assert claim() == []


def test_it_gives_out_again_what_a_crash_left_f06(page):
    make_delivery(make_endpoint(page))
    claim()
    assert claim(now=NOW + LEASES[Lane.WIRE] - timedelta(seconds=1)) == []
    [again] = claim(now=NOW + LEASES[Lane.WIRE])
    assert again.tries == 2
    assert Attempt.objects.count() == 2


def test_it_frees_all_leases_for_the_only_worker(page):
    make_delivery(make_endpoint(page))
    claim()
    assert deliveries_release(now=NOW) == 1
    assert [row.tries for row in claim()] == [2]


def test_it_gives_back_what_was_not_sent_without_counting_a_try(page):
    make_delivery(make_endpoint(page))
    [claimed] = claim()
    assert deliveries_give_back(deliveries=[claimed], now=NOW) == 1
    assert deliveries_give_back(deliveries=[claimed], now=NOW) == 0
    assert not Attempt.objects.exists()
    assert [row.tries for row in claim()] == [1]


def test_it_lets_endpoints_that_hang_hold_up_nobody_f13(page):
    """Fifty new endpoints with more than they can take, and one more: each gets its first try at once."""
    endpoints = [make_endpoint(page) for _ in range(51)]
    for endpoint in endpoints:
        for _ in range(3):
            make_delivery(endpoint)
    claimed = claim(limit=200, room=400)
    assert Counter(row.subscription_id for row in claimed) == dict.fromkeys((one.pk for one in endpoints), 1)


def test_it_gives_endpoints_that_fail_half_of_the_room_together_f13(page):
    failing = [make_endpoint(page, failing_since=NOW) for _ in range(12)]
    for endpoint in failing:
        make_delivery(endpoint)
    well = make_well(page)
    make_delivery(well)
    assert len(claim(limit=20, room=20)) == 11
    busy = {one.pk: 1 for one in failing[:10]}
    late = make_delivery(well)
    assert [row.pk for row in claim(limit=10, room=20, busy=busy)] == [late.pk]


def test_it_finds_who_is_well_and_who_is_new_among_many_that_fail_f13(page):
    failing = [
        Subscription(page=page, audience="machine", kind="webhook", state="active", failing_since=NOW)
        for _ in range(600)
    ]
    for row in Subscription.objects.bulk_create(failing):
        make_delivery(row)
    well, new = make_well(page), make_endpoint(page)
    wanted = {make_delivery(one).pk for one in (well, new)}
    claimed = [row.pk for row in claim(limit=10, room=20)]
    assert len(claimed) == 10
    assert wanted <= set(claimed)


def test_it_lets_those_who_fail_have_a_turn_beside_many_that_are_well(page):
    for _ in range(20):
        make_delivery(make_well(page))
    late = [make_delivery(make_endpoint(page, failing_since=NOW)) for _ in range(5)]
    claimed = {row.pk for row in claim(limit=8, room=80)}
    assert len(claimed & {row.pk for row in late}) == 2


def test_it_tries_the_new_before_those_that_failed(page):
    for _ in range(20):
        make_delivery(make_endpoint(page, failing_since=NOW))
    new = {make_delivery(make_endpoint(page)).pk for _ in range(3)}
    assert new <= {row.pk for row in claim(limit=3, room=80)}


def test_it_keeps_places_for_those_who_have_none_yet(page):
    """Endpoints that were well and all hang now cannot fill the room either."""
    busy = {make_well(page).pk: IN_FLIGHT for _ in range(5)}
    greedy, newcomer = make_well(page), make_well(page)
    busy[greedy.pk] = 1
    make_delivery(greedy)
    make_delivery(newcomer)
    make_delivery(newcomer)
    assert [row.subscription_id for row in claim(limit=39, room=80, busy=busy)] == [newcomer.pk]


def test_it_sends_several_at_a_time_to_an_endpoint_that_is_well(page):
    endpoint = make_well(page)
    for _ in range(IN_FLIGHT + 3):
        make_delivery(endpoint)
    assert len(claim(busy={endpoint.pk: 2})) == IN_FLIGHT - 2


def test_it_takes_turns_between_pages_for_mail_d10(page, other_page):
    for number in range(30):
        make_delivery(make_visitor(page, f"v{number}@visitors.example"), lane=Lane.MAIL)
    for number in range(2):
        make_delivery(make_visitor(other_page, f"v{number}@visitors.example"), lane=Lane.MAIL)
    claimed = claim(Lane.MAIL, limit=20)
    assert Counter(row.page_id for row in claimed) == {page.pk: 18, other_page.pk: 2}


@each(
    ("kind", "fields", "sent"),
    [
        (DeliveryKind.EVENT, {}, True),
        (DeliveryKind.EVENT, {"enabled": False}, False),
        (DeliveryKind.EVENT, {"state": "unsubscribed"}, False),
        (DeliveryKind.EVENT, {"state": "quarantined"}, False),
        (DeliveryKind.EVENT, {"state": "unconfirmed"}, False),
        (DeliveryKind.CONFIRMATION, {"state": "unconfirmed"}, True),
        (DeliveryKind.CONFIRMATION, {"state": "unsubscribed"}, False),
        (DeliveryKind.CONFIRMATION, {"state": "quarantined"}, False),
        (DeliveryKind.TEST, {"enabled": False}, True),
        (DeliveryKind.TEST, {"state": "unsubscribed"}, False),
    ],
)
def test_it_judges_the_subscription_again_d09(page, kind, fields, sent):
    make_delivery(make_endpoint(page, **fields), kind=kind)
    assert bool(claim()) is sent
    row = Delivery.objects.get()
    kept = "parked" if kind == DeliveryKind.EVENT and "enabled" in fields else "canceled"
    assert row.state == ("pending" if sent else kept)
    assert Attempt.objects.count() == sent


def test_it_sends_nothing_of_a_page_that_was_deleted(page):
    make_delivery(make_endpoint(page))
    page.deleted_at = NOW
    page.save(update_fields=["deleted_at"])
    assert claim() == []
    assert Delivery.objects.get().state == "canceled"


def test_it_parks_what_used_up_its_tries_without_an_answer_f15(page):
    make_delivery(make_endpoint(page), tries=10, budget=10)
    other = make_delivery(make_endpoint(page))
    assert [row.pk for row in claim()] == [other.pk]
    assert Delivery.objects.exclude(pk=other.pk).get().state == "parked"
    assert OwnerNotice.objects.get().kind == "parked"


def test_it_claims_one_that_is_not_due_but_not_one_under_way(page):
    delivery = make_delivery(make_endpoint(page), next_attempt_at=NOW + timedelta(hours=1))
    claimed = delivery_claim(delivery=delivery, now=NOW)
    assert claimed is not None
    assert claimed.tries == 1
    assert delivery_claim(delivery=delivery, now=NOW) is None
