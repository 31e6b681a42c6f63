"""What was sent, over the API: filters, what must not be seen, and sending again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from apikeys.services import IssuedKey
from statuspage.models import Event, Page
from statuspage.sealing import seal
from tests.api.native.conftest import PAGE
from tests.receiver import Receiver, Reply
from tests.rows import each
from tests.webhooks.making import make_channel, make_delivery, make_endpoint, make_event, make_visitor
from webhooks.models import Attempt, Delivery, Subscription
from webhooks.services.sending import delivery_send_now
from webhooks.vocabulary import DeliveryState

DELIVERIES = f"{PAGE}deliveries/"
TOKEN = "t0ken-canary"


@pytest.fixture
def sent(page: Page) -> dict[str, Delivery]:
    """A delivery to each kind of receiver."""
    event = make_event(page)
    made = {
        "webhook": make_delivery(make_endpoint(page), event, state=DeliveryState.PARKED),
        "subscriber": make_delivery(
            make_visitor(page), event, state=DeliveryState.DELIVERED, kind="digest", lane="mail"
        ),
        "channel": make_delivery(make_channel(page), event, lane="mail"),
    }
    for number, delivery in enumerate(made.values()):
        now = timezone.now() - timedelta(hours=number)
        Delivery.objects.filter(pk=delivery.pk).update(created_at=now)
    return made


def listed(api: APIClient, query: str = "") -> list[str]:
    answer = api.get(f"{DELIVERIES}{query}")
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def test_it_lists_what_was_sent_newest_first(api: APIClient, sent: dict[str, Delivery]) -> None:
    rows = api.get(DELIVERIES).json()["results"]
    assert [row["id"] for row in rows] == [delivery.uid for delivery in reversed(sent.values())]
    for receiver, delivery in sent.items():
        row = next(row for row in rows if row["id"] == delivery.uid)
        told = {name: row[name] for name in sent}
        assert told == {name: delivery.subscription.uid if name == receiver else None for name in sent}
        assert [event["type"] for event in row["events"]] == ["component.updated"]


def test_it_filters(api: APIClient, sent: dict[str, Delivery]) -> None:
    webhook, subscriber, channel = sent.values()
    assert listed(api, "?state=parked") == [webhook.uid]
    assert listed(api, "?kind=digest") == [subscriber.uid]
    assert listed(api, f"?webhook={webhook.subscription.uid}") == [webhook.uid]
    assert listed(api, f"?subscriber={subscriber.subscription.uid}") == [subscriber.uid]
    assert listed(api, f"?channel={channel.subscription.uid}") == [channel.uid]
    assert listed(api, f"?webhook={channel.subscription.uid}") == []
    assert len(listed(api, f"?event={webhook.events.get().uid}")) == 3
    assert listed(api, "?event=zzzzzzzzzzzz") == []
    half_an_hour_ago = (timezone.now() - timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert listed(api, f"?from={half_an_hour_ago}") == [webhook.uid]
    assert listed(api, f"?to={half_an_hour_ago}") == [channel.uid, subscriber.uid]
    assert listed(api, f"?state=delivered&webhook={webhook.subscription.uid}") == []
    for wrong in ("?state=lost", "?from=yesterday", "?colour=red", f"?from={half_an_hour_ago}&to=2000-01-01"):
        assert api.get(f"{DELIVERIES}{wrong}").status_code == 400


def test_it_pages_by_cursor(api: APIClient, sent: dict[str, Delivery]) -> None:
    first = api.get(f"{DELIVERIES}?page_size=2").json()
    rest = api.get(first["next"]).json()
    ids = [row["id"] for row in [*first["results"], *rest["results"]]]
    assert ids == [delivery.uid for delivery in reversed(sent.values())]
    assert rest["next"] is None


def test_it_shows_no_address_and_no_secret_D12(
    api: APIClient, page: Page, sent: dict[str, Delivery], client_of: Callable[[Any], APIClient]
) -> None:
    secrets = seal({"secret": "whsec_" + TOKEN, "headers": {"Authorization": f"Bearer {TOKEN}"}})
    address = f"https://hooks.example.com/{TOKEN}?key={TOKEN}"
    Subscription.objects.filter(audience="machine").update(secrets=secrets, address=address)
    echoes = {
        "webhook": (f"No route to {address}", f"<p>whsec_{TOKEN} Bearer {TOKEN}</p>"),
        "subscriber": ("550 <vera@visitors.example> unknown", ""),
        "channel": ("550 oncall@acme.example", ""),
    }
    for receiver, (error, answer) in echoes.items():
        Attempt.objects.create(
            delivery=sent[receiver], number=1, at=timezone.now(), error=error, answer=answer
        )
    for path in (DELIVERIES, *(f"{DELIVERIES}{delivery.uid}/" for delivery in sent.values())):
        text = api.get(path).content.decode()
        for hidden in (TOKEN, "vera@visitors.example", "oncall@acme.example"):
            assert hidden not in text
    shown = api.get(f"{DELIVERIES}{sent['webhook'].uid}/").json()["attempts"][0]
    assert shown["answer"] == "<p>•••••• ••••••</p>"
    assert shown["error"] == "No route to ••••••"


def test_it_shows_no_half_of_a_secret_where_an_answer_was_cut_D12(
    api: APIClient, page: Page, receiver: Receiver
) -> None:
    secret = "Bearer " + "k3y" * 100
    webhook = make_endpoint(page, receiver.address(), secrets=seal({"headers": {"Authorization": secret}}))
    receiver.answer = lambda request: Reply(400, {}, b"x" * 900 + request.headers["authorization"].encode())
    delivery = make_delivery(webhook)
    delivery_send_now(delivery=delivery)
    answer = api.get(f"{DELIVERIES}{delivery.uid}/").json()["attempts"][0]["answer"]
    assert answer == "x" * 900 + "••••••"


def test_it_sends_one_again_D11(api: APIClient, page: Page, receiver: Receiver) -> None:
    delivery = make_delivery(make_endpoint(page, receiver.address()), make_event(page))
    delivery_send_now(delivery=delivery)
    again = api.post(f"{DELIVERIES}{delivery.uid}/redeliver/")
    assert (again.status_code, again.json()["id"], again.json()["state"]) == (200, delivery.uid, "pending")
    delivery_send_now(delivery=delivery)
    first, second = receiver.requests
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
    row = api.get(f"{DELIVERIES}{delivery.uid}/").json()
    assert [attempt["number"] for attempt in row["attempts"]] == [1, 2]
    assert Event.objects.filter(kind="delivery.redelivered", subject_uid=delivery.uid).count() == 1


def test_it_sends_a_range_again_D11(api: APIClient, page: Page, sent: dict[str, Delivery]) -> None:
    now = timezone.now()
    window = {"from": (now - timedelta(hours=3)).isoformat(), "to": (now + timedelta(minutes=1)).isoformat()}
    webhook = sent["webhook"].subscription
    path = f"{DELIVERIES}redeliver/"
    assert api.post(path, {**window, "states": ["canceled"]}, format="json").json() == {"count": 0}
    assert api.post(path, {**window, "webhook": webhook.uid}, format="json").json() == {"count": 1}
    assert api.get(f"{DELIVERIES}{sent['webhook'].uid}/").json()["state"] == "pending"
    finished = {**window, "states": ["delivered"]}
    assert api.post(path, finished, format="json").json() == {"count": 0}
    people = {**finished, "audience": "subscribers"}
    assert api.post(path, people, format="json").json() == {"count": 1}
    assert Event.objects.filter(kind="delivery.redelivered").exists()


@each(
    ("changes", "pointer"),
    [
        ({"webhook": "zzzzzzzzzzzz"}, "/webhook"),
        ({"webhook": "Nothing"}, "/webhook"),
        ({"states": ["lost"]}, "/states/0"),
        ({"states": []}, "/states"),
        ({"audience": "everybody"}, "/audience"),
        ({"to": "tomorrow"}, "/to"),
        ({"to": "2029-12-31T00:00:00Z"}, "/to"),
        ({"from": None}, "/from"),
        ({"until": "2030-01-01T00:00:00Z"}, "/until"),
    ],
)
def test_a_range_must_make_sense(api: APIClient, page: Page, changes: dict[str, Any], pointer: str) -> None:
    window = {"from": "2030-01-01T00:00:00Z", "to": "2030-01-02T00:00:00Z"}
    answer = api.post(f"{DELIVERIES}redeliver/", {**window, **changes}, format="json")
    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


def test_nothing_is_sent_again_to_what_is_disabled(
    api: APIClient, page: Page, issue: Callable[..., IssuedKey]
) -> None:
    delivery = make_delivery(make_endpoint(page, enabled=False), state=DeliveryState.PARKED)
    answer = api.post(f"{DELIVERIES}{delivery.uid}/redeliver/")
    assert answer.status_code == 409
    assert api.get(f"{DELIVERIES}{delivery.uid}/").json()["state"] == "parked"


@pytest.mark.parametrize("receiver", ["subscriber", "channel"])
def test_people_are_told_again_by_keys_that_may_tell_them(
    sent: dict[str, Delivery],
    issue: Callable[..., IssuedKey],
    client_of: Callable[[IssuedKey], APIClient],
    receiver: str,
) -> None:
    span = {"from": "2020-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z", "audience": f"{receiver}s"}
    scope = f"{receiver}s:write"
    machines, people = (
        client_of(issue(*scopes)) for scopes in (("webhooks:write",), ("webhooks:write", scope))
    )
    assert machines.post(f"{DELIVERIES}{sent['webhook'].uid}/redeliver/").status_code == 200
    for path, body in ((f"{sent[receiver].uid}/redeliver/", None), ("redeliver/", span)):
        refused = machines.post(f"{DELIVERIES}{path}", body, format="json")
        assert (refused.status_code, refused.json()["scope"]) == (403, scope), refused.content
        assert people.post(f"{DELIVERIES}{path}", body, format="json").status_code == 200
