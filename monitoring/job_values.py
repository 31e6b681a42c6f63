"""A check in the words of Healthchecks: what its API shows of it and what its webhooks send along.

Below the doors, because webhooks that were written for Healthchecks get the same object.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from monitoring.models import Check
from statuspage import links


def job_values(check: Check, *, status: str, next_ping: datetime | None) -> dict[str, Any]:
    """What everybody is shown of a check; `status` and `next_ping` are as the version has them.

    Reads the check with its `heartbeat`; what has no pings (a check that we make) never had one, and its
    interval is its `timeout`. What only full keys see is in `job_links`.
    """
    heartbeat = getattr(check, "heartbeat", None)
    values: dict[str, Any] = {
        "name": check.name,
        "slug": check.slug,
        "tags": check.tags,
        "desc": check.description,
        "grace": check.grace_seconds or 0,
        "n_pings": heartbeat.ping_count if heartbeat else 0,
        "status": status,
        "started": heartbeat is not None and heartbeat.last_start_at is not None,
        "last_ping": job_time(heartbeat.last_ping_at if heartbeat else None),
        "next_ping": job_time(next_ping),
        "manual_resume": check.manual_resume,
        "methods": check.methods,
        # Older names of the keywords, which only ever looked into subjects.
        "subject": check.success_kw if check.filter_subject else "",
        "subject_fail": check.failure_kw if check.filter_subject else "",
        "start_kw": check.start_kw,
        "success_kw": check.success_kw,
        "failure_kw": check.failure_kw,
        "filter_subject": check.filter_subject,
        "filter_body": check.filter_body,
        "filter_http_body": check.filter_http_body,
        "filter_default_fail": check.filter_default_fail,
        "badge_url": links.check_badge_url(check),
    }
    if heartbeat is not None and heartbeat.last_duration_ms is not None:
        values["last_duration"] = heartbeat.last_duration_ms // 1000
    if check.schedule:
        values |= {"schedule": check.schedule, "tz": check.schedule_time_zone}
    else:
        values["timeout"] = check.period_seconds or check.interval_seconds or 0
    return values


def job_links(check: Check, *, version: str = "v3") -> dict[str, str]:
    """The UUID of a check and all addresses that act on it: for those who may change it."""
    own = links.public_url(f"/api/{version}/checks/{check.code}")
    return {
        "uuid": str(check.code),
        "ping_url": links.ping_url(check),
        "update_url": own,
        "pause_url": f"{own}/pause",
        "resume_url": f"{own}/resume",
    }


def job_time(at: datetime | None) -> str | None:
    """A moment as Healthchecks writes it: ISO 8601 in UTC to the second, with `+00:00`."""
    return None if at is None else at.astimezone(UTC).replace(microsecond=0).isoformat()
