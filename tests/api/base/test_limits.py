"""429s of the doors: exact, told in advance, and never at the cost of others (hardening R01 to R05)."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connections
from rest_framework.test import APIClient

from apikeys import limits
from statuspage.models import Component

NOON = "2026-11-21T12:00:00Z"
LIST = "/t/pages/status/components/"


@pytest.fixture(autouse=True)
def _one_minute():
    with time_machine.travel(NOON, tick=False):
        yield


def test_it_tells_the_limit_with_every_answer(client_of, issue):
    client = client_of(issue("full", limit_per_minute=3))
    for remaining in (2, 1, 0):
        answer = client.get("/t/keys/")
        assert answer.status_code == 200
        assert answer["RateLimit-Policy"] == '"key";q=3;w=60'
        found = re.fullmatch(r'"key";r=(\d+);t=(\d+)', answer["RateLimit"])
        assert found
        assert int(found[1]) == remaining
        assert 1 <= int(found[2]) <= 60


def test_it_refuses_the_call_after_the_last_without_side_effect_r01(client_of, issue, page):
    client = client_of(issue("full", limit_per_minute=2))
    for name in ("a", "b"):
        assert client.post(LIST, {"name": name}, format="json").status_code == 201
    answer = client.post(LIST, {"name": "c"}, format="json")
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (429, "too_many_requests")
    assert answer["RateLimit"] == f'"key";r=0;t={answer["Retry-After"]}'
    assert Component.objects.count() == 2


def test_it_serves_again_after_the_seconds_that_it_told(client_of, issue):
    client = client_of(issue("full", limit_per_minute=1))
    with time_machine.travel(NOON, tick=False) as clock:
        client.get("/t/keys/")
        wait = int(client.get("/t/keys/")["Retry-After"])
        clock.shift(wait - 1)
        assert client.get("/t/keys/").status_code == 429
        clock.shift(1)
        assert client.get("/t/keys/").status_code == 200


def test_it_leaves_other_keys_of_the_same_address_alone_r02(client_of, issue, settings):
    settings.CANDOR_API_RATE = 1
    flooding, quiet = client_of(issue("full", limit_per_minute=5)), client_of(issue("full"))
    for _ in range(30):
        flooding.get("/t/keys/")
    assert quiet.get("/t/keys/").status_code == 200


def test_it_limits_an_address_over_all_its_keys_r03(client_of, issue, settings):
    settings.CANDOR_API_RATE = 1
    answers = [client_of(issue("full")).get("/t/keys/") for _ in range(limits.ADDRESS_FACTOR + 1)]
    assert [answer.status_code for answer in answers] == [200] * limits.ADDRESS_FACTOR + [429]
    assert answers[-1]["RateLimit-Policy"] == '"address";q=10;w=60'
    elsewhere = client_of(issue("full")).get("/t/keys/", REMOTE_ADDR="203.0.113.9")
    assert elsewhere.status_code == 200


def test_it_limits_wrong_keys_by_address_and_lets_right_ones_through(api):
    codes = [
        APIClient().get("/t/keys/", HTTP_X_API_KEY="wrong").status_code
        for _ in range(limits.FAILURES_PER_MINUTE + 2)
    ]
    assert codes == [401] * limits.FAILURES_PER_MINUTE + [429] * 2
    assert APIClient().get("/t/keys/").status_code == 429
    assert api.get("/t/keys/").status_code == 200
    assert APIClient().get("/t/keys/", REMOTE_ADDR="203.0.113.9").status_code == 401


def test_it_limits_readers_of_public_pages_by_address(page, settings, api):
    settings.CANDOR_API_RATE = 1
    codes = [APIClient().get("/t/pages/status/status/").status_code for _ in range(11)]
    assert codes == [200] * 10 + [429]
    assert api.get("/t/pages/status/status/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_it_lets_exactly_the_limit_through_at_once_r05(issue):
    key = issue("full", limit_per_minute=100)

    def call(_):
        try:
            return APIClient().get("/t/keys/", HTTP_X_API_KEY=key.secret).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(call, range(200)))
    assert (codes.count(200), codes.count(429)) == (100, 100)
