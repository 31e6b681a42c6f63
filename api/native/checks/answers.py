"""What checks and their findings look like from the outside."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict

from api.native.checks.masking import shown_target
from api.native.values import Percentage, Slug, Stamp, Uid, stamp, stamp_or_none
from api.native.words import CheckKindWord, CheckStateWord, EffectWord, ShowcaseWord, StatusWord
from monitoring.models import Check
from monitoring.selectors import check_reported_state, last_result

UptimeWindows = TypedDict(
    "UptimeWindows",
    {"24h": Percentage | None, "7d": Percentage | None, "30d": Percentage | None, "90d": Percentage | None},
)
UptimeWindows.__doc__ = """Uptime of the last day, week, month and quarter; null when nothing was measured."""


class LastResultAnswer(TypedDict):
    """What the last run found."""

    at: Stamp
    ok: bool
    latency_ms: float | None
    code: str
    error: str


class CheckAnswer(TypedDict):
    """Something that is watched.

    Keys that may not write checks see `••••••` for what in `target` may hold secrets, and null for `ping_url`
    and `ping_email`, which stand in the target of a heartbeat; its `interval_seconds` and `timeout_seconds`
    are null. `manual_resume` says that a ping does not resume a heartbeat that is paused.
    """

    id: Uid
    kind: CheckKindWord
    name: str
    slug: Slug
    component: Uid | None
    tags: list[str]
    target: dict[str, Any]
    interval_seconds: int | None
    timeout_seconds: int | None
    confirm_down: int
    confirm_up: int
    degraded_over_ms: int | None
    regions: list[str]
    location: str
    description: str
    showcase: ShowcaseWord
    channels: list[Uid]
    effect: EffectWord
    effect_status: StatusWord
    template: Uid | None
    manual_resume: bool
    state: CheckStateWord
    state_since: Stamp | None
    last_result: LastResultAnswer | None
    uptime: UptimeWindows
    tls_expires_at: Stamp | None
    created_at: Stamp
    updated_at: Stamp


def check_answer(
    check: Check,
    *,
    uptime: Mapping[str, float | None],
    channels: Sequence[str],
    with_secrets: bool,
    now: datetime,
) -> CheckAnswer:
    """Reads component, template, region rows and heartbeat state, which lists prefetch."""
    return {
        "id": Uid(check.uid),
        "kind": CheckKindWord(check.kind),
        "name": check.name,
        "slug": Slug(check.slug),
        "component": None if check.component is None else Uid(check.component.uid),
        "tags": check.tags.split(),
        "target": shown_target(check, with_secrets=with_secrets),
        "interval_seconds": check.interval_seconds,
        "timeout_seconds": check.timeout_seconds,
        "confirm_down": check.confirm_down,
        "confirm_up": check.confirm_up,
        "degraded_over_ms": check.degraded_over_ms,
        "regions": check.regions,
        "location": check.location,
        "description": check.description,
        "showcase": ShowcaseWord(check.showcase),
        "channels": [Uid(uid) for uid in channels],
        "effect": EffectWord(check.effect),
        "effect_status": StatusWord(check.effect_status),
        "template": None if check.template is None else Uid(check.template.uid),
        "manual_resume": check.manual_resume,
        "state": CheckStateWord(check_reported_state(check, now=now)),
        "state_since": stamp_or_none(check.state_since),
        "last_result": _last_result(check),
        "uptime": uptime_windows(uptime),
        "tls_expires_at": stamp_or_none(check.tls_expires_at),
        "created_at": stamp(check.created_at),
        "updated_at": stamp(check.updated_at),
    }


def uptime_windows(uptime: Mapping[str, float | None]) -> UptimeWindows:
    """The four windows out of what selectors give."""

    def percentage(window: str) -> Percentage | None:
        value = uptime.get(window)
        # Cut, never rounded up: only what never failed is 100.
        return None if value is None else Percentage(int(value * 1000) / 1000)

    return {
        "24h": percentage("24h"),
        "7d": percentage("7d"),
        "30d": percentage("30d"),
        "90d": percentage("90d"),
    }


def _last_result(check: Check) -> LastResultAnswer | None:
    found = last_result(check)
    if found is None:
        return None
    return {
        "at": stamp(found["at"]),
        "ok": bool(found["ok"]),
        "latency_ms": found["latency_ms"],
        "code": found["code"],
        "error": found["error"],
    }


EXAMPLE: dict[str, Any] = {
    "id": "c3n8v1q6z0wp",
    "kind": "http",
    "name": "API health",
    "slug": "api-health",
    "component": "kctbh9vrtdwd",
    "tags": ["prod"],
    "target": {
        "url": "https://api.acme.example/health",
        "method": "GET",
        "headers": {},
        "body": "",
        "auth": None,
        "expected_status": ["200-299"],
        "body_contains": None,
        "body_not_contains": None,
        "body_regex": None,
        "json_path": None,
        "follow_redirects": True,
        "verify_tls": True,
        "tls_expiry_days": 14,
        "ip_version": "auto",
    },
    "interval_seconds": 60,
    "timeout_seconds": 10,
    "confirm_down": 2,
    "confirm_up": 1,
    "degraded_over_ms": None,
    "regions": ["default"],
    "location": "",
    "description": "",
    "showcase": "both",
    "channels": [],
    "effect": "status",
    "effect_status": "major_outage",
    "template": None,
    "manual_resume": False,
    "state": "up",
    "state_since": "2026-11-20T10:00:00Z",
    "last_result": {
        "at": "2026-11-21T10:00:00Z",
        "ok": True,
        "latency_ms": 41.2,
        "code": "200",
        "error": "",
    },
    "uptime": {
        "24h": 100.0,
        "7d": 99.98,
        "30d": 99.99,
        "90d": 99.99,
    },
    "tls_expires_at": "2027-02-01T00:00:00Z",
    "created_at": "2026-11-01T09:00:00Z",
    "updated_at": "2026-11-01T09:00:00Z",
}
