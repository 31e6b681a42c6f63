"""Asks the provider for JSON, within one deadline for all that a request of ours needs from it."""

import json
import threading
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from statuspage.egress import EgressError, guarded_session
from statuspage.oidc.exceptions import ProviderAway

SECONDS = 5.0
"""For everything that one visit asks the provider; a web thread waits for it."""
AT_ONCE = 2
"""So many visits of a process may wait for the provider: one that hangs leaves half of the threads free."""
PLACE_SECONDS = 0.5
"""How long the next one waits for a place."""
HUNG_SECONDS = 60.0
"""A provider that let one visit wait in vain is not asked for so long: each visit would hold a thread."""
MAX_ANSWER = 512 * 1024

_places = threading.BoundedSemaphore(AT_ONCE)


class _Memory:
    """Until when the provider is left alone, in seconds of the monotonic clock."""

    until = 0.0


def forget() -> None:
    """Ask again, however the provider was before."""
    _Memory.until = 0.0


class Line:
    """The connections to the provider of one visit; `ProviderAway` while it hangs, or many wait for it."""

    def __init__(self) -> None:
        self._ends = time.monotonic() + SECONDS
        self._session = guarded_session("operator")

    def __enter__(self) -> Self:
        if time.monotonic() < _Memory.until:
            raise ProviderAway("it did not answer a moment ago")
        if not _places.acquire(timeout=PLACE_SECONDS):
            raise ProviderAway("too many wait for it")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _places.release()
        self._session.close()

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The JSON object at an address; raises `ProviderAway`."""
        status, answer = self._ask("GET", url, headers or {}, None)
        if status != 200:
            raise ProviderAway(f"status {status}")
        return answer

    def post(self, url: str, body: str, headers: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        """The status and the JSON object that answer a form; raises `ProviderAway`."""
        given = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        return self._ask("POST", url, given, body.encode())

    def _ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> tuple[int, dict[str, Any]]:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise ProviderAway("timeout")
        try:
            response = self._session.fetch(
                method,
                url,
                timeout=left,
                headers={"Accept": "application/json", "User-Agent": "Candor", **headers},
                body=body,
                # What is sent is for the address that the provider named, and for no other.
                follow_redirects=False,
                max_body=MAX_ANSWER,
            )
        except EgressError as error:
            if "timeout" in error.code or time.monotonic() >= self._ends:
                _Memory.until = time.monotonic() + HUNG_SECONDS
            raise ProviderAway(error.code) from None
        try:
            answer = None if response.truncated else json.loads(response.body)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise ProviderAway(f"status {response.status} without a JSON object")
        return response.status, answer
