"""What happened to a check, newest first."""

from __future__ import annotations

from datetime import datetime

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet

from monitoring.models import Check, CheckResult, CheckRollup, Flip, Ping
from monitoring.signals import PINGS_KEPT

_HAS_BODY = ExpressionWrapper(Q(body__isnull=False), output_field=BooleanField())


def results_of(
    check: Check, *, start: datetime | None = None, end: datetime | None = None, region: str | None = None
) -> QuerySet[CheckResult]:
    """Raw results with slots in `[start, end)`."""
    results = CheckResult.objects.filter(check_row=check).order_by("-slot", "-pk")
    if start is not None:
        results = results.filter(slot__gte=start)
    if end is not None:
        results = results.filter(slot__lt=end)
    return results.filter(region=region) if region else results


def rollups_of(
    check: Check,
    *,
    period: str = "hour",
    start: datetime | None = None,
    end: datetime | None = None,
    region: str | None = None,
) -> QuerySet[CheckRollup]:
    """Hours or days that begin in `[start, end)`."""
    rollups = CheckRollup.objects.filter(check_row=check, period=period).order_by("-start", "-pk")
    if start is not None:
        rollups = rollups.filter(start__gte=start)
    if end is not None:
        rollups = rollups.filter(start__lt=end)
    return rollups.filter(region=region) if region else rollups


def flips_of(check: Check, *, start: datetime | None = None, end: datetime | None = None) -> QuerySet[Flip]:
    """Changes of the confirmed state in `[start, end)`."""
    flips = Flip.objects.filter(check_row=check).order_by("-at", "-pk")
    if start is not None:
        flips = flips.filter(at__gte=start)
    return flips.filter(at__lt=end) if end is not None else flips


def pings_of(check: Check, *, start: datetime | None = None, end: datetime | None = None) -> QuerySet[Ping]:
    """Pings in `[start, end)`, without their bodies; `has_body` says whether there is one."""
    pings = Ping.objects.filter(check_row=check).order_by("-n").defer("body").annotate(has_body=_HAS_BODY)
    if start is not None:
        pings = pings.filter(at__gte=start)
    return pings.filter(at__lt=end) if end is not None else pings


def ping_with_body(check: Check, n: int) -> Ping | None:
    """The ping of this number; None where it had no body, or where enough others have come after it."""
    if not 0 < n < 2**62:
        return None
    kept = Ping.objects.filter(check_row__heartbeat__ping_count__lt=F("n") + PINGS_KEPT)
    return kept.filter(check_row=check, n=n, body__isnull=False).first()
