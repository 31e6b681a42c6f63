"""Alert channels in the native API."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from rest_framework.test import APIClient

from apikeys.services import IssuedKey
from statuspage.models import Page
from tests.api.native.conftest import PAGE
from tests.receiver import Receiver, receiver_run
from tests.rows import each
from tests.webhooks.calling import answering
from webhooks.channel_settings import settings_held
from webhooks.models import Subscription

MASK = "••••••"
CHANNELS = f"{PAGE}channels/"
TELEGRAM = {
    "kind": "telegram",
    "name": "On call",
    "config": {
        "bot_token": "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc",
        "chat_id": -1001234567890,
        "remind_every_minutes": 30,
    },
}
WEBHOOK = {
    "kind": "webhook",
    "name": "Pager",
    "config": {
        "url": "https://hooks.acme.example/s3cr3t",
        "headers": {"X-Key": "k3y"},
        "body": '{"t": "{{text}}"}',
    },
}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiver_run() as running:
        yield running


@pytest.fixture
def new_channel(api: APIClient, page: Page) -> Callable[..., dict[str, Any]]:
    def new_channel(body: dict[str, Any] = TELEGRAM, **fields: Any) -> dict[str, Any]:
        answer = api.post(CHANNELS, {**body, **fields}, format="json")
        assert answer.status_code == 201, answer.content
        return dict(answer.json())

    return new_channel


def test_it_makes_a_channel_and_shows_no_secret(
    api: APIClient, new_channel: Callable[..., dict[str, Any]]
) -> None:
    made = new_channel()
    assert made["config"] == {
        "bot_token": MASK,
        "chat_id": "-1001234567890",
        "thread_id": None,
        "silent": False,
        "remind_every_minutes": 30,
        "incidents": True,
        "degraded": True,
    }
    assert (made["kind"], made["checks"], made["enabled"], made["last_error"]) == ("telegram", [], True, "")
    for reference in (made["id"], made["code"]):
        assert api.get(f"{CHANNELS}{reference}/").json() == made
    assert api.get(CHANNELS).json()["results"] == [made]


def test_it_takes_back_what_it_answered(api: APIClient, new_channel: Callable[..., dict[str, Any]]) -> None:
    made = new_channel(WEBHOOK)
    assert made["config"]["url"] == f"https://hooks.acme.example/{MASK}"
    assert made["config"]["headers"] == {"X-Key": MASK}
    changed = {**made, "name": "Renamed", "config": {**made["config"], "incidents": False}}
    answer = api.patch(f"{CHANNELS}{made['id']}/", changed, format="json")
    assert answer.status_code == 200, answer.content
    assert answer.json()["config"] == {**made["config"], "incidents": False}
    row = Subscription.objects.get(uid=made["id"])
    assert (row.name, row.address) == ("Renamed", "https://hooks.acme.example/s3cr3t")
    assert settings_held(row).secrets == {"headers": {"X-Key": "k3y"}}


def test_it_shows_the_body_of_a_webhook_to_those_who_may_change_it(
    new_channel: Callable[..., dict[str, Any]], issue: Callable[..., IssuedKey], client_of: Any
) -> None:
    made = new_channel(WEBHOOK)
    assert made["config"]["body"] == '{"t": "{{text}}"}'
    reader = client_of(issue("read").secret)
    assert reader.get(f"{CHANNELS}{made['id']}/").json()["config"]["body"] == MASK


@each(
    ("body", "pointers"),
    [
        ({**TELEGRAM, "kind": "pigeon"}, {"/kind"}),
        (
            {**TELEGRAM, "config": {"chat_id": "x", "color": 1}},
            {"/config/chat_id", "/config/bot_token", "/config/color"},
        ),
        ({"kind": "email", "name": "M", "config": {"address": "nobody"}}, {"/config/address"}),
        ({"kind": "email", "name": "M", "config": {}}, {"/config/address"}),
        ({"kind": "slack", "name": "S", "config": {"url": "http://169.254.169.254/"}}, {"/config/url"}),
        ({**TELEGRAM, "checks": ["nowhere"]}, {"/checks/0"}),
        ({**TELEGRAM, "language": "xx"}, {"/language"}),
    ],
)
def test_it_names_what_is_wrong(api: APIClient, page: Page, body: dict[str, Any], pointers: set[str]) -> None:
    answer = api.post(CHANNELS, body, format="json")
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} == pointers


def test_it_keeps_its_kind(api: APIClient, new_channel: Callable[..., dict[str, Any]]) -> None:
    made = new_channel()
    answer = api.patch(f"{CHANNELS}{made['id']}/", {"kind": "email"}, format="json")
    assert [error["code"] for error in answer.json()["errors"]] == ["read_only"]


def test_it_deletes_a_channel(api: APIClient, new_channel: Callable[..., dict[str, Any]]) -> None:
    made = new_channel()
    assert api.delete(f"{CHANNELS}{made['id']}/").status_code == 204
    assert api.get(f"{CHANNELS}{made['id']}/").status_code == 404


def test_it_answers_a_test_with_what_the_service_said(
    api: APIClient, new_channel: Callable[..., dict[str, Any]], receiver: Receiver
) -> None:
    answering(receiver, 403, {"code": 40301, "error": "tk_0123456789 is forbidden"})
    config = {"server": receiver.url, "topic": "t", "token": "tk_0123456789"}
    made = new_channel({"kind": "ntfy", "name": "N", "config": config})
    answer = api.post(f"{CHANNELS}{made['id']}/test/")
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (told["kind"], told["channel"], told["state"]) == ("test", made["id"], "parked")
    (attempt,) = told["attempts"]
    assert (attempt["status"], attempt["error"]) == (403, f"ntfy says: {MASK} is forbidden")
    assert api.get(f"{CHANNELS}{made['id']}/").json()["last_error"] == f"ntfy says: {MASK} is forbidden"
