"""Thin tasks: fetch, call a service, send on. Every one may run twice, or get lost."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.worker import state
from django.db import OperationalError

from monitoring import selectors, services
from monitoring.probes import ProbeOutcome, ProbeSpec, shared_engine

EXPIRES = 60
FETCH_EXPIRES = 30
AT_ONCE = 200


@shared_task(name="monitoring.dispatch")
def dispatch() -> None:
    """Claim what is due and send each batch to its region's workers."""
    for batch in services.checks_dispatch():
        probe.apply_async(args=(batch,), queue=f"checks.{batch[0]['region']}", expires=EXPIRES)


@shared_task(name="monitoring.probe")
def probe(specs: list[dict[str, Any]]) -> None:
    """Begin runs and return: results come when they come, so that a target that hangs holds up nobody.

    Needs no database. What is lost with this process comes back through the leases.
    """
    shared_engine(_send_home).submit(ProbeSpec.from_json(spec) for spec in specs)


@shared_task(
    name="monitoring.record",
    autoretry_for=(OperationalError,),
    max_retries=3,
    retry_backoff=1,
    retry_backoff_max=5,
)
def record(outcomes: list[dict[str, Any]]) -> None:
    """Take results in. While the database is away a few tries are made; then the leases bring them back."""
    services.results_record(outcomes=[ProbeOutcome.from_json(outcome) for outcome in outcomes])


@shared_task(name="monitoring.heartbeats")
def heartbeats() -> None:
    """Bring down heartbeats that are late, and open the incidents that maintenance held back."""
    services.heartbeats_tick()
    services.incidents_open_held()


@shared_task(name="monitoring.providers")
def providers() -> None:
    """Have fetched what is due from metrics providers, by workers that do nothing else."""
    for key in selectors.providers_due().values_list("pk", flat=True)[:AT_ONCE]:
        fetch.apply_async(args=(key,), expires=FETCH_EXPIRES)


@shared_task(name="monitoring.fetch")
def fetch(provider_id: int) -> None:
    """Make a round with one provider; a second message about the same does nothing.

    Other people's servers are waited for here, so it has threads of its own. It ends early with its worker.
    """
    services.provider_fetch(provider_id=provider_id, go_on=lambda: state.should_stop is None)


@shared_task(name="monitoring.rollup")
def rollup() -> None:
    """Build hours and days that have ended."""
    services.rollups_build()
    services.metric_hours_build()


@shared_task(name="monitoring.retain")
def retain() -> None:
    """Delete raw rows that are old."""
    services.results_retain()
    services.points_retain()


def _send_home(outcomes: list[ProbeOutcome]) -> None:
    record.apply_async(args=([outcome.to_json() for outcome in outcomes],))
