"""Running a check while somebody watches; nothing of it is recorded."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.models import Check
from monitoring.probes import ProbeOutcome, ProbeSpec, run_batch
from monitoring.services.check_rows import address_need
from monitoring.services.objects import target_merged
from monitoring.services.rules import check_fill
from monitoring.vocabulary import CheckKind
from statuspage.exceptions import Busy, Conflict, Invalid
from statuspage.models import Page

AT_ONCE = 4
"""Who watches a run holds a thread of the web server meanwhile, so only so many do so in one process."""
TRY_SECONDS = 20
"""Nobody waits longer than this for what is only tried, whatever its timeout will be."""
MOST = 20
"""So many are tried side by side at most."""

_places = threading.BoundedSemaphore(AT_ONCE)


def check_run_now(*, check: Check, now: datetime | None = None) -> dict[str, Any]:
    """Run a check here and now and tell everything about it.

    Gives `at`, `ok`, `degraded`, `code`, `error`, `latency_ms`, `phases`, `tls_expires_at` and `trace`, the
    list of steps. Raises Conflict (`not_runnable`) for a heartbeat, and (`no_address`) without an address,
    and Busy while enough others are watched.
    """
    return _watched(check, seconds=check.timeout_seconds or 10, now=now or timezone.now())


def check_try(
    *,
    page: Page,
    kind: str,
    target: dict[str, Any],
    interval_seconds: Any = 60,
    timeout_seconds: Any = 10,
    degraded_over_ms: Any = None,
    check: Check | None = None,
    now: datetime | None = None,
) -> dict[str, Any]:
    """What a check with these settings would find; no such check needs to be there.

    With `check`, one that is there, `••••••` in the target stands for its secrets. Waits for `TRY_SECONDS` at
    most. Gives what `check_run_now` gives. Raises Invalid for settings that could not be saved either,
    Conflict and Busy.
    """
    tried = Check(page=page)
    check_fill(
        tried,
        {
            "kind": kind,
            "target": target_merged(check, target) if check is not None else target,
            "interval_seconds": interval_seconds,
            "timeout_seconds": timeout_seconds,
            "degraded_over_ms": degraded_over_ms,
        },
    )
    seconds = min(tried.timeout_seconds or TRY_SECONDS, TRY_SECONDS)
    return _watched(tried, seconds=seconds, now=now or timezone.now())


def checks_try(
    *, page: Page, asked: Sequence[tuple[str, dict[str, Any]]], now: datetime | None = None
) -> list[dict[str, Any] | Invalid]:
    """What checks of these kinds and targets would find, side by side and in their order; at most `MOST`.

    Gives for each what `check_try` gives, or what is wrong with it. The page need not be saved. Raises Busy.
    """
    now = now or timezone.now()
    found: dict[int, dict[str, Any] | Invalid] = {}
    specs: dict[int, ProbeSpec] = {}
    for number, (kind, target) in enumerate(asked[:MOST]):
        tried = Check(page=page)
        try:
            check_fill(tried, {"kind": kind, "target": target, "interval_seconds": 60, "timeout_seconds": 10})
            specs[number] = _spec(tried, seconds=10, now=now)
        except Invalid as invalid:
            found[number] = invalid
    if specs:
        with _place():
            outcomes = run_batch(list(specs.values()), trace=True)
        for number, outcome in zip(specs, outcomes, strict=True):
            found[number] = _told(outcome, now)
    return [found[number] for number in sorted(found)]


def _watched(check: Check, *, seconds: float, now: datetime) -> dict[str, Any]:
    spec = _spec(check, seconds=seconds, now=now)
    with _place():
        (outcome,) = run_batch([spec], trace=True)
    return _told(outcome, now)


def _spec(check: Check, *, seconds: float, now: datetime) -> ProbeSpec:
    if check.kind == CheckKind.HEARTBEAT:
        raise Conflict(_("A heartbeat waits to be pinged; it cannot be run."), code="not_runnable")
    address_need(check)
    return ProbeSpec(
        check_uid=check.uid,
        version=check.version,
        region="here",
        slot=now,
        kind=check.kind,
        target=check.target,
        timeout_seconds=seconds,
        degraded_over_ms=check.degraded_over_ms,
    )


def _told(outcome: ProbeOutcome, now: datetime) -> dict[str, Any]:
    told = outcome.to_json()
    return {
        "at": now,
        **{
            name: told[name]
            for name in ("ok", "degraded", "code", "error", "latency_ms", "phases", "tls_expires_at", "trace")
        },
    }


@contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(blocking=False):
        raise Busy(_("Other checks are being tried out; try again in a moment."), retry_after=2)
    try:
        yield
    finally:
        _places.release()
