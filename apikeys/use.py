"""What a key was used for, as far as the access log reaches."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from apikeys.models import AccessLog, ApiKey

SPAN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Use:
    """How many requests a key made at a door within the last day, and how many of them were refused."""

    door: str
    requests: int
    refused: int


def use_of_key(key: ApiKey, *, now: datetime | None = None) -> list[Use]:
    """By door, the busiest first."""
    since = (now or timezone.now()) - SPAN
    found = AccessLog.objects.filter(key=key, at__gte=since).order_by().values("door")
    counted = found.annotate(requests=Count("pk"), refused=Count("pk", filter=Q(status__gte=400)))
    return [Use(**row) for row in counted.order_by("-requests", "door")]
