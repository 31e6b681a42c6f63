"""Signs of life of our own parts."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from monitoring.models import Pulse


def pulse_beat(*, name: str, now: datetime | None = None) -> None:
    """Note that a part is alive; never moves back in time."""
    now = now or timezone.now()
    if not Pulse.objects.filter(name=name, at__lt=now).update(at=now):
        Pulse.objects.get_or_create(name=name, defaults={"at": now})
