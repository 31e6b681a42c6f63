"""When a delivery that failed is tried again: pure arithmetic."""

from datetime import datetime, timedelta
from random import Random

from webhooks.models import TRIES

MINUTE, HOUR = 60.0, 3600.0
WAITS = (5.0, 5 * MINUTE, 30 * MINUTE, *(hours * HOUR for hours in (2, 5, 10, 14, 20, 24)))
"""Seconds to wait after the first, second, ... try: some 75 and a half hours in all."""

JITTER = 0.2
"""The share by which a wait grows at most, so that what failed together does not come back together."""

LONGEST = 24 * HOUR


def next_attempt(tries: int, *, retry_after: float | None, now: datetime, rng: Random) -> datetime | None:
    """The moment of the next try after `tries` of them; None where the last one was made.

    What an endpoint asks for by `Retry-After` (seconds) is honoured up to a day, and never shortens the wait.
    """
    if tries >= TRIES:
        return None
    jitter = 1 + rng.uniform(0, JITTER)
    asked = min((retry_after or 0.0) * jitter, LONGEST)
    return now + timedelta(seconds=max(WAITS[max(tries, 1) - 1] * jitter, asked))
