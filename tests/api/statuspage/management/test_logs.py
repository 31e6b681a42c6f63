"""What a request leaves behind, and that no key is part of it."""

import logging
from typing import Any

import pytest
from django.test import Client

from apikeys import access_log
from apikeys.models import AccessLog
from apikeys.services import IssuedKey
from statuspage.models import Event, Page

pytestmark = pytest.mark.django_db


def test_every_request_leaves_a_row(client_rw: Client, client: Client, page: Page, full_key: IssuedKey):
    client_rw.get(f"/v1/pages/{page.uid}.json")
    client_rw.patch(f"/v1/pages/{page.uid}", "[]", content_type="application/json")
    client.get("/v1/pages")
    client_rw.get("/v1/nowhere")
    access_log.flush()
    rows = [(row.door, row.method, row.path, row.status, row.key) for row in AccessLog.objects.order_by("id")]
    key = full_key.key
    assert rows == [
        ("statuspage", "GET", f"/v1/pages/{page.uid}.json", 200, key),
        ("statuspage", "PATCH", f"/v1/pages/{page.uid}", 400, key),
        ("statuspage", "GET", "/v1/pages", 401, None),
        ("statuspage", "GET", "/v1/nowhere", 404, key),
    ]


def test_refused_writes_are_told_to_the_journal(
    send: Any, caller: Any, read_key: IssuedKey, outsider_key: IssuedKey, page: Page
):
    for key in (read_key, outsider_key):
        send("PATCH", f"/v1/pages/{page.uid}", {"page": {"name": "x"}}, client=caller(key))
    codes = [event.after and event.after["code"] for event in Event.objects.filter(kind="access.refused")]
    assert codes == ["missing_scope", "not_found"]


def test_a_key_in_the_query_is_written_nowhere(
    client: Client, page: Page, full_key: IssuedKey, read_key: IssuedKey, caplog: pytest.LogCaptureFixture
):
    secrets = (full_key.secret, read_key.secret)
    with caplog.at_level(logging.DEBUG):
        for secret in secrets:
            for path in (f"pages/{page.uid}", "nowhere", "pages?page=\x00"):
                separator = "&" if "?" in path else "?"
                answer = client.patch(f"/v1/{path}{separator}api_key={secret}", "{", content_type="x/y")
                assert secret not in answer.content.decode()
    access_log.flush()
    kept = [caplog.text, *(row.path for row in AccessLog.objects.all()), *map(repr, Event.objects.values())]
    assert AccessLog.objects.exists()
    assert not [text for text in kept for secret in secrets if secret in text]
