"""The steps of a run that somebody watches ("run now")."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from typing import Any

MAX_STEPS = 200
MAX_HEADERS = 100
MAX_VALUE = 1000
MASK = "••••••"

# Values of other headers may be secrets, so they are shown by name only.
PLAIN_REQUEST_HEADERS = frozenset(
    {"accept", "accept-encoding", "accept-language", "cache-control", "content-type", "host", "user-agent"}
)
SECRET_RESPONSE_HEADERS = frozenset({"set-cookie", "set-cookie2", "www-authenticate", "authorization"})


class Trace:
    """Steps in order: `at` (UTC), `after_ms` since the beginning, `step`, and what belongs to the step."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self.steps: list[dict[str, Any]] = []

    def add(self, step: str, **details: Any) -> None:
        """Note a step; bounded, whatever the target does."""
        if len(self.steps) < MAX_STEPS:
            self.steps.append(
                {
                    "at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                    "after_ms": round((time.monotonic() - self._begun) * 1000, 1),
                    "step": step,
                    **details,
                }
            )


def headers_masked(headers: dict[str, str]) -> dict[str, str]:
    """Request headers as they may be shown."""
    return {
        name: (_bounded(value) if name.lower() in PLAIN_REQUEST_HEADERS else MASK)
        for name, value in headers.items()
    }


def answer_headers(lines: list[bytes]) -> dict[str, str]:
    """Response header lines as they may be shown, bounded in number and length."""
    shown: dict[str, str] = {}
    for line in lines[:MAX_HEADERS]:
        name, colon, value = line.decode("iso-8859-1").strip().partition(":")
        if colon:
            secret = name.lower() in SECRET_RESPONSE_HEADERS
            shown[name] = MASK if secret else _bounded(value.strip())
    return shown


def body_excerpt(body: bytes) -> str:
    """The beginning of a body as text, whatever it is; what cannot be shown is replaced."""
    text = body[: 4 * MAX_VALUE].decode("utf-8", "replace")
    return _bounded(_UNSHOWN.sub("\ufffd", text))


_UNSHOWN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def _bounded(text: str) -> str:
    return text if len(text) <= MAX_VALUE else text[:MAX_VALUE] + "…"
