"""How often somebody may be wrong about a secret, counted in Redis too."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.conf import LazySettings
from django.core.cache import caches

from apikeys.attempts import CALLER, Attempt
from apikeys.counters import DegradingCache


@pytest.fixture(params=["memory", "redis"])
def counters(
    request: pytest.FixtureRequest, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    # No window ends while a test runs.
    monkeypatch.setattr("apikeys.attempts.time", SimpleNamespace(time=lambda: 1_800_000_100.0))
    if request.param == "redis":
        url = request.getfixturevalue("redis_url")
        settings.CACHES = {
            **settings.CACHES,
            "limits": {"BACKEND": "apikeys.counters.DegradingCache", "LOCATION": url},
        }
        DegradingCache.ask_again_at(0)
    caches["limits"].clear()
    yield
    caches["limits"].clear()


@pytest.mark.usefixtures("counters")
def test_as_many_as_may_be_wrong_are_judged_and_good_ones_are_taken_back():
    for _ in range(2 * CALLER[0].tries):
        good = Attempt("page:a", "192.0.2.7")
        assert good.begin() == 0
        good.forgive()
    waits = [Attempt("page:a", "192.0.2.7").begin() for _ in range(CALLER[0].tries + 3)]
    assert waits[: CALLER[0].tries] == [0] * CALLER[0].tries
    assert all(0 < wait <= CALLER[0].seconds + 1 for wait in waits[CALLER[0].tries :])
    assert Attempt("page:b", "192.0.2.7").begin() == 0
    assert Attempt("page:a", "192.0.2.8").begin() == 0


@pytest.mark.usefixtures("counters")
def test_tries_that_were_refused_make_nobody_wait_longer():
    waits = [Attempt("page:a", "192.0.2.7").begin() for _ in range(5 * CALLER[-1].tries)]
    assert max(waits) <= CALLER[0].seconds + 1


@pytest.mark.usefixtures("counters")
def test_an_operator_may_switch_limits_off(settings: LazySettings):
    settings.RATELIMIT_ENABLE = False
    assert not any(Attempt("page:a", "192.0.2.7").begin() for _ in range(50))
