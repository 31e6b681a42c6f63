"""What a check found, ready to be written out."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from monitoring.models import CheckResult, Flip, Ping
from monitoring.vocabulary import PingKind
from web.dashboard.checks.words import STATES, job_time, milliseconds


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One run in one region."""

    key: str
    at: datetime
    region: str
    look: str
    word: str
    code: str
    error: str
    latency: str
    phases: str

    @classmethod
    def of(cls, result: CheckResult) -> "ResultRow":
        look, word = ("degraded", _("Slow")) if result.degraded else ("ok", _("Good"))
        if not result.ok:
            look, word = "major", _("Failed")
        parts = (
            (_("DNS"), result.dns_ms),
            (_("connect"), result.connect_ms),
            (_("TLS"), result.tls_ms),
            (_("first byte"), result.first_byte_ms),
        )
        return cls(
            key=f"r{result.pk}",
            at=result.slot,
            region=result.region,
            look=look,
            word=word,
            code=result.code,
            error=result.error,
            latency="" if result.latency_ms is None else milliseconds(result.latency_ms),
            phases=" · ".join(f"{name} {milliseconds(ms)}" for name, ms in parts if ms is not None),
        )


@dataclass(frozen=True, slots=True)
class FlipRow:
    """One change of the confirmed state."""

    key: str
    at: datetime
    look: str
    old: str | Promise
    new: str | Promise
    message: str
    silent: bool

    @classmethod
    def of(cls, flip: Flip) -> "FlipRow":
        look, new = STATES.get(flip.new, ("none", flip.new))
        return cls(
            key=f"f{flip.pk}",
            at=flip.at,
            look=look,
            old=STATES.get(flip.old, ("none", flip.old))[1],
            new=new,
            message=flip.message,
            silent=flip.silent,
        )


_PING_LOOKS = {PingKind.SUCCESS.value: "ok", PingKind.FAIL.value: "major"}


@dataclass(frozen=True, slots=True)
class PingRow:
    """One signal of a heartbeat."""

    key: str
    n: int
    at: datetime
    look: str
    word: str
    came: str
    lasted: str
    exit_status: int | None
    has_body: bool

    @classmethod
    def of(cls, ping: Ping) -> "PingRow":
        """Of a row that the selectors of pings gave."""
        came = (f"{ping.scheme} {ping.method}".strip(), ping.address, ping.user_agent)
        return cls(
            key=f"p{ping.n}",
            n=ping.n,
            at=ping.at,
            look=_PING_LOOKS.get(ping.kind, "none"),
            word=str(PingKind(ping.kind).label),
            came=" · ".join(part for part in came if part),
            lasted="" if ping.duration_ms is None else job_time(ping.duration_ms),
            exit_status=ping.exit_status,
            has_body=bool(getattr(ping, "has_body", False)),
        )
