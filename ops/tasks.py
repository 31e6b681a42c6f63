"""Signs of life."""

from datetime import UTC, datetime

from celery import shared_task

from monitoring import services


@shared_task(name="ops.pulse")
def pulse(sent_at: float) -> None:
    """Beat sent this at ``sent_at`` (Unix time); that it runs is the worker's own sign."""
    services.pulse_beat(name="beat", now=datetime.fromtimestamp(sent_at, UTC))
    services.pulse_beat(name="worker")
