"""Acts on many subscribers, and on those of one incident."""

from collections.abc import Callable
from typing import Any

import pytest

from incidents.models import Incident
from incidents.services import incident_open
from statuspage.models import Page
from tests.webhooks.making import BY, NOW, make_visitor
from webhooks.models import Delivery, Subscription

Send = Callable[..., Any]


@pytest.fixture
def path(page: Page) -> str:
    return f"/v1/pages/{page.uid}/subscribers"


@pytest.fixture
def incident(page: Page) -> Incident:
    return incident_open(page=page, name="Slow", by=BY, now=NOW)


def states(page: Page) -> list[str]:
    return list(page.subscriptions.order_by("pk").values_list("state", flat=True))


def test_it_asks_all_unconfirmed_mail_addresses_again(send: Send, path: str, page: Page) -> None:
    for n in range(3):
        make_visitor(page, f"v{n}@visitors.example", state="unconfirmed")
    make_visitor(page, "a@visitors.example")
    answer = send("POST", f"{path}/resend_confirmation", {"subscribers": "all"})
    assert (answer.status_code, answer.content) == (201, b"")
    assert Delivery.objects.filter(kind="confirmation").count() == 3
    assert send("POST", f"{path}/resend_confirmation", {"subscribers": "all"}).status_code == 201
    assert Delivery.objects.count() == 3


def test_it_ends_active_ones_unless_another_state_is_named(send: Send, path: str, page: Page) -> None:
    rows = [make_visitor(page, f"{s}@visitors.example", state=s) for s in ("active", "unconfirmed")]
    hook = make_visitor(page, "https://hook.example.com/", kind="webhook")
    body = {"subscribers": [row.uid for row in (*rows, hook)], "type": "email"}
    answer = send("POST", f"{path}/unsubscribe", body)
    assert (answer.status_code, answer.content) == (201, b"")
    assert states(page) == ["unsubscribed", "unconfirmed", "active"]
    assert Delivery.objects.get().kind == "goodbye"
    quiet = {"subscribers": "all", "state": "all", "skip_unsubscription_notification": "true"}
    assert send("POST", f"{path}/unsubscribe", quiet).status_code == 201
    assert states(page) == ["unsubscribed"] * 3
    assert Delivery.objects.count() == 1


def test_it_takes_out_of_quarantine(send: Send, path: str, page: Page) -> None:
    make_visitor(page, "q@visitors.example", state="quarantined", quarantined_at=NOW, confirmed_at=NOW)
    make_visitor(page, "https://hook.example.com/", kind="webhook", state="quarantined", confirmed_at=NOW)
    body = {"subscribers": "all", "type": "email"}
    assert send("POST", f"{path}/reactivate", body).status_code == 201
    assert states(page) == ["active", "quarantined"]


@pytest.mark.parametrize("act", ["resend_confirmation", "unsubscribe", "reactivate"])
@pytest.mark.parametrize(
    ("subscribers", "status"),
    [
        (None, 422),
        ([], 422),
        ("", 422),
        ([7], 422),
        ([f"{n:012}" for n in range(101)], 422),
        (["aaaaaaaaaaaa"] * 101, 422),
        (["aaaaaaaaaaaa"], 404),
        ("everybody", 404),
    ],
)
def test_it_refuses_whom_it_does_not_know(
    send: Send, path: str, page: Page, act: str, subscribers: Any, status: int
) -> None:
    make_visitor(page, state="unconfirmed")
    refused = send("POST", f"{path}/{act}", {"subscribers": subscribers})
    assert refused.status_code == status
    assert set(refused.json()) == {"error", "message"}
    assert states(page) == ["unconfirmed"]


def test_it_refuses_words_it_does_not_know(send: Send, path: str, page: Page) -> None:
    make_visitor(page)
    for wrong in ({}, {"subscribers": "all", "type": "pigeon"}, {"subscribers": "all", "state": "x"}):
        assert send("POST", f"{path}/unsubscribe", wrong).status_code == (422 if wrong else 400)
    assert states(page) == ["active"]


def test_ids_of_another_page_are_unknown(send: Send, path: str, page: Page, organization: Any) -> None:
    mine = make_visitor(page)
    second = Page.objects.create(organization=organization, name="Second", slug="second")
    foreign = make_visitor(second)
    body = {"subscribers": [mine.uid, foreign.uid]}
    assert send("POST", f"{path}/unsubscribe", body).status_code == 404
    assert (states(page), states(second)) == (["active"], ["active"])


def test_it_ends_all_only_below_a_hundred(send: Send, path: str, page: Page) -> None:
    for n in range(100):
        make_visitor(page, f"v{n}@visitors.example")
    refused = send("POST", f"{path}/unsubscribe", {"subscribers": "all"})
    assert refused.status_code == 422
    assert set(states(page)) == {"active"}


def test_subscribers_of_an_incident_are_listed_there_only(
    send: Send, path: str, page: Page, incident: Incident
) -> None:
    own = f"/v1/pages/{page.uid}/incidents/{incident.uid}/subscribers"
    made = send("POST", own, {"subscriber": {"email": "ines@visitors.example"}})
    assert made.status_code == 201
    uid = made.json()["id"]
    assert Delivery.objects.get().kind == "confirmation"
    assert [row["id"] for row in send("GET", own).json()] == [uid]
    assert send("GET", f"{path}?state=all").json() == []
    assert send("GET", f"{path}/{uid}").status_code == 404
    assert send("DELETE", f"{path}/{uid}").status_code == 404
    assert send("POST", f"{path}/unsubscribe", {"subscribers": [uid], "state": "all"}).status_code == 404
    assert send("GET", f"{path}/count?state=all").json()["email"] == 0
    other = incident_open(page=page, name="Other", by=BY, now=NOW)
    elsewhere = f"/v1/pages/{page.uid}/incidents/{other.uid}/subscribers/{uid}"
    assert send("GET", elsewhere).status_code == 404
    assert send("POST", own, {"subscriber": {"email": "ines@visitors.example"}}).status_code == 409
    assert send("POST", f"{own}/{uid}/resend_confirmation").status_code == 201
    assert send("DELETE", f"{own}/{uid}").json()["id"] == uid
    assert send("GET", own).json() == []
    assert send("GET", f"{path}/unsubscribed").json() == []


def test_nobody_subscribes_to_a_draft(send: Send, page: Page) -> None:
    draft = incident_open(page=page, name="Slow", draft=True, by=BY, now=NOW)
    own = f"/v1/pages/{page.uid}/incidents/{draft.uid}/subscribers"
    assert send("GET", own).status_code == 404
    assert send("POST", own, {"subscriber": {"email": "ines@visitors.example"}}).status_code == 404
    assert not Subscription.objects.exists()
