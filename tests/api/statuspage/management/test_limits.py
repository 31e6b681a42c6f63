"""The limit of Statuspage: 60 requests in any 60 seconds and key."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from django.db import connections
from django.test import Client

from apikeys.models import ApiKey
from apikeys.services import IssuedKey
from statuspage.models import Page

NOON = "2026-11-21T12:00:00Z"


def get(client: Client, times: int) -> list[Any]:
    return [client.get("/v1/pages") for _ in range(times)]


@pytest.mark.django_db
def test_it_refuses_the_61st_and_changes_nothing(client_rw: Client, send: Any, page: Page):
    with time_machine.travel(NOON, tick=False) as clock:
        assert {answer.status_code for answer in get(client_rw, 60)} == {200}
        refused = send("PATCH", f"/v1/pages/{page.uid}", {"page": {"name": "New"}})
        assert refused.status_code == 429
        assert set(refused.json()) == {"error", "message"}
        page.refresh_from_db()
        assert page.name != "New"
        wait = int(refused["Retry-After"])
        assert 1 <= wait <= 60
        clock.shift(wait)
        assert client_rw.get("/v1/pages").status_code == 200


@pytest.mark.django_db
def test_it_can_be_raised_for_a_key(caller: Any, full_key: IssuedKey):
    ApiKey.objects.update(limit_per_minute=70)
    with time_machine.travel(NOON, tick=False):
        codes = [answer.status_code for answer in get(caller(full_key), 71)]
    assert codes == [200] * 70 + [429]


@pytest.mark.django_db
def test_it_is_counted_apart_from_other_doors(client_rw: Client, api: Any, page: Page):
    with time_machine.travel(NOON, tick=False):
        get(client_rw, 61)
        assert api.get("/api/v1/pages/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_200_at_once_exactly_the_limit_gets_through_r05(caller: Any, issue: Any):
    key = issue("full", limit_per_minute=100)

    def call(_: int) -> int:
        try:
            return int(caller(key).get("/v1/pages").status_code)
        finally:
            connections.close_all()

    with time_machine.travel(NOON, tick=False), ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(call, range(200)))
    assert (codes.count(200), codes.count(429)) == (100, 100)
