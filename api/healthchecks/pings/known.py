"""Which codes have been there in this process, so that a ping need not ask before it is counted and read.

A wrong code is asked for each time: it costs one query, is counted nowhere, and none of its body is read.
"""

from uuid import UUID

from monitoring.selectors import heartbeat_exists

MOST = 100_000
_codes: set[UUID] = set()


def has(code: UUID) -> bool:
    """Whether the heartbeat is there, or was at its last ping."""
    if code in _codes:
        return True
    if not heartbeat_exists(code):
        return False
    if len(_codes) >= MOST:
        _codes.clear()
    _codes.add(code)
    return True


def forget(code: UUID) -> None:
    """The heartbeat is gone."""
    _codes.discard(code)
