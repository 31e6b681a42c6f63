"""How far the work has come, in numbers: for those who watch Candor itself, and for a page's team."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from incidents.models import Incident
from incidents.vocabulary import IncidentKind
from monitoring.models import Ping
from statuspage.models import Event, Page
from webhooks.models import Delivery
from webhooks.vocabulary import Audience, DeliveryState


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


def told_so_far(page: Page, incidents: Sequence[Incident]) -> dict[str, dict[str, int]]:
    """How many visitors something about each of these arrived at, by the incident's uid and their kind."""
    if not incidents:
        return {}
    arrived = Delivery.objects.filter(
        page=page,
        # What is told of an incident is never older than it, and there is an index by age.
        created_at__gte=min(incident.created_at for incident in incidents),
        events__subject_kind__in=IncidentKind.values,
        events__subject_uid__in=[incident.uid for incident in incidents],
        subscription__audience=Audience.VISITOR,
        state=DeliveryState.DELIVERED,
    )
    rows = arrived.order_by().values_list("events__subject_uid", "subscription__kind")
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for uid, kind, number in rows.annotate(number=Count("subscription", distinct=True)):
        found[uid][kind] = number
    return found
