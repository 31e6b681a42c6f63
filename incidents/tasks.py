"""What the workers call by name."""

from celery import shared_task

from incidents.services import incidents_tick


@shared_task(name="incidents.tick", ignore_result=True)
def tick() -> int:
    """Move on what is due; runs with every beat of the scheduler."""
    return incidents_tick()
