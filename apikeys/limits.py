"""Rate limits: how often a key or an address may call, counted by django-ratelimit.

Windows of one minute, with an own edge per key or address, or rolling ones. Counting and judging is one
atomic step in the cache, so any number of simultaneous calls lets exactly as many through as the limit says.
"""

import ipaddress
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django_ratelimit.core import get_usage

from apikeys import rolling
from apikeys.models import ApiKey

PERIOD_SECONDS = 60
ADDRESS_FACTOR = 10
"""An address may call this many times as often as a key by default: many keys may work behind one address."""
FAILURES_PER_MINUTE = 60
"""Refused credentials per minute and address, after which the answer is 429 instead of 401."""
REFUSALS_NOTED_PER_MINUTE = 10
"""Journal rows about refused writes, per key or person."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What is left of one limit after this call was counted."""

    policy: str
    limit: int
    count: int
    reset_seconds: int

    @property
    def exceeded(self) -> bool:
        return self.count > self.limit

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.count)


def key_usage(key: ApiKey, *, default: int | None = None, door: str = "", is_rolling: bool = False) -> Usage:
    """Counts a call of the key against its own limit, else the door's `default`, else `CANDOR_API_RATE`.

    Calls at a door with a default of its own are counted apart, so that a key that is busy elsewhere still
    has the whole of it. `is_rolling` counts the last sixty seconds instead of a minute with fixed edges.
    """
    limit = key.limit_per_minute or default or int(settings.CANDOR_API_RATE)
    if is_rolling and getattr(settings, "RATELIMIT_ENABLE", True):
        found = rolling.count_call(f"{door}:{key.uid}", limit, PERIOD_SECONDS)
        wait = found.wait_seconds if found.count > limit else PERIOD_SECONDS
        return Usage("key", limit, found.count, wait)
    return _count("key", key.uid, limit, apart=door if default is not None else "")


def ping_usage(code: UUID) -> Usage:
    """Counts a ping of the heartbeat with this code against `CANDOR_PING_RATE`; 0 lets all through."""
    limit = int(settings.CANDOR_PING_RATE)
    return _count("ping", code.hex, limit) if limit else Usage("ping", 0, 0, PERIOD_SECONDS)


def address_usage(address: str, *, group: str = "address") -> Usage:
    """Counts a call that was let through from the address; `group` keeps kinds of calls apart."""
    return _count(group, network_of(address), int(settings.CANDOR_API_RATE) * ADDRESS_FACTOR)


def failure_usage(address: str) -> Usage:
    """Counts refused credentials from the address."""
    return _count("failure", network_of(address), FAILURES_PER_MINUTE)


def may_note_refusal(key: ApiKey) -> bool:
    """Whether one more refused write of the key goes to the journal in this minute."""
    return not _count("refusal", key.uid, REFUSALS_NOTED_PER_MINUTE).exceeded


def may_note_refusal_of(user_uid: str) -> bool:
    """The same for what a person tried in the dashboard."""
    return not _count("refusal", user_uid, REFUSALS_NOTED_PER_MINUTE, apart="person").exceeded


def network_of(address: str) -> str:
    """What counts as one caller: an IPv4 address, or the /64 that one IPv6 host can move in."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address or "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)
    return str(parsed)


def _count(policy: str, value: str, limit: int, *, apart: str = "") -> Usage:
    usage = get_usage(
        None,
        group=f"api.{policy}.{apart}" if apart else f"api.{policy}",
        key=lambda group, request: value,
        rate=(limit, PERIOD_SECONDS),
        increment=True,
    )
    if usage is None:
        # RATELIMIT_ENABLE is off: an operator's decision.
        return Usage(policy, limit, 0, PERIOD_SECONDS)
    # The window includes its last second, so the next one begins a second after the end that is reported.
    reset = min(max(usage["time_left"] + 1, 1), PERIOD_SECONDS)
    return Usage(policy, limit, int(usage["count"]) if usage["limit"] else limit + 1, reset)
