"""However many workers settle the same subscriptions at once, nothing is lost."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from statuspage.models import Page
from tests.webhooks.making import NOW, make_delivery, make_endpoint
from webhooks.models import Attempt, Delivery, Subscription
from webhooks.services.claiming import deliveries_claim
from webhooks.services.settling import deliveries_settle
from webhooks.transports.base import Outcome, Verdict
from webhooks.vocabulary import DeliveryState, Lane

pytestmark = pytest.mark.django_db(transaction=True)

Batch = Sequence[tuple[Delivery, Outcome]]


def settle_in_parts(batch: Batch) -> int:
    try:
        return sum(
            deliveries_settle(batch[start : start + 10], now=NOW) for start in range(0, len(batch), 10)
        )
    finally:
        connections.close_all()


def test_workers_that_settle_the_same_subscriptions_lose_nothing(page: Page) -> None:
    endpoints = [make_endpoint(page, last_delivered_at=NOW - timedelta(days=1)) for _ in range(10)]
    for endpoint in endpoints:
        for _ in range(4):
            make_delivery(endpoint)
    claimed = deliveries_claim(lane=Lane.WIRE, limit=100, busy={}, now=NOW)
    assert len(claimed) == 40
    good = Outcome(verdict=Verdict.DELIVERED, status=200)
    bad = Outcome(verdict=Verdict.RETRY, status=500, error="The endpoint answered 500.")
    failing = {endpoint.pk for endpoint in endpoints[:5]}
    results = [(one, bad if one.subscription_id in failing else good) for one in claimed]
    # One comes from the front and the other from the back, so that they want each other's rows.
    with ThreadPoolExecutor(2) as pool:
        moved = list(pool.map(settle_in_parts, (results[0::2], results[1::2][::-1])))
    assert moved == [20, 20]
    assert Attempt.objects.filter(status__in=(200, 500)).count() == 40
    states = Delivery.objects.values_list("subscription_id", "state")
    assert {pk for pk, state in states if state == DeliveryState.RETRYING} == failing
    assert {pk for pk, state in states if state == DeliveryState.DELIVERED} == {
        endpoint.pk for endpoint in endpoints[5:]
    }
    rows = Subscription.objects.values_list("pk", "failing_since", "last_delivered_at")
    assert set(rows) == {
        (one.pk, NOW if one.pk in failing else None, NOW - timedelta(days=1) if one.pk in failing else NOW)
        for one in endpoints
    }
