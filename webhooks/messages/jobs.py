"""A check as webhooks that were written for Healthchecks are told of it: as it was when it changed."""

from datetime import datetime
from typing import Any

from monitoring.heartbeat_times import grace_start
from monitoring.job_values import job_links, job_time, job_values
from monitoring.models import Check, Ping
from monitoring.vocabulary import CheckKind
from webhooks.models import ChannelAssignment, Subscription


def job_told(check: Check, *, status: str, at: datetime) -> tuple[dict[str, Any], bytes]:
    """Plain values that a letter keeps, and the body of the last ping until then (three short queries).

    `status` is `up` or `down`, and `at` when that was found: what is late became so before, when its grace
    ended. The check itself may have changed since.
    """
    pings = Ping.objects.filter(check_row=check, at__lte=at).order_by("-n")
    ping = pings.first() if check.kind == CheckKind.HEARTBEAT else None
    channels = ChannelAssignment.objects.filter(check_row=check).values_list("subscription__code", flat=True)
    since = check.state_since if check.state == status and check.state_since is not None else at
    told = _told(check, status=status, at=min(since, at), channels=sorted(map(str, channels)))
    if ping is not None:
        told["exit_status"] = ping.exit_status
    return told, bytes(ping.body or b"") if ping is not None else b""


def job_told_for_test(channel: Subscription, *, status: str, at: datetime) -> dict[str, Any]:
    """The same of a check that is not there, so that a channel can be tried out."""
    check = Check(
        page=channel.page,
        kind=CheckKind.HEARTBEAT,
        name="TEST",
        slug="test",
        period_seconds=86_400,
        grace_seconds=3600,
    )
    return _told(check, status=status, at=at, channels=[str(channel.code)])


def _told(check: Check, *, status: str, at: datetime, channels: list[str]) -> dict[str, Any]:
    heartbeat = getattr(check, "heartbeat", None)
    next_ping = grace_start(check, heartbeat, stored=status) if heartbeat is not None else None
    values = job_values(check, status=status, next_ping=next_ping)
    return {
        "code": str(check.code),
        "ping_key": check.page.ping_key,
        "status": status,
        "now": job_time(at),
        "name": check.name,
        "slug": check.slug,
        "tags": check.tags,
        "exit_status": None,
        "check": {**values, **job_links(check), "channels": ",".join(channels)},
    }
