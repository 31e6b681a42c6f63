"""Subscribing somebody, changing what they hear of, ending it, asking again."""

from collections.abc import Callable
from typing import Any

import pytest

from statuspage.models import AudienceMember, Component, Page
from statuspage.services import component_create, group_create
from tests.rows import each
from tests.webhooks.making import BY, NOW, make_visitor
from webhooks.models import Delivery, Subscription

Send = Callable[..., Any]
HOOK = "https://hook.example.com/candor"


@pytest.fixture
def path(page: Page) -> str:
    return f"/v1/pages/{page.uid}/subscribers"


@pytest.fixture
def component(page: Page) -> Component:
    return component_create(page=page, name="API", by=BY, now=NOW)


def test_it_asks_a_new_address_to_confirm(send: Send, path: str) -> None:
    made = send("POST", path, {"subscriber": {"email": "vera@visitors.example"}})
    assert made.status_code == 201
    row = Subscription.objects.get(uid=made.json()["id"])
    assert (row.state, row.scope, made.json()["mode"]) == ("unconfirmed", "page", "email")
    assert Delivery.objects.get(subscription=row).kind == "confirmation"


def test_it_takes_one_at_its_word_where_told_to(send: Send, path: str, component: Component) -> None:
    body = {
        "email": "vera@visitors.example",
        "skip_confirmation_notification": "true",
        "component_ids": [component.uid],
    }
    made = send("POST", path, {"subscriber": body}).json()
    assert (made["components"], made["skip_confirmation_notification"]) == ([component.uid], True)
    assert Subscription.objects.get().state == "active"
    assert not Delivery.objects.exists()


def test_a_webhook_has_somebody_who_answers_for_it(send: Send, path: str) -> None:
    made = send("POST", path, {"subscriber": {"endpoint": HOOK, "email": "ops@visitors.example"}}).json()
    assert (made["mode"], made["endpoint"], made["email"]) == ("webhook", HOOK, "ops@visitors.example")
    refused = send("POST", path, {"subscriber": {"endpoint": f"{HOOK}2"}})
    assert refused.status_code == 422
    assert refused.json()["error"][0].startswith("Email: ")


@each(
    ("subscriber", "words"),
    [
        ({"phone_country": "US", "phone_number": "2025550105"}, "SMS is not configured"),
        ({"mode": "slack", "email": "vera@visitors.example"}, "cannot be created by API"),
        ({"endpoint": "https://hooks.slack.com/services/T0/B0/x", "email": "v@x.example"}, "by API"),
        ({"type": "teams"}, "cannot be created by API"),
        ({}, "Email: "),
        ({"email": "no address"}, "Email: "),
        ({"endpoint": "ftp://hook.example.com", "email": "v@x.example"}, "Endpoint: "),
        ({"email": "v@x.example", "component_ids": []}, "Component ids: "),
        ({"email": "v@x.example", "component_ids": None}, "Component ids: "),
        ({"email": "v@x.example", "component_ids": ["aaaaaaaaaaaa"]}, "Component ids 0: "),
        ({"email": "v@x.example", "component_ids": ["a" * 12] * 2 + [f"{n:012}" for n in range(100)]}, "100"),
        ({"email": "v@x.example", "page_access_user": "aaaaaaaaaaaa"}, "Page access user: "),
        ({"email": "v@x.example", "skip_confirmation_notification": "perhaps"}, "Skip confirmation"),
        ({"email": ["v@x.example"]}, "Email: "),
    ],
)
def test_it_refuses_what_it_cannot_take(
    send: Send, path: str, subscriber: dict[str, Any], words: str
) -> None:
    refused = send("POST", path, {"subscriber": subscriber})
    assert refused.status_code == 422
    assert words in refused.json()["message"]
    assert refused.json()["message"] == ", ".join(refused.json()["error"])
    assert not Subscription.objects.exists()


def test_a_body_without_its_wrapper_is_malformed(send: Send, path: str) -> None:
    assert send("POST", path, {"email": "vera@visitors.example"}).status_code == 400
    assert send("POST", path, {"subscriber": "vera@visitors.example"}).status_code == 400


def test_it_knows_who_is_subscribed_already(send: Send, path: str) -> None:
    body = {"subscriber": {"email": "vera@visitors.example"}}
    assert [send("POST", path, body).status_code for _time in range(2)] == [201, 409]
    again = {"subscriber": {"email": "VERA@visitors.example"}}
    assert send("POST", path, again).status_code == 409


