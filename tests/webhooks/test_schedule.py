"""When a delivery is tried again."""

from datetime import timedelta
from random import Random

import pytest

from tests.webhooks.making import NOW
from webhooks.models import TRIES
from webhooks.schedule import JITTER, WAITS, next_attempt


def wait(tries: int, retry_after: float | None = None, *, seed: int = 1) -> float:
    at = next_attempt(tries, retry_after=retry_after, now=NOW, rng=Random(seed))
    assert at is not None
    return (at - NOW).total_seconds()


def test_it_makes_ten_tries_over_three_days_d06():
    assert len(WAITS) + 1 == TRIES == 10
    assert timedelta(seconds=sum(WAITS)) >= timedelta(hours=75)
    assert next_attempt(TRIES, retry_after=None, now=NOW, rng=Random(1)) is None
    assert next_attempt(TRIES, retry_after=60, now=NOW, rng=Random(1)) is None


@pytest.mark.parametrize("tries", range(1, TRIES))
def test_it_waits_longer_each_time_with_jitter_d06(tries):
    waits = [wait(tries, seed=seed) for seed in range(200)]
    least, most = WAITS[tries - 1], WAITS[tries - 1] * (1 + JITTER)
    assert least <= min(waits) < least * 1.02
    assert most * 0.98 < max(waits) <= most


@pytest.mark.parametrize(("asked", "least"), [(0, 5), (2, 5), (90, 90), (86_400, 86_400), (10**9, 86_400)])
def test_it_honours_retry_after_up_to_a_day_d06(asked, least):
    waits = [wait(1, asked, seed=seed) for seed in range(200)]
    assert least <= min(waits)
    assert max(waits) <= min(least * (1 + JITTER), max(least, 86_400))
