"""Counting over a rolling stretch of time, in halves of it.

What counts is this half's calls, those of the half before, and of the one before that the share that is not
yet too long ago, as if its calls had come evenly. So no burst around an edge gets twice the limit through.
Refused calls are taken out again: who goes on calling is served as soon as there is room.
"""

import math
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import caches


@dataclass(frozen=True, slots=True)
class Rolling:
    """`count` includes this call; after `wait_seconds` there is room for one more."""

    count: int
    wait_seconds: int


def count_call(name: str, limit: int, period_seconds: int) -> Rolling:
    """Count a call, unless it is one too many. Of any number at once exactly the limit gets through."""
    cache = caches[settings.RATELIMIT_USE_CACHE]
    half_seconds = period_seconds / 2
    now = time.time()
    half = int(now // half_seconds)
    # One second further on, so that a client which keeps exactly to the pace is never one call too early.
    elapsed = min(now - half * half_seconds + 1, half_seconds)
    before, oldest = (int(cache.get(_key(name, half - ago), 0)) for ago in (1, 2))
    # Raised first and looked at then: two at once never see the same count.
    calls = _raise(_key(name, half), period_seconds)
    count = _up(calls + before + oldest * (1 - elapsed / half_seconds))
    if count > limit:
        calls -= 1
        _lower(_key(name, half))
    return Rolling(count, _wait((calls, before, oldest), limit, elapsed, half_seconds))


def _wait(counts: tuple[int, int, int], limit: int, elapsed: float, half_seconds: float) -> int:
    """Seconds until one more fits in, should none come in between: each half fades in its turn."""
    calls, before, oldest = counts
    passed = -elapsed
    for staying, fading in ((calls + before, oldest), (calls, before), (0, calls)):
        room = limit - 1 - staying
        if room >= 0:
            faded = max(half_seconds * (1 - room / fading), 1) if fading > room else 1
            return max(1, _up(passed + faded))
        passed += half_seconds
    return _up(passed)


def _up(value: float) -> int:
    """The next whole number, but for what only the arithmetic of fractions adds."""
    return math.ceil(round(value, 6))


def _raise(key: str, period_seconds: int) -> int:
    cache = caches[settings.RATELIMIT_USE_CACHE]
    if cache.add(key, 1, period_seconds * 2):
        return 1
    return int(cache.incr(key))


def _lower(key: str) -> None:
    caches[settings.RATELIMIT_USE_CACHE].decr(key)


def _key(name: str, half: int) -> str:
    return f"rolling:{name}:{half}"
