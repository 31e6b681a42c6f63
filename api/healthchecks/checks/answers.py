"""What clients of this door see of a check (sections 7 and 8 of the contract)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from api.healthchecks.unique_keys import unique_key
from monitoring.heartbeat_times import grace_start, reported_status
from monitoring.job_values import job_links, job_values
from monitoring.models import Check


def check_answer(
    check: Check, *, version: str, may_write: bool, channels: Sequence[UUID], now: datetime
) -> dict[str, Any]:
    """Reads the check with its `heartbeat`. A start that is pending is a status of its own in v1 only."""
    state = check.heartbeat
    values = job_values(
        check,
        status=reported_status(check, state, now=now, with_started=version == "v1"),
        next_ping=grace_start(check, state),
    )
    if not may_write:
        return values | {"unique_key": unique_key(check.code)}
    return values | job_links(check, version=version) | {"channels": ",".join(sorted(map(str, channels)))}
