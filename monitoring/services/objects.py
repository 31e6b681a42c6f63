"""A check as plain values, for the journal and for those who are told; secrets are masked."""

from __future__ import annotations

from typing import Any

from monitoring.models import Check
from monitoring.probes.trace import MASK, headers_masked
from monitoring.services.rules import check_target
from monitoring.vocabulary import CheckKind

_OPEN_IN_AUTH = frozenset({"type", "username"})


def target_shown(check: Check, *, secrets: bool) -> dict[str, Any]:
    """The target as it may be given out; without `secrets`, as `target_masked` leaves it."""
    target = check_target(check)
    return target if secrets else target_masked(target)


def target_masked(target: dict[str, Any]) -> dict[str, Any]:
    """A target without what may be secret.

    Passwords, tokens, the body and the values of most headers are masked, and so is what follows the path of
    the address, where services like to put tokens. A mask that comes back in a change means "as it was"
    (`target_merged`).
    """
    shown = dict(target)
    if isinstance(shown.get("headers"), dict):
        shown["headers"] = headers_masked(shown["headers"])
    if shown.get("body"):
        shown["body"] = MASK
    if isinstance(shown.get("auth"), dict):
        shown["auth"] = {
            name: value if name in _OPEN_IN_AUTH else MASK for name, value in shown["auth"].items()
        }
    if isinstance(shown.get("url"), str):
        shown["url"] = _url_masked(shown["url"])
    return shown


def target_merged(check: Check, given: dict[str, Any]) -> dict[str, Any]:
    """The present target with what a change gives, masks replaced by what they stand for."""
    held = check_target(check)
    if check.kind == CheckKind.HEARTBEAT:
        # A new period ends a schedule, and the other way round.
        if given.get("period_seconds") is not None and not given.get("schedule"):
            held.pop("schedule", None)
        elif given.get("schedule") and given.get("period_seconds") is None:
            held.pop("period_seconds", None)
        # Not told while there is a period, and there again with the next schedule.
        return {"time_zone": check.schedule_time_zone, **held, **given}
    merged = {**held, **given}
    if isinstance(given.get("headers"), dict):
        old = held.get("headers") or {}
        merged["headers"] = {
            name: old.get(name, value) if value == MASK else value for name, value in given["headers"].items()
        }
    if isinstance(given.get("url"), str):
        merged["url"] = _url_merged(held.get("url") or "", given["url"])
    if given.get("body") == MASK:
        merged["body"] = held.get("body", "")
    if isinstance(given.get("auth"), dict) and isinstance(held.get("auth"), dict):
        merged["auth"] = {
            name: held["auth"].get(name, value) if value == MASK else value
            for name, value in given["auth"].items()
        }
    return merged


def check_object(check: Check) -> dict[str, Any]:
    """A check's settings and state."""
    return {
        "id": check.uid,
        "kind": check.kind,
        "name": check.name,
        "slug": check.slug,
        "description": check.description,
        "component": check.component.uid if check.component is not None else None,
        "tags": check.tags.split(),
        "target": target_shown(check, secrets=False),
        "interval_seconds": check.interval_seconds,
        "timeout_seconds": check.timeout_seconds,
        "confirm_down": check.confirm_down,
        "confirm_up": check.confirm_up,
        "degraded_over_ms": check.degraded_over_ms,
        "regions": list(check.regions),
        "quorum": check.quorum,
        "location": check.location,
        "manual_resume": check.manual_resume,
        "showcase": check.showcase,
        "effect": check.effect,
        "effect_status": check.effect_status,
        "template": check.template.uid if check.template is not None else None,
        "state": check.state,
    }


def _url_masked(url: str) -> str:
    address, question, _query = url.partition("#")[0].partition("?")
    return f"{address}?{MASK}" if question else address


def _url_merged(held: str, given: str) -> str:
    if given == _url_masked(held):
        return held
    address, _question, query = given.partition("?")
    if query != MASK:
        return given
    # The path changed; what follows it is as it was.
    _address, question, kept = held.partition("?")
    return f"{address}{question}{kept}"
