"""Secrets of checks are seen by those who can write them, and by nobody else."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from apikeys.models import IdempotencyRecord
from apikeys.services import IssuedKey
from statuspage.models import Page
from tests.api.native.conftest import PAGE

CHECKS = f"{PAGE}checks/"
CANARY = "s3cr3t-canary"
TARGET = {
    "url": f"http://127.0.0.1:18799/hook?token={CANARY}",
    "method": "POST",
    "headers": {"Authorization": f"Bearer {CANARY}", "X-Token": CANARY, "Accept": "application/json"},
    "auth": {"type": "basic", "username": "bot", "password": CANARY},
    "body": f'{{"token": "{CANARY}"}}',
}


@pytest.fixture
def check(api: APIClient, new_check: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    answer = api.post(CHECKS, new_check(target=TARGET), format="json", HTTP_IDEMPOTENCY_KEY="once")
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def test_those_who_write_checks_see_them(api: APIClient, check: dict[str, Any]) -> None:
    for found in (check, api.get(f"{CHECKS}{check['id']}/").json()):
        assert found["target"]["auth"]["password"] == CANARY
        assert found["target"]["headers"] == TARGET["headers"]
        assert found["target"]["url"] == TARGET["url"]


def test_a_read_only_key_sees_none_of_them_anywhere(
    check: dict[str, Any], read_key: IssuedKey, client_of: Callable[[IssuedKey], APIClient]
) -> None:
    client = client_of(read_key)
    for path in (CHECKS, f"{CHECKS}{check['id']}/", f"{PAGE}events/", PAGE, f"{PAGE}status/"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert CANARY not in answer.content.decode()
    target = client.get(f"{CHECKS}{check['id']}/").json()["target"]
    assert target["url"].startswith("http://127.0.0.1:18799/hook?")
    assert target["headers"]["Accept"] == "application/json"
    assert set(target["headers"]) == set(TARGET["headers"])
    assert target["auth"]["username"] == "bot"


def test_nobody_sees_them_in_what_is_public_or_in_the_journal(api: APIClient, check: dict[str, Any]) -> None:
    assert CANARY not in APIClient().get(f"{PAGE}status/").content.decode()
    assert CANARY not in api.get(f"{PAGE}events/").content.decode()


def test_they_are_not_kept_for_a_repeated_request(
    api: APIClient, check: dict[str, Any], new_check: Callable[..., dict[str, Any]]
) -> None:
    assert CANARY not in str(list(IdempotencyRecord.objects.values_list("answer", flat=True)))
    again = api.post(CHECKS, new_check(target=TARGET), format="json", HTTP_IDEMPOTENCY_KEY="once")
    assert again.status_code == 201
    assert again.json()["id"] == check["id"]
    operations = [{"op": "create", "data": new_check(target=TARGET)}]
    api.post(f"{CHECKS}bulk/", {"operations": operations}, format="json", HTTP_IDEMPOTENCY_KEY="twice")
    assert CANARY not in str(list(IdempotencyRecord.objects.values_list("answer", flat=True)))


def test_where_to_ping_is_told_only_to_those_who_write_checks(
    api: APIClient,
    page: Page,
    new_check: Callable[..., dict[str, Any]],
    read_key: IssuedKey,
    client_of: Callable[[IssuedKey], APIClient],
) -> None:
    body = new_check(kind="heartbeat", target={"period_seconds": 3600, "grace_seconds": 60})
    made = api.post(CHECKS, body, format="json").json()
    assert "/ping/" in made["target"]["ping_url"]
    reader = client_of(read_key)
    assert reader.get(f"{CHECKS}{made['id']}/").json()["target"]["ping_url"] is None
    assert api.get(PAGE).json()["ping_key"] == page.ping_key
    assert reader.get(PAGE).json()["ping_key"] is None
