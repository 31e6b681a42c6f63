"""E17 of the hardening catalogue: whatever is posted, no secret stays in what is kept about the request."""

import json
import logging
from typing import Any

import pytest
from rest_framework.test import APIClient

from apikeys import access_log
from apikeys.models import AccessLog, IdempotencyRecord
from apikeys.services import IssuedKey
from monitoring.models import Check
from statuspage.models import Event, Page
from tests.api.native.routes import ROWS, Row, path_of
from tests.rows import each

CANARY = "c4n4ry-5ecret"
_URL = f"http://127.0.0.1:18799/hook?token={CANARY}#{CANARY}"
_REQUEST = {"headers": {"Authorization": f"Bearer {CANARY}", "X-Token": CANARY}, "body": CANARY}
BEARER = {"url": _URL, "auth": {"type": "bearer", "token": CANARY}, "method": "POST", **_REQUEST}
BASIC = {"url": _URL, "auth": {"type": "basic", "username": "bot", "password": CANARY}}
REFUSED = {"url": f"ftp://{CANARY}@127.0.0.1/?{CANARY}", "auth": {"type": CANARY, "token": CANARY}}
HEARTBEAT = {"kind": "heartbeat", "name": "n", "target": {"period_seconds": 3600, "grace_seconds": 60}}

POSTS = [row for row in ROWS if row.method == "POST"]
NOT_KEPT = {"check-run", "channel-test", "webhook-test"}
"""Acts that a repeated request does again."""


def _http(target: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "http", "name": "n", "target": target}


def _channel(kind: str, **config: Any) -> dict[str, Any]:
    return {"kind": kind, "name": "n", "config": config}


def _create(*bodies: dict[str, Any]) -> dict[str, Any]:
    return {"operations": [{"op": "create", "data": body} for body in bodies]}


BODIES: dict[str, list[dict[str, Any]]] = {
    "checks": [_http(BEARER), _http(BASIC), HEARTBEAT],
    "check-bulk": [_create(_http(BEARER), HEARTBEAT, _http(REFUSED), _http(BASIC))],
    "channels": [
        _channel("webhook", url=_URL, headers=_REQUEST["headers"], body=f'{{"token": "{CANARY}"}}'),
        _channel("job_webhook", url_up=_URL, headers_up=_REQUEST["headers"], body_up=CANARY),
        _channel("slack", url=f"https://hooks.slack.com/services/T0/B0/{CANARY}"),
        _channel("telegram", bot_token=f"123456789:{CANARY}-{CANARY}", chat_id=1),
        _channel("apprise", url=f"pbul://{CANARY}"),
        _channel("ntfy", topic="t", username="bot", password=CANARY),
        _channel("matrix", homeserver="https://m.example", room_id="!r:m.example", access_token=CANARY),
    ],
    "component-bulk": [_create({"name": "n"}, {"name": "n", "group": "nowhere"})],
    "webhooks": [{"url": _URL, "headers": {"Authorization": f"Bearer {CANARY}", "X-Token": CANARY}}],
    "keys": [{"name": "n", "scopes": ["full"], "all_pages": True}],
}
"""What is sent instead of the row's body where there is a secret to lose."""


@pytest.mark.any_database
@each("row", POSTS, ids=lambda row: row.name)
def test_no_secret_stays_of_what_is_posted(
    row: Row, names: dict[str, str], api: APIClient, full_key: IssuedKey, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.clear()
    path = path_of(row, names)
    changed = api.patch(f"/api/v1/pages/status/checks/{names['check']}/", {"target": BEARER}, format="json")
    assert changed.status_code == 200, changed.content
    secrets = {CANARY, full_key.secret}
    for index, body in enumerate(BODIES.get(row.name, [row.body])):
        first, again = (
            api.post(path, body, format="json", HTTP_IDEMPOTENCY_KEY=f"once-{index}") for _time in range(2)
        )
        assert first.status_code == row.expected[3], first.content
        assert again.status_code == first.status_code
        if row.name not in NOT_KEPT:
            assert again["Idempotency-Replayed"] == "true"
            assert again.json().get("id") == first.json().get("id")
        if row.name in {"keys", "key-rotate"}:
            secrets.add(first.json()["key"])
        if row.name in {"webhooks", "webhook-rotate"}:
            secrets.add(first.json()["secret"])
    secrets |= {str(code) for code in Check.objects.values_list("code", flat=True) if code}
    secrets |= {ping_key for ping_key in Page.objects.values_list("ping_key", flat=True) if ping_key}
    access_log.flush()
    kept = {
        "repeated requests": list(IdempotencyRecord.objects.values()),
        "journal": list(Event.objects.values()),
        "access log": list(AccessLog.objects.values()),
        "log": [record.__dict__ | {"text": record.getMessage()} for record in caplog.records],
    }
    assert kept["journal"]
    assert kept["access log"]
    assert {
        (place, secret) for place, rows in kept.items() for secret in secrets if secret in str(rows)
    } == set()


def test_a_repeated_request_still_tells_what_it_made(api: APIClient, page: Page) -> None:
    path = "/api/v1/pages/status/checks/"
    answers = [
        api.post(path, _http(BEARER), format="json", HTTP_IDEMPOTENCY_KEY="once").json() for _time in range(2)
    ]
    assert {**answers[1], "target": None} == {**answers[0], "target": None}
    target = answers[1]["target"]
    # Sent back as it was answered, it changes nothing.
    same = api.patch(f"{path}{answers[0]['id']}/", {"target": target}, format="json").json()
    assert json.dumps(same["target"]) == json.dumps(answers[0]["target"])
