"""What a run that somebody watches found, ready to be written out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from web.dashboard.checks.words import milliseconds

PHASES: tuple[tuple[str, str | Promise], ...] = (
    ("dns", gettext_lazy("DNS")),
    ("connect", gettext_lazy("Connect")),
    ("tls", gettext_lazy("TLS")),
    ("first_byte", gettext_lazy("First byte")),
    ("transfer", gettext_lazy("Transfer")),
)
_STEPS: Mapping[str, str | Promise] = {
    "resolve": gettext_lazy("Name resolved"),
    "request": gettext_lazy("Request sent"),
    "connect": gettext_lazy("Connection"),
    "certificate": gettext_lazy("Certificate"),
    "response": gettext_lazy("Answer"),
    "redirect": gettext_lazy("Redirect"),
    "body": gettext_lazy("Body"),
    "assertion": gettext_lazy("Expected"),
    "blocked": gettext_lazy("Blocked"),
}
_WIDTH = 600


@dataclass(frozen=True, slots=True)
class Phase:
    """One part of the time that it took; its bar begins where the one before it ends."""

    word: str
    label: str | Promise
    told: str
    bar: SafeString


@dataclass(frozen=True, slots=True)
class Step:
    """One step, `after` so long; `long` is what is folded away."""

    label: str | Promise
    after: str
    told: str
    failed: bool
    long: str


@dataclass(frozen=True, slots=True)
class Tried:
    """The whole of it."""

    look: str
    word: str
    code: str
    error: str
    latency: str
    phases: list[Phase]
    steps: list[Step]
    certificate: datetime | None
    body: str

    @classmethod
    def of(cls, told: Mapping[str, Any], *, is_kept: bool = False) -> "Tried":
        """Of what `check_try` gives, or `check_run_now` of a check that `is_kept`."""
        look, word = ("ok", _("It is up") if is_kept else _("It would be up"))
        if not told["ok"]:
            look, word = "major", _("It fails") if is_kept else _("It would fail")
        elif told["degraded"]:
            look, word = "degraded", _("It is slow") if is_kept else _("It would be slow")
        expires = told["tls_expires_at"]
        bodies = [step["excerpt"] for step in told["trace"] if step["step"] == "body"]
        return cls(
            look=look,
            word=word,
            code=told["code"],
            error=told["error"],
            latency="" if told["latency_ms"] is None else milliseconds(told["latency_ms"]),
            phases=_phases(told["phases"]),
            steps=[
                _step(step) for step in told["trace"] if step["step"] in _STEPS and step["step"] != "body"
            ],
            certificate=datetime.fromisoformat(expires) if expires else None,
            body=bodies[-1] if bodies else "",
        )


def transfer_of(phases: Mapping[str, float | None]) -> float | None:
    """What is left of the whole time: of an answer, the time in which it arrived."""
    total, first = phases.get("total"), phases.get("first_byte")
    if total is None or first is None:
        return None
    return max(0.0, total - sum(phases.get(name) or 0.0 for name, _label in PHASES[:-1]))


def _phases(phases: Mapping[str, float | None]) -> list[Phase]:
    lasted = {**phases, "transfer": transfer_of(phases)}
    whole = sum(lasted.get(name) or 0.0 for name, _label in PHASES) or 1.0
    found, begins = [], 0.0
    for name, label in PHASES:
        value = lasted.get(name)
        if value is None:
            continue
        found.append(Phase(name, label, milliseconds(value), _bar(name, begins / whole, value / whole)))
        begins += value
    return found


def _bar(name: str, begins: float, share: float) -> SafeString:
    x, width = _WIDTH * begins, max(2.0, _WIDTH * share)
    return mark_safe(  # noqa: S308 (numbers and a word of ours)
        f'<svg class="bar-line" viewBox="0 0 {_WIDTH} 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="{name}" x="{x:.1f}" width="{width:.1f}" height="10"/></svg>'
    )


def _step(step: Mapping[str, Any]) -> Step:
    return Step(
        label=_STEPS[step["step"]],
        after=milliseconds(step["after_ms"]),
        told=_told(step),
        failed=step.get("ok") is False or step["step"] == "blocked",
        long=_headers(step.get("headers")),
    )


def _told(step: Mapping[str, Any]) -> str:
    match step["step"]:
        case "resolve":
            return f"{step['host']}: {', '.join(step['addresses'])}"
        case "request":
            return f"{step['method']} {_bare(step['url'])}"
        case "connect":
            return f"{step['address']}, {step['port']}" + ("" if step["ok"] else f" ({_('failed')})")
        case "certificate":
            return _("valid until %(day)s") % {"day": step["expires_at"][:10]}
        case "response":
            return str(step["status"])
        case "redirect":
            return f"{step['status']} → {_bare(step['url'])}"
        case "assertion":
            return str(step["detail"])
    return ""


def _headers(headers: Mapping[str, str] | None) -> str:
    if not headers:
        return ""
    lines: Sequence[str] = [f"{name}: {value}" for name, value in headers.items()]
    return "\n".join(lines)


def _bare(url: str) -> str:
    """An address without what follows its path, where services like to put tokens."""
    return url.partition("?")[0]
