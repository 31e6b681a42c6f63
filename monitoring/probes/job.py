"""One run on its way: the specification, its clock and where its outcome goes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from .faults import Fault, error_clean
from .specs import Phases, ProbeOutcome, ProbeSpec
from .trace import Trace

MAX_ADDRESSES = 4
"""How many addresses of a name are tried in turn."""


@dataclass(slots=True, eq=False)
class Job:
    """A run; `deliver` is called exactly once, with None for a run that was dropped."""

    spec: ProbeSpec
    deliver: Callable[[ProbeOutcome | None], None]
    trace: Trace | None = None
    ends: float = 0.0
    dns: float | None = None
    connect: float | None = None
    tls: float | None = None
    first_byte: float | None = None
    total: float = 0.0
    tls_expires_at: datetime | None = None
    delivered: bool = field(default=False)

    def begin(self) -> bool:
        """Start the clock; False where the lease is over, and the run was dropped."""
        if self.is_overdue:
            self.drop()
            return False
        self.ends = time.monotonic() + self.spec.timeout_seconds
        return True

    @property
    def is_overdue(self) -> bool:
        """Whether it is too late to begin: the lease could end before the run."""
        before = self.spec.begin_before
        return before is not None and datetime.now(UTC) > before

    @property
    def left(self) -> float:
        """Seconds until the run's deadline."""
        return self.ends - time.monotonic()

    def note(self, step: str, **details: object) -> None:
        """Add to the trace, if somebody watches."""
        if self.trace is not None:
            self.trace.add(step, **details)

    def add_phases(
        self,
        *,
        dns: float | None = None,
        connect: float | None = None,
        tls: float | None = None,
        first_byte: float | None = None,
        total: float = 0.0,
    ) -> None:
        """Add durations in milliseconds of one more hop."""
        self.dns = _sum(self.dns, dns)
        self.connect = _sum(self.connect, connect)
        self.tls = _sum(self.tls, tls)
        self.first_byte = _sum(self.first_byte, first_byte)
        self.total += total

    def fail(self, fault: Fault) -> None:
        """The run found a failure, or found nothing out."""
        self._finish(ok=False, code=fault.code, error=fault.error, our_side=fault.our_side)

    def finish(self, *, ok: bool, code: str, error: str = "") -> None:
        """The target answered."""
        self._finish(ok=ok, code=code, error=error, our_side=False)

    def drop(self) -> None:
        """The run is not carried on; its slot comes back through the lease."""
        self._send(None)

    def _finish(self, *, ok: bool, code: str, error: str, our_side: bool) -> None:
        spec = self.spec
        total = round(self.total, 3)
        slow = spec.degraded_over_ms is not None and total > spec.degraded_over_ms
        error = error_clean(error)
        self.note("end", ok=ok, code=code, error=error)
        self._send(
            ProbeOutcome(
                check_uid=spec.check_uid,
                version=spec.version,
                region=spec.region,
                slot=spec.slot,
                ok=ok,
                degraded=ok and slow,
                latency_ms=total if ok or code.isdigit() else None,
                phases=Phases(
                    dns=_rounded(self.dns),
                    connect=_rounded(self.connect),
                    tls=_rounded(self.tls),
                    first_byte=_rounded(self.first_byte),
                    total=total,
                ),
                code=code,
                error=error,
                our_side=our_side,
                tls_expires_at=self.tls_expires_at,
                trace=None if self.trace is None else self.trace.steps,
            )
        )

    def _send(self, outcome: ProbeOutcome | None) -> None:
        if not self.delivered:
            self.delivered = True
            self.deliver(outcome)


def _sum(one: float | None, other: float | None) -> float | None:
    return one if other is None else (one or 0.0) + other


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