def test_a_component_of_another_page_is_unknown(send: Send, path: str, other_page: Page) -> None:
    foreign = component_create(page=other_page, name="Elsewhere", by=BY, now=NOW)
    body = {"email": "vera@visitors.example", "component_ids": [foreign.uid]}
    assert send("POST", path, {"subscriber": body}).status_code == 422


def test_a_group_stands_for_its_components(send: Send, path: str, page: Page) -> None:
    group = group_create(page=page, name="Backend", by=BY, now=NOW)
    inside = component_create(page=page, name="Queue", group=group, by=BY, now=NOW)
    body = {"email": "vera@visitors.example", "component_ids": [group.uid]}
    assert send("POST", path, {"subscriber": body}).json()["components"] == [inside.uid]


def test_it_changes_what_somebody_hears_of(send: Send, path: str, page: Page, component: Component) -> None:
    row = make_visitor(page)
    one = f"{path}/{row.uid}"
    assert send("PATCH", one, {"component_ids": [component.uid]}).json()["components"] == [component.uid]
    assert send("PATCH", one, {"component_ids": []}).status_code == 422
    assert send("PATCH", one, {"component_ids": ["aaaaaaaaaaaa"]}).status_code == 422
    row.refresh_from_db()
    assert row.scope == "components"
    assert send("PATCH", one, {}).json()["components"] is None
    row.refresh_from_db()
    assert row.scope == "page"


def test_it_ends_one_and_says_goodbye_unless_told_not_to(send: Send, path: str, page: Page) -> None:
    quiet, told = make_visitor(page, "quiet@visitors.example"), make_visitor(page, "told@visitors.example")
    skipped = send("DELETE", f"{path}/{quiet.uid}?skip_unsubscription_notification=true")
    ended = send("DELETE", f"{path}/{told.uid}")
    assert (skipped.status_code, ended.status_code) == (200, 200)
    assert ended.json()["id"] == told.uid
    assert list(Delivery.objects.values_list("subscription", "kind")) == [(told.pk, "goodbye")]
    assert send("GET", path).json() == []
    assert len(send("GET", f"{path}/unsubscribed").json()) == 2
    assert send("PATCH", f"{path}/{told.uid}", {}).status_code == 422


def test_it_asks_again_but_not_too_often(send: Send, path: str, page: Page) -> None:
    row, active = make_visitor(page, state="unconfirmed"), make_visitor(page, "a@visitors.example")
    answers = [send("POST", f"{path}/{row.uid}/resend_confirmation") for _time in range(2)]
    # As where many are asked: whom another mail has just asked is passed over.
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == b""
    assert Delivery.objects.count() == 1
    assert send("POST", f"{path}/{active.uid}/resend_confirmation").status_code == 422
    assert send("POST", f"{path}/aaaaaaaaaaaa/resend_confirmation").status_code == 404


def test_a_member_of_a_restricted_page_is_told_as_that(send: Send, path: str, page: Page) -> None:
    page.visibility = "restricted"
    page.save(update_fields=["visibility"])
    mona = AudienceMember.objects.create(page=page, email="Mona@members.example")
    by_address = {"email": "mona@members.example"}
    assert send("POST", path, {"subscriber": by_address}).json()["page_access_user_id"] == mona.uid
    hook = {"endpoint": HOOK, "email": "mona@members.example", "page_access_user": mona.uid}
    assert send("POST", path, {"subscriber": hook}).json()["page_access_user_id"] == mona.uid
    assert send("POST", path, {"subscriber": {**hook, "endpoint": HOOK}}).status_code == 409
    stranger = send("POST", path, {"subscriber": {"email": "stranger@visitors.example"}})
    assert stranger.status_code == 422
    assert "Page access user: " in stranger.json()["message"]


def test_who_subscribed_before_becomes_the_members(send: Send, path: str, page: Page) -> None:
    row = make_visitor(page, "mona@members.example")
    page.visibility = "restricted"
    page.save(update_fields=["visibility"])
    mona = AudienceMember.objects.create(page=page, email="mona@members.example")
    made = send("POST", path, {"subscriber": {"email": "mona@members.example"}})
    assert (made.status_code, made.json()["id"]) == (201, row.uid)
    assert made.json()["page_access_user_id"] == mona.uid
    assert Subscription.objects.count() == 1
