"""What is known about checks that fail, for those who are told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, Subquery

from monitoring.models import Check, CheckRegion, Flip
from monitoring.vocabulary import CheckState
from statuspage.models import StatusClaim
from statuspage.status import ClaimSource


@dataclass(frozen=True, slots=True)
class Trouble:
    """The error of a check's last failure, and the regions that see it fail where there are several."""

    error: str = ""
    regions: tuple[str, ...] = ()


class Masks:
    """When components were, or are, under maintenance that speaks for them."""

    def __init__(self, spans: Iterable[tuple[int, datetime, datetime | None]]) -> None:
        self._spans: dict[int, list[tuple[datetime, datetime | None]]] = {}
        for component_id, started, ended in spans:
            self._spans.setdefault(component_id, []).append((started, ended))

    def at(self, component_id: int | None, moment: datetime) -> bool:
        """Whether a component was masked at a moment."""
        spans = self._spans.get(component_id, ()) if component_id is not None else ()
        return any(started <= moment and (ended is None or moment < ended) for started, ended in spans)


def masks_of(component_ids: Iterable[int], *, since: datetime) -> Masks:
    """The maintenance of components from a moment on."""
    claims = StatusClaim.objects.filter(
        Q(ended__isnull=True) | Q(ended__gt=since),
        component__in=set(component_ids),
        source=ClaimSource.MAINTENANCE,
        voided_at__isnull=True,
    )
    return Masks(claims.values_list("component_id", "started", "ended"))


def troubles_of(check_ids: Iterable[int]) -> dict[int, Trouble]:
    """What is known of each check, in two queries; older failures count where a check is well again."""
    wanted = set(check_ids)
    last = Flip.objects.filter(check_row=OuterRef("pk"), new=CheckState.DOWN).order_by("-at", "-pk")
    checks = Check.objects.filter(pk__in=wanted).annotate(last_error=Subquery(last.values("message")[:1]))
    seen: dict[int, list[str]] = {}
    failing = CheckRegion.objects.filter(check_row__in=wanted, streak_down__gt=0).order_by("region")
    for check_id, region in failing.values_list("check_row_id", "region"):
        seen.setdefault(check_id, []).append(region)
    return {
        pk: Trouble(error or "", tuple(seen.get(pk, ())) if len(regions) > 1 else ())
        for pk, regions, error in checks.values_list("pk", "regions", "last_error")
    }
