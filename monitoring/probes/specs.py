"""What travels to a probe and what comes home: plain JSON, so that no database is needed where probes run."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class ProbeSpec:
    """One run of one check: for this slot, in this region.

    `version` fences: the recorder ignores what was measured by an older specification. A run that has not
    begun by `begin_before` is dropped, because its lease is over and the slot belongs to someone else.
    """

    check_uid: str
    version: int
    region: str
    slot: datetime
    kind: str
    target: dict[str, Any]
    timeout_seconds: float
    degraded_over_ms: int | None = None
    begin_before: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """A dictionary of JSON values."""
        return {
            "check_uid": self.check_uid,
            "version": self.version,
            "region": self.region,
            "slot": self.slot.isoformat(),
            "kind": self.kind,
            "target": self.target,
            "timeout_seconds": self.timeout_seconds,
            "degraded_over_ms": self.degraded_over_ms,
            "begin_before": _text(self.begin_before),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ProbeSpec:
        """The reverse of `to_json`."""
        return cls(
            **{
                **data,
                "slot": datetime.fromisoformat(data["slot"]),
                "begin_before": _time(data.get("begin_before")),
            }
        )


@dataclass(frozen=True, slots=True)
class Phases:
    """Durations in milliseconds, added up over redirects; None where a phase did not happen."""

    dns: float | None = None
    connect: float | None = None
    tls: float | None = None
    first_byte: float | None = None
    total: float | None = None


@dataclass(frozen=True, slots=True)
class ProbeOutcome:
    """What a run found.

    `code` is the HTTP status where there was one, else a word such as `timeout` or `refused`. `our_side`
    says that our own network or resolver failed: such an outcome tells nothing about the target and must
    not count as a failure.
    """

    check_uid: str
    version: int
    region: str
    slot: datetime
    ok: bool
    latency_ms: float | None = None
    phases: Phases = field(default_factory=Phases)
    code: str = ""
    error: str = ""
    degraded: bool = False
    our_side: bool = False
    tls_expires_at: datetime | None = None
    trace: list[dict[str, Any]] | None = None

    def to_json(self) -> dict[str, Any]:
        """A dictionary of JSON values."""
        data = {name: getattr(self, name) for name in _OUTCOME_PLAIN}
        data["slot"] = self.slot.isoformat()
        data["phases"] = asdict(self.phases)
        data["tls_expires_at"] = _text(self.tls_expires_at)
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ProbeOutcome:
        """The reverse of `to_json`."""
        return cls(
            **{
                **data,
                "slot": datetime.fromisoformat(data["slot"]),
                "phases": Phases(**data["phases"]),
                "tls_expires_at": _time(data.get("tls_expires_at")),
            }
        )


_OUTCOME_PLAIN = (
    "check_uid",
    "version",
    "region",
    "ok",
    "latency_ms",
    "code",
    "error",
    "degraded",
    "our_side",
    "trace",
)


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
