"""What arrives at a heartbeat, before the check's own rules have judged it."""

from dataclasses import dataclass
from uuid import UUID

from monitoring.vocabulary import PingKind

BODY_BYTES = 10_000
"""So much of a body is kept and served again; `Ping-Body-Limit` tells it."""
READ_BYTES = 1024 * 1024
"""So much of a body is read at most, for filters that look for words in it."""

PINGS_KEPT = 1000
"""So many pings of each heartbeat are kept and looked at, the last ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One ping as it came. `kind` is what its address said; `body` holds at most `READ_BYTES`.

    `subject` and `text` are set for mail only (scheme `email`): the decoded subject, and the decoded text
    parts one after the other.
    """

    kind: PingKind = PingKind.SUCCESS
    exit_status: int | None = None
    scheme: str = "http"
    method: str = ""
    address: str = ""
    user_agent: str = ""
    rid: UUID | None = None
    body: bytes = b""
    subject: str = ""
    text: str = ""
