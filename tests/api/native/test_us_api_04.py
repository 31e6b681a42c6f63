"""US-API-04, webhooks: criteria 16 to 20 of the uptime.link contract, with a real receiver."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from rest_framework.test import APIClient
from standardwebhooks import Webhook, WebhookVerificationError

from statuspage.models import Component, Page
from tests.api.native.conftest import PAGE
from tests.receiver import Receiver, Reply
from webhooks.models import Delivery
from webhooks.services.fanout import events_fan_out
from webhooks.services.sending import delivery_send_now
from webhooks.vocabulary import OPEN_STATES

WEBHOOKS = f"{PAGE}webhooks/"
TOUCHED = "partial_outage"


@pytest.fixture
def hook(api: APIClient, component: Component, receiver: Receiver) -> dict[str, Any]:
    """A webhook to the receiver, as it was answered."""
    events_fan_out()
    answer = api.post(WEBHOOKS, {"url": receiver.address()}, format="json")
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def send() -> None:
    """What a worker does: fan out, then try everything that is due."""
    events_fan_out()
    for delivery in Delivery.objects.filter(state__in=OPEN_STATES).order_by("pk"):
        delivery_send_now(delivery=delivery)


def received(receiver: Receiver) -> list[dict[str, Any]]:
    return [json.loads(request.body) for request in receiver.requests]


def test_it_configures_webhook_urls_US_API_04_16(api: APIClient, page: Page) -> None:
    made = api.post(WEBHOOKS, {"url": "https://hooks.example.com/a", "events": ["incident.*"]}, format="json")
    assert made.status_code == 201, made.content
    hook = made.json()
    assert hook["secret"].startswith("whsec_")
    assert api.get(made["Location"]).json() == {key: hook[key] for key in hook if key != "secret"}
    assert [row["id"] for row in api.get(WEBHOOKS).json()["results"]] == [hook["id"]]
    changed = api.patch(made["Location"], {"url": "https://hooks.example.com/b"}, format="json")
    assert (changed.status_code, changed.json()["url"]) == (200, "https://hooks.example.com/b")
    for wrong in ("http://169.254.169.254/", "http://[fd00:ec2::254]/", "file:///etc/passwd", "hooks", 7):
        for refused in (
            api.post(WEBHOOKS, {"url": wrong}, format="json"),
            api.patch(made["Location"], {"url": wrong}, format="json"),
        ):
            assert refused.status_code == 422
            assert [error["pointer"] for error in refused.json()["errors"]] == ["/url"]
    assert api.delete(made["Location"]).status_code == 204
    assert api.get(made["Location"]).status_code == 404
    assert api.get(WEBHOOKS).json()["results"] == []


def test_it_fires_once_on_a_status_change_US_API_04_17(
    api: APIClient, component: Component, hook: dict[str, Any], receiver: Receiver
) -> None:
    second = api.post(WEBHOOKS, {"url": receiver.address("/second")}, format="json")
    assert second.status_code == 201
    path = f"{PAGE}components/{component.slug}/status/"
    for status in ("major_outage", "major_outage", "operational"):
        assert api.put(path, {"status": status}, format="json").status_code == 200
    for _again in range(3):
        send()
    for where in ("/hook", "/second"):
        told = [json.loads(request.body) for request in receiver.requests if request.path == where]
        assert [body["data"]["component"]["status"] for body in told] == ["major_outage", "operational"]
    assert len({request.headers["webhook-id"] for request in receiver.requests}) == 4


def test_it_fires_on_creating_and_updating_incidents_US_API_04_18(
    api: APIClient, component: Component, hook: dict[str, Any], receiver: Receiver
) -> None:
    api.patch(f"{WEBHOOKS}{hook['id']}/", {"events": ["incident.*"]}, format="json")
    touched = [{"component": component.uid, "status": TOUCHED}]
    made = api.post(
        f"{PAGE}incidents/", {"name": "Errors", "body": "One", "components": touched}, format="json"
    ).json()
    updates = f"{PAGE}incidents/{made['id']}/updates/"
    api.post(updates, {"body": "Two", "status": "identified"}, format="json")
    api.post(updates, {"body": "Three", "status": "resolved"}, format="json")
    send()
    told = received(receiver)
    assert [body["type"] for body in told] == ["incident.opened", "incident.updated", "incident.resolved"]
    assert [len(body["data"]["incident"]["updates"]) for body in told] == [1, 2, 3]
    assert {body["data"]["incident"]["id"] for body in told} == {made["id"]}


def test_its_payload_has_the_full_status_US_API_04_19(
    api: APIClient, component: Component, hook: dict[str, Any], receiver: Receiver
) -> None:
    touched = [{"component": component.uid, "status": TOUCHED}]
    api.post(f"{PAGE}incidents/", {"name": "Errors", "body": "One", "components": touched}, format="json")
    send()
    told = {body["type"]: body for body in received(receiver)}
    changed, opened = told["component.status_changed"], told["incident.opened"]
    for body in (changed, opened):
        assert body["id"]
        assert body["timestamp"].endswith("Z")
        assert body["page"]["status"] == TOUCHED
    assert changed["data"]["component"]["id"] == component.uid
    assert changed["data"]["component"]["name"] == "REST API"
    assert (changed["data"]["previous_status"], changed["data"]["component"]["status"]) == (
        "operational",
        TOUCHED,
    )
    assert changed["data"]["cause"] == "incident"
    incident = opened["data"]["incident"]
    assert (incident["name"], incident["status"], incident["updates"][0]["body"]) == (
        "Errors",
        "investigating",
        "One",
    )
    assert incident["components"][0]["name"] == "REST API"


def test_its_signature_can_be_verified_US_API_04_20(
    api: APIClient, hook: dict[str, Any], receiver: Receiver
) -> None:
    receiver.answer = lambda _request: Reply(503 if len(receiver.requests) == 1 else 204)
    api.patch(PAGE, {"headline": "Größe 🙂"}, format="json")
    send()
    [failed] = api.get(f"{PAGE}deliveries/?webhook={hook['id']}").json()["results"]
    assert (failed["state"], failed["attempts"][0]["status"]) == ("retrying", 503)
    assert failed["next_attempt_at"] is not None
    send()
    first, again = receiver.requests
    assert first.headers["webhook-id"] == again.headers["webhook-id"] == failed["id"]
    assert first.body == again.body
    for request in (first, again):
        signed = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode()
        key = base64.b64decode(hook["secret"].removeprefix("whsec_"))
        digest = hmac.new(key, signed + request.body, hashlib.sha256).digest()
        assert request.headers["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"
        Webhook(hook["secret"]).verify(request.body, request.headers)
        with pytest.raises(WebhookVerificationError):
            Webhook(hook["secret"]).verify(request.body.replace(b"page", b"Page", 1), request.headers)
    log = api.get(f"{PAGE}deliveries/{failed['id']}/").json()
    assert log["state"] == "delivered"
    assert [attempt["status"] for attempt in log["attempts"]] == [503, 204]
