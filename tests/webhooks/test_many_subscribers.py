"""Many subscribers are asked, told again or ended by one act."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from statuspage.exceptions import Invalid
from statuspage.models import Event, Page
from tests.webhooks.making import BY, NOW, make_delivery, make_visitor
from webhooks.exceptions import SubscriptionNotFound
from webhooks.models import Asking, Delivery, Subscription
from webhooks.services import subscribers
from webhooks.services.canceling import deliveries_cancel_of
from webhooks.services.claiming import may_be_sent
from webhooks.services.subscribers import many

pytestmark = pytest.mark.django_db


def states(page: Page) -> dict[str, int]:
    found: dict[str, int] = {}
    for state in page.subscriptions.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def crowd(page: Page, number: int, start: int = 0, **fields: Any) -> list[Subscription]:
    given = {"state": "unconfirmed", **fields}
    return [make_visitor(page, f"v{n}@visitors.example", **given) for n in range(start, start + number)]


def test_it_asks_unconfirmed_addresses_once_more(page: Page) -> None:
    rows = crowd(page, 3)
    crowd(page, 1, 10, state="active")
    make_visitor(page, "https://v.example.com/", kind="webhook", state="unconfirmed")
    assert subscribers.subscribers_resend_confirmation(page=page, chosen="all", by=BY, now=NOW) == 3
    assert set(Delivery.objects.values_list("subscription", "kind", "next_attempt_at")) == {
        (row.pk, "confirmation", NOW) for row in rows
    }
    links = {delivery.letter.message["url"] for delivery in Delivery.objects.select_related("letter")}
    assert len(links) == 3
    assert [event.after for event in Event.objects.filter(kind="subscription.updated")] == [
        {"asked_again": 3}
    ]


def test_it_writes_to_nobody_twice_in_ten_minutes_R10(page: Page, other_page: Page) -> None:
    rows = crowd(page, 2)
    asked: dict[str, Any] = {"page": page, "chosen": [row.uid for row in rows], "by": BY}
    assert subscribers.subscribers_resend_confirmation(**asked, now=NOW) == 2
    assert subscribers.subscribers_resend_confirmation(**asked, now=NOW + timedelta(minutes=9)) == 0
    assert subscribers.subscribers_resend_confirmation(**asked, now=NOW + timedelta(minutes=11)) == 2
    # What another page asks one of them for meanwhile waits for the end of its pause.
    make_visitor(other_page, "v0@visitors.example", state="unconfirmed")
    soon = NOW + timedelta(minutes=15)
    assert subscribers.subscribers_resend_confirmation(page=other_page, chosen="all", by=BY, now=soon) == 1
    assert other_page.deliveries.get().next_attempt_at == NOW + timedelta(minutes=21)


def test_it_asks_a_bounded_number_at_once_and_goes_on_when_asked_again(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many, "MOST_ASKED", 2)
    crowd(page, 5)
    ask = partial(subscribers.subscribers_resend_confirmation, page=page, chosen="all", by=BY)
    assert [ask(now=NOW) for _again in range(4)] == [2, 2, 1, 0]
    # Who was asked longest ago comes first.
    later = NOW + timedelta(minutes=11)
    assert [ask(now=later), ask(now=later)] == [2, 2]
    asked = Delivery.objects.filter(next_attempt_at=later).values_list("subscription", flat=True)
    assert len(set(asked)) == 4


def test_it_takes_spellings_of_one_mailbox_for_one(page: Page) -> None:
    for name in ("vera", "vera+status", "vera+more"):
        make_visitor(page, f"{name}@visitors.example", state="unconfirmed")
    assert subscribers.subscribers_resend_confirmation(page=page, chosen="all", by=BY, now=NOW) == 1
    assert Asking.objects.count() == 1


def test_it_reactivates_those_in_quarantine(page: Page) -> None:
    told = crowd(page, 2, state="quarantined", quarantined_at=NOW, confirmed_at=NOW, last_error="full")
    never = crowd(page, 1, 5, state="quarantined", quarantined_at=NOW)
    other = make_visitor(page, "https://v.example.com/", kind="webhook", state="quarantined")
    number = subscribers.subscribers_reactivate(page=page, chosen="all", kinds=["email"], by=BY, now=NOW)
    assert number == 3
    for row in (*told, *never, other):
        row.refresh_from_db()
    assert [row.state for row in (*told, *never, other)] == [
        "active",
        "active",
        "unconfirmed",
        "quarantined",
    ]
    assert (told[0].quarantined_at, told[0].last_error, told[0].purge_at) == (None, "", None)
    assert never[0].purge_at is not None


def test_it_ends_many_and_says_goodbye_to_who_was_told(page: Page) -> None:
    active, unconfirmed = crowd(page, 2, state="active"), crowd(page, 1, 5)
    late = make_delivery(active[0])
    number = subscribers.subscribers_unsubscribe(
        page=page,
        chosen="all",
        states=("active", "unconfirmed", "unsubscribed"),
        goodbye=True,
        by=BY,
        now=NOW,
    )
    assert number == 3
    assert states(page) == {"unsubscribed": 3}
    late.refresh_from_db()
    assert late.state == "canceled"
    assert Event.objects.filter(kind="subscription.deleted").count() == 3
    mails = list(Delivery.objects.filter(kind="goodbye").select_related("subscription"))
    assert {mail.subscription_id for mail in mails} == {row.pk for row in active}
    assert all(may_be_sent(mail) for mail in mails)
    assert unconfirmed[0].pk not in {mail.subscription_id for mail in mails}


def test_it_ends_all_only_where_they_are_fewer_than_a_hundred(page: Page) -> None:
    crowd(page, 100, state="active")
    with pytest.raises(Invalid):
        subscribers.subscribers_unsubscribe(page=page, chosen="all", by=BY, now=NOW)
    assert states(page) == {"active": 100}
    page.subscriptions.filter(address="v0@visitors.example").delete()
    assert subscribers.subscribers_unsubscribe(page=page, chosen="all", by=BY, now=NOW) == 99


@pytest.mark.parametrize("act", ["resend_confirmation", "reactivate", "unsubscribe"])
def test_it_refuses_unknown_and_too_many_and_changes_nothing(page: Page, other_page: Page, act: str) -> None:
    service = getattr(subscribers, f"subscribers_{act}")
    mine = crowd(page, 1)[0]
    foreign = make_visitor(other_page, state="active")
    for chosen in ([mine.uid, foreign.uid], [mine.uid, "nobody000000"]):
        with pytest.raises(SubscriptionNotFound):
            service(page=page, chosen=chosen, by=BY, now=NOW)
    with pytest.raises(Invalid):
        service(page=page, chosen=[f"{n:012}" for n in range(101)], by=BY, now=NOW)
    assert service(page=page, chosen=[], by=BY, now=NOW) == 0
    assert (states(page), states(other_page)) == ({"unconfirmed": 1}, {"active": 1})
    assert not Event.objects.exists()
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("act", ["resend_confirmation", "unsubscribe", "reactivate"])
def test_it_makes_no_more_queries_for_more_of_them(page: Page, act: str) -> None:
    service = getattr(subscribers, f"subscribers_{act}")
    state = {"resend_confirmation": "unconfirmed", "unsubscribe": "active", "reactivate": "quarantined"}[act]
    counts = []
    for start, number in ((0, 3), (100, 40)):
        crowd(page, number, start, state=state)
        with CaptureQueriesContext(connection) as few:
            assert service(page=page, chosen="all", by=BY, now=NOW) == number
        counts.append(len(few))
    assert counts[1] <= counts[0]


def test_it_cancels_nothing_of_others(page: Page) -> None:
    mine, others = crowd(page, 2, state="active")
    kept, gone = make_delivery(others), make_delivery(mine)
    assert deliveries_cancel_of(subscriptions=[mine.pk], reason="test", now=NOW) == 1
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.state, gone.state) == ("pending", "canceled")
