"""What checks found, as seen from the outside."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict

from api.native.values import Stamp, stamp
from api.native.words import PeriodWord, PingKindWord, StoredStateWord
from monitoring.models import CheckResult, CheckRollup, Flip, Ping


class ResultAnswer(TypedDict):
    """One run for one slot in one region; phases are durations in milliseconds."""

    at: Stamp
    region: str
    ok: bool
    degraded: bool
    latency_ms: float | None
    dns_ms: float | None
    connect_ms: float | None
    tls_ms: float | None
    first_byte_ms: float | None
    code: str
    error: str


RollupAnswer = TypedDict(
    "RollupAnswer",
    {
        "from": Stamp,
        "period": PeriodWord,
        "region": str,
        "runs": int,
        "ups": int,
        "latency_min_ms": float | None,
        "latency_mean_ms": float | None,
        "latency_max_ms": float | None,
        "latency_p50_ms": float | None,
        "latency_p95_ms": float | None,
        "latency_p99_ms": float | None,
    },
)
RollupAnswer.__doc__ = """An hour or a day of results of one region; latencies are of successful runs."""


class FlipAnswer(TypedDict):
    """A change of a check's confirmed state. Of a `silent` one nobody is told."""

    at: Stamp
    old: StoredStateWord
    new: StoredStateWord
    reason: str
    message: str
    silent: bool


class PingAnswer(TypedDict):
    """One signal of a heartbeat; `n` counts per check from 1.

    `rid` names the run that it was sent about. `duration_ms` is how long that took, if its start was told.
    """

    n: int
    at: Stamp
    kind: PingKindWord
    scheme: str
    method: str
    address: str
    user_agent: str
    rid: str | None
    exit_status: int | None
    duration_ms: int | None
    has_body: bool


class TraceAnswer(TypedDict):
    """One run, watched: what it found and every step that it took."""

    at: Stamp
    ok: bool
    degraded: bool
    latency_ms: float | None
    code: str
    error: str
    phases: dict[str, float | None]
    tls_expires_at: Stamp | None
    trace: list[dict[str, Any]]


def result_answer(result: CheckResult) -> ResultAnswer:
    return {
        "at": stamp(result.slot),
        "region": result.region,
        "ok": result.ok,
        "degraded": result.degraded,
        "latency_ms": result.latency_ms,
        "dns_ms": result.dns_ms,
        "connect_ms": result.connect_ms,
        "tls_ms": result.tls_ms,
        "first_byte_ms": result.first_byte_ms,
        "code": result.code,
        "error": result.error,
    }


def rollup_answer(rollup: CheckRollup) -> RollupAnswer:
    return {
        "from": stamp(rollup.start),
        "period": PeriodWord(rollup.period),
        "region": rollup.region,
        "runs": rollup.runs,
        "ups": rollup.ups,
        "latency_min_ms": rollup.latency_min_ms,
        "latency_mean_ms": rollup.latency_mean_ms,
        "latency_max_ms": rollup.latency_max_ms,
        "latency_p50_ms": rollup.latency_p50_ms,
        "latency_p95_ms": rollup.latency_p95_ms,
        "latency_p99_ms": rollup.latency_p99_ms,
    }


def flip_answer(flip: Flip) -> FlipAnswer:
    return {
        "at": stamp(flip.at),
        "old": StoredStateWord(flip.old),
        "new": StoredStateWord(flip.new),
        "reason": flip.reason,
        "message": flip.message,
        "silent": flip.silent,
    }


def ping_answer(ping: Ping, *, has_body: bool) -> PingAnswer:
    return {
        "n": ping.n,
        "at": stamp(ping.at),
        "kind": PingKindWord(ping.kind),
        "scheme": ping.scheme,
        "method": ping.method,
        "address": ping.address,
        "user_agent": ping.user_agent,
        "rid": None if ping.rid is None else str(ping.rid),
        "exit_status": ping.exit_status,
        "duration_ms": ping.duration_ms,
        "has_body": has_body,
    }


def trace_answer(told: Mapping[str, Any]) -> TraceAnswer:
    """`told` is what `check_run_now` gives."""
    expires = told["tls_expires_at"]
    return {
        "at": stamp(told["at"]),
        "ok": told["ok"],
        "degraded": told["degraded"],
        "latency_ms": told["latency_ms"],
        "code": told["code"],
        "error": told["error"],
        "phases": told["phases"],
        "tls_expires_at": None if expires is None else stamp(datetime.fromisoformat(expires)),
        "trace": told["trace"],
    }


RESULT_EXAMPLE: dict[str, Any] = {
    "at": "2026-11-21T10:00:00Z",
    "region": "default",
    "ok": True,
    "degraded": False,
    "latency_ms": 41.2,
    "dns_ms": 1.1,
    "connect_ms": 9.8,
    "tls_ms": 14.0,
    "first_byte_ms": 15.9,
    "code": "200",
    "error": "",
}

ROLLUP_EXAMPLE: dict[str, Any] = {
    "from": "2026-11-21T09:00:00Z",
    "period": "hour",
    "region": "default",
    "runs": 60,
    "ups": 59,
    "latency_min_ms": 38.0,
    "latency_mean_ms": 42.7,
    "latency_max_ms": 90.2,
    "latency_p50_ms": 41.5,
    "latency_p95_ms": 61.0,
    "latency_p99_ms": 88.3,
}

FLIP_EXAMPLE: dict[str, Any] = {
    "at": "2026-11-21T09:41:00Z",
    "old": "up",
    "new": "down",
    "reason": "",
    "message": "Status 502, expected 200-299.",
    "silent": False,
}

PING_EXAMPLE: dict[str, Any] = {
    "n": 412,
    "at": "2026-11-21T03:00:04Z",
    "kind": "success",
    "scheme": "https",
    "method": "POST",
    "address": "203.0.113.9",
    "user_agent": "curl/8.5.0",
    "rid": "3b2a1f0e-5d4c-4b6a-8978-6f5e4d3c2b1a",
    "exit_status": None,
    "duration_ms": 3120,
    "has_body": True,
}

TRACE_EXAMPLE: dict[str, Any] = {
    "at": "2026-11-21T10:00:00Z",
    "ok": True,
    "degraded": False,
    "latency_ms": 41.2,
    "code": "200",
    "error": "",
    "phases": {"dns": 1.1, "connect": 9.8, "tls": 14.0, "first_byte": 15.9, "total": 41.2},
    "tls_expires_at": "2027-02-01T00:00:00Z",
    "trace": [{"at": "2026-11-21T10:00:00.012Z", "after_ms": 0.4, "step": "resolve"}],
}
