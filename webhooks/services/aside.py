"""Events that could not be told and were set aside."""

from datetime import datetime

from django.db import transaction as database
from django.utils import timezone

from statuspage.models import Event
from webhooks.models import FanOut


def events_resume(*, now: datetime | None = None) -> int:
    """Try once more what was set aside, after its cause was repaired; gives how many events those were.

    Whoever has been told already is not told again.
    """
    now = now or timezone.now()
    with database.atomic():
        marks = FanOut.objects.select_for_update(of=("self",)).filter(event__dispatched_at__isnull=False)
        keys = list(marks.order_by("pk").values_list("pk", flat=True))
        # One failure stays, so that the next round leaves out those who were told.
        FanOut.objects.filter(pk__in=keys).update(failures=1, cursor=0, due_at=now)
        return Event.objects.filter(pk__in=keys).update(dispatched_at=None)
