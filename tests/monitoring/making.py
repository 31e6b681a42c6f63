"""Checks that tests of monitoring begin with, and outcomes for them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from monitoring import services
from monitoring.models import Check, CheckRegion, Ping
from monitoring.probes import Phases, ProbeOutcome, ProbeSpec
from monitoring.signals import Signal
from monitoring.vocabulary import PingKind
from statuspage.actor import Actor
from statuspage.models import Component, Page
from statuspage.services import component_create

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
BY = Actor(kind="user", uid="ada000000000", label="Ada")
URL = "http://127.0.0.1:9/health"
EVERY_PING = {
    "methods": "",
    "start_kw": "",
    "success_kw": "",
    "failure_kw": "",
    "filter_subject": False,
    "filter_body": False,
    "filter_http_body": False,
    "filter_default_fail": False,
}
"""What a heartbeat's target says where every ping counts as what it is."""


def seconds(count: float) -> datetime:
    """So many seconds after the beginning."""
    return NOW + timedelta(seconds=count)


def make_component(page: Page, name: str = "API", **settings: Any) -> Component:
    """A component that is operational from the beginning."""
    return component_create(page=page, name=name, by=BY, **{"now": NOW - timedelta(days=1), **settings})


def make_check(page: Page, **settings: Any) -> Check:
    """An HTTP check that is due every 60 seconds and goes down after two failures."""
    given: dict[str, Any] = {"kind": "http", "target": {"url": URL}, "name": "API health"}
    return services.check_create(page=page, **{**given, "by": BY, "now": NOW, **settings})


def make_heartbeat(page: Page, **settings: Any) -> Check:
    """A heartbeat with a period of an hour and a grace of ten minutes."""
    target = settings.pop("target", {"period_seconds": 3600, "grace_seconds": 600})
    return make_check(page, kind="heartbeat", target=target, name="Nightly", **settings)


def ping(check: Check, now: datetime, kind: str = "success", **given: Any) -> Ping | None:
    """A signal that comes at this moment."""
    return services.ping_record(check=check, signal=Signal(kind=PingKind(kind), **given), now=now)


def due_at(check: Check, region: str = "default") -> datetime:
    """The next slot of a check."""
    slot = CheckRegion.objects.get(check_row=check, region=region).next_slot
    assert slot is not None
    return slot


def anchor(check: Check) -> datetime:
    """The origin of a check's slots."""
    assert check.anchor is not None
    return check.anchor


def dispatch(now: datetime) -> list[ProbeSpec]:
    """The specifications that are due."""
    return [ProbeSpec.from_json(spec) for batch in services.checks_dispatch(now=now) for spec in batch]


def outcome_of(spec: ProbeSpec, *, ok: bool = True, **given: Any) -> ProbeOutcome:
    """What a probe would find."""
    values: dict[str, Any] = {
        "latency_ms": 20.0 if ok else None,
        "phases": Phases(connect=1.0, first_byte=10.0, total=20.0),
        "code": "200" if ok else "refused",
        "error": "" if ok else "connection refused",
    }
    return ProbeOutcome(
        check_uid=spec.check_uid,
        version=spec.version,
        region=spec.region,
        slot=spec.slot,
        ok=ok,
        **{**values, **given},
    )


def run_once(check: Check, *, ok: bool = True, region: str = "default", **given: Any) -> datetime:
    """Let the next slot of a check pass with this result; gives the moment at which it was recorded."""
    slot = due_at(check, region)
    now = slot + timedelta(seconds=0.1)
    spec = ProbeSpec(check.uid, check.version, region, slot, check.kind, check.target, 10)
    services.results_record(outcomes=[outcome_of(spec, ok=ok, **given)], now=now)
    check.refresh_from_db()
    return now
