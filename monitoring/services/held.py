"""Incidents that maintenance held back."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone

from monitoring.models import Check, CheckIncident, Flip
from monitoring.services.effects import OPENING, incident_follow
from monitoring.services.flips import check_lock
from monitoring.vocabulary import CheckState
from statuspage import journal
from statuspage.models import StatusClaim
from statuspage.status import ClaimSource


def incidents_open_held(*, now: datetime | None = None) -> int:
    """Open the incidents of checks that went down under maintenance and still are, now that it is over.

    Gives how many. Each begins with the end of the maintenance: what was announced is no outage. Safe for
    many workers at once, because each check is looked at again under its lock.
    """
    now = now or timezone.now()
    ids = list(_held().values_list("pk", flat=True))
    return sum(_open(check_id, now) for check_id in ids)


def _open(check_id: int, now: datetime) -> bool:
    with journal.transaction(now) as now:
        check = check_lock(check_id)
        if check is None or check.component is None or not _held().filter(pk=check_id).exists():
            return False
        over = _maintenance().filter(component=check.component).aggregate(at=Max("ended"))["at"]
        flip = Flip.objects.filter(check_row=check, new=CheckState.DOWN).order_by("-at").first()
        incident_follow(check, error=flip.message if flip else "", since=over or now, now=now)
        return CheckIncident.objects.filter(check_row=check, closed_at=None).exists()


def _held() -> QuerySet[Check]:
    of_component = _maintenance().filter(component_id=OuterRef("component_id"))
    return Check.living.filter(
        Exists(of_component.filter(ended__gte=OuterRef("state_since"))),
        ~Exists(of_component.filter(ended__isnull=True)),
        ~Exists(CheckIncident.objects.filter(check_row_id=OuterRef("pk"), closed_at__isnull=True)),
        state=CheckState.DOWN,
        effect__in=OPENING,
        page__deleted_at__isnull=True,
    )


def _maintenance() -> QuerySet[StatusClaim]:
    return StatusClaim.objects.filter(source=ClaimSource.MAINTENANCE, voided_at__isnull=True)
