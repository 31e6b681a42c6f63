"""Webhooks over the API: the true answer of a test, rotation, and who sees secrets."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient
from standardwebhooks import Webhook, WebhookVerificationError

from apikeys.models import IdempotencyRecord
from apikeys.services import IssuedKey
from statuspage.models import Component, Page
from tests.api.native.conftest import PAGE
from tests.receiver import Receiver, Reply

WEBHOOKS = f"{PAGE}webhooks/"
CANARY = "s3cr3t-canary"


@pytest.fixture
def hook(api: APIClient, page: Page, receiver: Receiver) -> dict[str, Any]:
    """A webhook to the receiver, with secrets of its own."""
    body = {"url": f"{receiver.address()}?token={CANARY}", "headers": {"Authorization": f"Bearer {CANARY}"}}
    answer = api.post(WEBHOOKS, body, format="json")
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def test_a_test_answers_what_the_endpoint_said_D12(
    api: APIClient, hook: dict[str, Any], receiver: Receiver
) -> None:
    receiver.answer = lambda request: Reply(
        418, {}, f"<b>I got {request.headers['authorization']}</b>".encode() + b"\x00x" * 2000
    )
    answer = api.post(f"{WEBHOOKS}{hook['id']}/test/")
    assert answer.status_code == 200, answer.content
    delivery = answer.json()
    assert (delivery["kind"], delivery["state"], delivery["webhook"]) == ("test", "parked", hook["id"])
    [attempt] = delivery["attempts"]
    assert (attempt["number"], attempt["status"]) == (1, 418)
    assert attempt["answer"].startswith("<b>I got ••••••</b>")
    assert len(attempt["answer"]) <= 1024
    assert "418" in attempt["error"]
    [request] = receiver.requests
    assert request.headers["authorization"] == f"Bearer {CANARY}"
    assert request.headers["content-type"] == "application/json"
    told = Webhook(hook["secret"]).verify(request.body, request.headers)
    assert (told["type"], told["data"]) == ("webhook.test", {"message": "This is a test."})
    receiver.answer = lambda _request: Reply(204)
    api.patch(f"{WEBHOOKS}{hook['id']}/", {"enabled": False}, format="json")
    assert api.post(f"{WEBHOOKS}{hook['id']}/test/").json()["state"] == "delivered"
    assert api.get(f"{WEBHOOKS}{hook['id']}/").json()["last_delivery"]["state"] == "delivered"


def test_a_test_says_why_nobody_answered(api: APIClient, page: Page) -> None:
    made = api.post(WEBHOOKS, {"url": "http://127.0.0.1:1/"}, format="json").json()
    delivery = api.post(f"{WEBHOOKS}{made['id']}/test/").json()
    assert delivery["state"] == "parked"
    assert delivery["attempts"][0]["status"] is None
    assert delivery["attempts"][0]["error"]


def test_a_rotated_secret_signs_beside_the_one_before_D04(
    api: APIClient, hook: dict[str, Any], receiver: Receiver
) -> None:
    rotated = api.post(f"{WEBHOOKS}{hook['id']}/rotate/").json()
    assert rotated["secret"] != hook["secret"]
    assert rotated["previous_secret_until"] is not None
    api.post(f"{WEBHOOKS}{hook['id']}/test/")
    [request] = receiver.requests
    for secret in (hook["secret"], rotated["secret"]):
        Webhook(secret).verify(request.body, request.headers)
    again = api.post(f"{WEBHOOKS}{hook['id']}/rotate/").json()
    api.post(f"{WEBHOOKS}{hook['id']}/test/")
    request = receiver.requests[-1]
    Webhook(again["secret"]).verify(request.body, request.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(hook["secret"]).verify(request.body, request.headers)


def test_secrets_are_seen_by_those_who_write_webhooks_alone(
    api: APIClient,
    hook: dict[str, Any],
    read_key: IssuedKey,
    client_of: Callable[[IssuedKey], APIClient],
) -> None:
    path = f"{WEBHOOKS}{hook['id']}/"
    api.post(f"{path}test/")
    assert api.get(path).json()["headers"] == {"Authorization": f"Bearer {CANARY}"}
    reader = client_of(read_key)
    for place in (WEBHOOKS, path, f"{PAGE}deliveries/", f"{PAGE}events/"):
        text = reader.get(place).content.decode()
        assert CANARY not in text
        assert hook["secret"] not in text
        assert hook["secret"] not in api.get(place).content.decode()
    assert reader.get(path).json()["url"].endswith(":" + hook["url"].split(":")[2].split("/")[0] + "/••••••")
    # What a reader read may be sent back by a writer.
    masked = {name: reader.get(path).json()[name] for name in ("url", "headers")}
    assert api.patch(path, masked, format="json").status_code == 200
    assert api.get(path).json()["url"] == hook["url"]
    assert api.get(path).json()["headers"] == hook["headers"]


def test_a_repeated_request_makes_one_webhook_and_tells_its_secret_once(api: APIClient, page: Page) -> None:
    body = {"url": f"https://hooks.example.com/?t={CANARY}", "headers": {"X-Token": CANARY}}
    first, again = (api.post(WEBHOOKS, body, format="json", HTTP_IDEMPOTENCY_KEY="once") for _ in range(2))
    assert first.json()["id"] == again.json()["id"]
    assert "secret" in first.json()
    assert again.json().get("secret") is None
    kept = str(list(IdempotencyRecord.objects.values()))
    assert CANARY not in kept
    assert first.json()["secret"] not in kept


def test_naming_components_is_enough_to_mean_them(api: APIClient, component: Component) -> None:
    body = {"url": "https://hooks.example.com/", "components": [component.slug]}
    made = api.post(WEBHOOKS, body, format="json").json()
    assert (made["scope"], made["components"]) == ("components", [component.uid])
    whole = api.patch(f"{WEBHOOKS}{made['id']}/", {"scope": "page"}, format="json").json()
    assert whole["scope"] == "page"


def test_an_object_may_be_sent_back_as_it_was_read(api: APIClient, hook: dict[str, Any]) -> None:
    path = f"{WEBHOOKS}{hook['id']}/"
    read = api.get(path)
    same = api.patch(path, json.loads(read.content), format="json", HTTP_IF_MATCH=read["ETag"])
    assert same.status_code == 200, same.content
    refused = api.patch(path, {"failing_since": "2026-01-01T00:00:00Z", "id": "x" * 12}, format="json")
    assert refused.status_code == 422
    assert api.patch(path, {"description": "d"}, format="json", HTTP_IF_MATCH='"old"').status_code == 412
