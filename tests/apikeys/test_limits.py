"""Counting calls exactly, in this process and in Redis, and while Redis is away (hardening R05, R07)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import caches
from django.test import override_settings

from apikeys import limits
from apikeys.counters import DegradingCache
from apikeys.models import ApiKey
from config.settings import stores
from tests.services import free_port

NOON = "2026-11-21T12:00:00Z"


@pytest.fixture
def key():
    return ApiKey(uid="abcdefghijkl", limit_per_minute=100)


@pytest.fixture(params=["memory", "redis"])
def store(request):
    """Either place of counting, with the settings of the product."""
    url = request.getfixturevalue("redis_url") if request.param == "redis" else ""
    with override_settings(CACHES={"default": stores.cache(""), "limits": stores.limits(url)}):
        caches["limits"].clear()
        yield request.param


def passed(key, calls, threads):
    barrier = threading.Barrier(threads)

    def call(_):
        barrier.wait(30)
        return [limits.key_usage(key) for _ in range(calls // threads)]

    with ThreadPoolExecutor(threads) as pool:
        return [usage for part in pool.map(call, range(threads)) for usage in part]


def test_it_lets_exactly_the_limit_through_r05(key, store):
    with time_machine.travel(NOON, tick=False):
        usages = passed(key, 200, 40)
    assert sum(not usage.exceeded for usage in usages) == 100
    assert sorted(usage.count for usage in usages) == list(range(1, 201))


def test_it_counts_anew_after_the_seconds_that_it_tells(key, store):
    with time_machine.travel(NOON, tick=False) as clock:
        usage = [limits.key_usage(key) for _ in range(101)][-1]
        assert usage.exceeded
        assert 1 <= usage.reset_seconds <= 60
        clock.shift(usage.reset_seconds - 1)
        assert limits.key_usage(key).exceeded
        clock.shift(1)
        assert limits.key_usage(key).remaining == 99


def test_it_counts_keys_apart(key, store):
    other = ApiKey(uid="mnopqrstuvwx", limit_per_minute=1)
    for _ in range(3):
        limits.key_usage(other)
    assert limits.key_usage(key).count == 1


def test_it_takes_the_key_before_the_door_before_the_house(key, settings):
    settings.CANDOR_API_RATE = 7
    unlimited = ApiKey(uid="aaaaaaaaaaaa")
    assert limits.key_usage(key, default=5).limit == 100
    assert limits.key_usage(unlimited, default=5).limit == 5
    assert limits.key_usage(unlimited).limit == 7


def test_it_counts_a_door_with_a_default_of_its_own_apart(key):
    for _ in range(3):
        limits.key_usage(key, door="native")
    assert limits.key_usage(key, default=5, door="other").count == 1
    assert limits.key_usage(key).count == 4


def test_it_counts_pings_by_check(settings):
    settings.CANDOR_PING_RATE = 2
    check, other = uuid4(), uuid4()
    assert [limits.ping_usage(check).exceeded for _ in range(3)] == [False, False, True]
    assert limits.ping_usage(other).remaining == 1


def test_it_lets_every_ping_through_without_a_limit(settings):
    settings.CANDOR_PING_RATE = 0
    assert not any(limits.ping_usage(uuid4()).exceeded for _ in range(3))


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::", "2001:db8:1:2::"),
        ("", "unknown"),
    ],
)
def test_it_takes_one_network_for_one_caller(address, network):
    assert limits.network_of(address) == network


def test_it_counts_on_in_this_process_while_redis_is_away_r07(key):
    away = stores.limits(f"redis://127.0.0.1:{free_port()}/0")
    with (
        override_settings(CACHES={"default": stores.cache(""), "limits": away}),
        time_machine.travel(NOON, tick=False),
    ):
        counters().fallback.clear()
        counters().ask_again_at(0.0)
        usages = passed(key, 200, 20)
    assert sum(not usage.exceeded for usage in usages) == 100


def test_it_returns_to_redis_when_it_is_back(key, redis_url):
    with override_settings(CACHES={"default": stores.cache(""), "limits": stores.limits(redis_url)}):
        cache = counters()
        cache.clear()
        cache.fallback.clear()
        cache.ask_again_at(float("inf"))
        assert limits.key_usage(key).count == 1
        assert limits.key_usage(key).count == 2
        cache.ask_again_at(0.0)
        assert limits.key_usage(key).count == 1


def counters() -> DegradingCache:
    cache = caches["limits"]
    assert isinstance(cache, DegradingCache)
    return cache
