"""The cache in which rate limits count: Redis, or the process's own memory while Redis is away."""

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

import redis
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

logger = logging.getLogger(__name__)
_T = TypeVar("_T")

RETRY_AFTER_SECONDS = 1.0
_FALLBACK_ENTRIES = 100_000


class _Redis:
    """What this process knows of Redis; Django makes a cache object for each thread."""

    away_until = 0.0


class DegradingCache(RedisCache):
    """Counts in Redis; when Redis does not answer, counts in this process and asks again a second later.

    Limits then hold per process instead of over all of them, and no request fails or waits for Redis more
    than once a second. Only what rate limiting needs is covered: `add`, `get`, `incr`.
    """

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        own = {**params, "OPTIONS": {"MAX_ENTRIES": _FALLBACK_ENTRIES, "CULL_FREQUENCY": 10}}
        self.fallback = LocMemCache("candor.apikeys.counters", own)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Whether the key was new."""
        return self._either(
            lambda: super(DegradingCache, self).add(key, value, timeout, version),
            lambda: self.fallback.add(key, value, timeout, version),
        )

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """The value, or the default."""
        return self._either(
            lambda: super(DegradingCache, self).get(key, default, version),
            lambda: self.fallback.get(key, default, version),
        )

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """The raised count. A key that `add` just saw in the other store starts anew in this one."""
        return self._either(
            lambda: super(DegradingCache, self).incr(key, delta, version),
            lambda: self._fallback_incr(key, delta, version),
        )

    @staticmethod
    def ask_again_at(moment: float) -> None:
        """When, on the monotonic clock, this process tries Redis again."""
        _Redis.away_until = moment

    def _fallback_incr(self, key: Any, delta: int, version: int | None) -> int:
        self.fallback.add(key, 0, self.default_timeout, version)
        return int(self.fallback.incr(key, delta, version))

    def _either(self, shared: Callable[[], _T], own: Callable[[], _T]) -> _T:
        if time.monotonic() < _Redis.away_until:
            return own()
        try:
            return shared()
        except (redis.RedisError, OSError) as error:
            _Redis.away_until = time.monotonic() + RETRY_AFTER_SECONDS
            logger.warning("Rate limits count per process, Redis is away: %s", error)
            return own()
