"""What becomes of a delivery after a try, and of the subscription."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from statuspage.models import Event
from tests.webhooks.making import NOW, make_channel, make_delivery, make_endpoint, make_visitor
from webhooks.models import TRIES, Attempt, Delivery, OwnerNotice, Subscription
from webhooks.schedule import WAITS
from webhooks.services.canceling import deliveries_cancel
from webhooks.services.claiming import deliveries_claim
from webhooks.services.settling import deliveries_settle
from webhooks.transports.base import Outcome, Verdict
from webhooks.vocabulary import DeliveryKind, DeliveryState, Lane

pytestmark = pytest.mark.django_db

FAILED = Outcome(verdict=Verdict.RETRY, status=500, error="The endpoint answered 500.", answer="oh no")
GOOD = Outcome(verdict=Verdict.DELIVERED, status=204, duration_ms=12)


def claim(now=NOW) -> list[Delivery]:
    return deliveries_claim(lane=Lane.WIRE, limit=100, busy={}, now=now)


def settle(outcome: Outcome, now=NOW) -> Delivery:
    [claimed] = claim(now)
    deliveries_settle([(claimed, outcome)], now=now)
    return Delivery.objects.get(pk=claimed.pk)


def test_it_ends_what_was_delivered_and_remembers_that_the_endpoint_is_well(page):
    endpoint = make_endpoint(page, failing_since=NOW, last_error="The endpoint answered 500.")
    make_delivery(endpoint)
    row = settle(GOOD)
    assert (row.state, row.finished_at, row.next_attempt_at) == (DeliveryState.DELIVERED, NOW, None)
    assert Attempt.objects.values_list("status", "duration_ms", "error").get() == (204, 12, "")
    endpoint.refresh_from_db()
    assert (endpoint.failing_since, endpoint.last_error, endpoint.last_delivered_at) == (None, "", NOW)


def test_it_settles_many_in_as_many_queries_as_one(page, django_assert_max_num_queries):
    endpoints = [make_endpoint(page) for _ in range(20)]
    for endpoint in endpoints:
        make_delivery(endpoint)
    claimed = claim()
    with django_assert_max_num_queries(8):
        deliveries_settle([(one, GOOD) for one in claimed], now=NOW)


def test_it_tries_ten_times_then_parks_and_tells_the_owners_once_d06(page):
    endpoint = make_endpoint(page)
    make_delivery(endpoint)
    now = NOW
    for number in range(1, TRIES):
        row = settle(FAILED, now)
        assert (row.state, row.tries) == (DeliveryState.RETRYING, number)
        assert row.next_attempt_at is not None
        wait = (row.next_attempt_at - now).total_seconds()
        assert WAITS[number - 1] <= wait <= WAITS[number - 1] * 1.2
        now = row.next_attempt_at
    assert now - NOW >= timedelta(hours=75)
    assert not OwnerNotice.objects.exists()
    row = settle(FAILED, now)
    assert (row.state, row.tries, row.next_attempt_at) == (DeliveryState.PARKED, TRIES, None)
    assert claim(now + timedelta(days=30)) == []
    assert list(Attempt.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 11))
    notice = OwnerNotice.objects.get()
    assert (notice.subscription, notice.kind, notice.since) == (endpoint, "parked", NOW)
    make_delivery(endpoint, tries=TRIES - 1)
    settle(FAILED, now)
    assert OwnerNotice.objects.count() == 1


def test_it_waits_as_long_as_it_was_asked_to_d06(page):
    make_delivery(make_endpoint(page))
    row = settle(Outcome(verdict=Verdict.RETRY, status=429, retry_after=86_400.0))
    assert row.next_attempt_at is not None
    assert row.next_attempt_at >= NOW + timedelta(days=1)


def test_it_disables_an_endpoint_that_says_it_is_gone_d06(page):
    endpoint = make_endpoint(page)
    first, waiting = (
        make_delivery(endpoint),
        make_delivery(endpoint, next_attempt_at=NOW + timedelta(hours=1)),
    )
    other = make_delivery(make_endpoint(page), next_attempt_at=NOW + timedelta(hours=1))
    row = settle(Outcome(verdict=Verdict.GONE, status=410, error="The endpoint says that it is gone (410)."))
    assert (row.pk, row.state) == (first.pk, DeliveryState.PARKED)
    waiting.refresh_from_db()
    assert waiting.state == DeliveryState.PARKED
    endpoint.refresh_from_db()
    assert (endpoint.enabled, endpoint.disabled_reason[-6:]) == (False, "(410).")
    assert Event.objects.filter(kind="webhook.disabled", subject_uid=endpoint.uid).count() == 1
    other.refresh_from_db()
    assert other.state == DeliveryState.PENDING


def test_it_disables_an_endpoint_that_only_failed_for_five_days(page):
    endpoint = make_endpoint(page)
    for hours in range(0, 121, 24):
        make_delivery(endpoint, tries=TRIES - 1, next_attempt_at=NOW + timedelta(hours=hours))
        endpoint.refresh_from_db()
        assert endpoint.enabled
        settle(FAILED, NOW + timedelta(hours=hours))
    endpoint.refresh_from_db()
    assert not endpoint.enabled
    assert "five days" in endpoint.disabled_reason
    assert not Delivery.objects.filter(next_attempt_at__isnull=False).exists()
    assert set(OwnerNotice.objects.values_list("kind", "since")) == {("parked", NOW), ("disabled", NOW)}


def test_it_keeps_an_endpoint_that_fails_again_after_a_quiet_time(page):
    """What it was not asked in between says nothing about it: the five days begin again."""
    endpoint = make_endpoint(page)
    for days in (0, 1, 8, 9, 14, 15):
        at = NOW + timedelta(days=days)
        make_delivery(endpoint, tries=TRIES - 1, next_attempt_at=at)
        settle(FAILED, at)
        endpoint.refresh_from_db()
        assert endpoint.enabled
    assert endpoint.failing_since == NOW + timedelta(days=14)


def test_it_asks_nothing_more_about_endpoints_that_failed_lately(page):
    counts = []
    for since in (None, NOW - timedelta(days=4)):
        make_delivery(make_endpoint(page, failing_since=since))
        [claimed] = claim()
        with CaptureQueriesContext(connection) as found:
            deliveries_settle([(claimed, FAILED)], now=NOW)
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_it_disables_nobody_who_answered_in_between(page):
    endpoint = make_endpoint(page, failing_since=NOW - timedelta(days=6))
    for _ in range(2):
        make_delivery(endpoint)
    settled = [(claim()[0], GOOD), (claim()[0], FAILED)]
    deliveries_settle(settled, now=NOW)
    endpoint.refresh_from_db()
    assert endpoint.enabled
    assert endpoint.failing_since is None


def test_it_quarantines_an_address_that_bounces(page):
    visitor = make_visitor(page, kind="email")
    make_delivery(visitor)
    later = make_delivery(visitor, next_attempt_at=NOW + timedelta(hours=1))
    row = settle(Outcome(verdict=Verdict.BOUNCED, status=550, error="No such user."))
    assert row.state == DeliveryState.PARKED
    visitor.refresh_from_db()
    assert visitor.state == "quarantined"
    later.refresh_from_db()
    assert later.state == DeliveryState.CANCELED
    assert not OwnerNotice.objects.exists()


def test_it_does_not_disable_mail_while_our_own_server_is_away_f18(page):
    channel = make_channel(page, failing_since=NOW - timedelta(days=9))
    make_delivery(channel)
    settle(FAILED)
    channel.refresh_from_db()
    assert channel.enabled


def test_it_keeps_the_answer_of_who_came_too_late_and_changes_nothing_else_f06(page):
    endpoint = make_endpoint(page)
    make_delivery(endpoint)
    [late] = claim()
    [current] = claim(late.lease_until)
    assert deliveries_settle([(late, FAILED)], now=NOW) == 0
    row = Delivery.objects.get()
    assert (row.state, row.token, row.tries) == (DeliveryState.PENDING, current.token, 2)
    assert Attempt.objects.get(number=1).answer == "oh no"
    assert Subscription.objects.get().failing_since is None
    assert deliveries_settle([(current, GOOD)], now=NOW) == 1


def test_it_revives_nothing_that_was_canceled_or_deleted_meanwhile_d09(page):
    canceled, deleted = make_endpoint(page), make_endpoint(page)
    for endpoint in (canceled, deleted):
        make_delivery(endpoint)
    claimed = claim()
    deliveries_cancel(subscription=canceled, reason="They left.", now=NOW)
    Delivery.objects.filter(subscription=deleted).delete()
    assert deliveries_settle([(one, FAILED) for one in claimed], now=NOW) == 0
    assert Delivery.objects.get().state == DeliveryState.CANCELED
    assert Attempt.objects.get().status == 500


def test_it_tries_a_test_once_and_blames_nobody(page):
    endpoint = make_endpoint(page)
    make_delivery(endpoint, kind=DeliveryKind.TEST)
    assert settle(FAILED).state == DeliveryState.PARKED
    endpoint.refresh_from_db()
    assert (endpoint.failing_since, endpoint.last_error) == (None, "The endpoint answered 500.")
    assert not OwnerNotice.objects.exists()
