"""How far the work has come, in numbers for those who watch Candor itself."""

from dataclasses import dataclass

from monitoring.models import Ping
from statuspage.models import Event
from webhooks.models import Delivery


@dataclass(frozen=True, slots=True)
class Progress:
    """The newest ping and delivery (None before the first), and the changes of checks still to be told."""

    ping_id: int | None
    delivery_id: int | None
    flips_waiting: int


def progress_read() -> Progress:
    """Three small reads of indexes."""
    return Progress(
        ping_id=Ping.objects.order_by("-pk").values_list("pk", flat=True).first(),
        delivery_id=Delivery.objects.order_by("-pk").values_list("pk", flat=True).first(),
        flips_waiting=Event.objects.filter(kind="check.flipped", dispatched_at__isnull=True).count(),
    )
