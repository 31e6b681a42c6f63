"""Which runs are due, and who does them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from monitoring.models import CheckRegion
from monitoring.probes import ProbeSpec
from monitoring.slots import slot_to_run

LEASE_MARGIN = timedelta(seconds=10)
"""Beyond the timeout: the time that a specification and its result may take on their way."""

BATCH = 100
LIMIT = 1000

_READ = (
    "region",
    "next_slot",
    "check_row__uid",
    "check_row__version",
    "check_row__kind",
    "check_row__target",
    "check_row__anchor",
    "check_row__interval_seconds",
    "check_row__timeout_seconds",
    "check_row__degraded_over_ms",
)


def checks_dispatch(*, now: datetime | None = None, limit: int = LIMIT) -> list[list[dict[str, Any]]]:
    """Claim the slots that are due and give their specifications in batches, each of one region.

    A claim is a lease: until it ends nobody else gets the slot, and if no result has come by then the same
    slot is given out again. Of a check that is late by whole slots only the latest one is claimed. Nothing
    is written when nothing is due.
    """
    now = now or timezone.now()
    if not _due(now).exists():
        return []
    with transaction.atomic():
        due = _lock(_due(now)).select_related("check_row").only(*_READ).order_by("next_slot", "pk")
        rows = list(due[:limit])
        specs = _claim(rows, now)
    return _batches(specs)


def leases_release() -> int:
    """Give back every slot that is claimed, for the start of the only worker after the last one's end.

    Harmless if that one lives after all: a slot takes one result. Gives how many slots came free.
    """
    return CheckRegion.objects.filter(lease_until__isnull=False).update(lease_until=None)


def _due(now: datetime) -> QuerySet[CheckRegion]:
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    return CheckRegion.objects.filter(free, next_slot__lte=now, check_row__page__deleted_at__isnull=True)


def _lock(rows: QuerySet[CheckRegion]) -> QuerySet[CheckRegion]:
    # SQLite locks the whole database when the transaction begins.
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True, of=("self",))
    return rows


def _claim(rows: Sequence[CheckRegion], now: datetime) -> list[ProbeSpec]:
    specs = []
    moved: list[CheckRegion] = []
    leases: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        check = row.check_row
        if row.next_slot is None or check.anchor is None:
            continue
        interval, timeout = check.interval_seconds or 60, check.timeout_seconds or 10
        slot = slot_to_run(row.next_slot, check.anchor, interval, now)
        if slot != row.next_slot:
            row.next_slot = slot
            moved.append(row)
        leases[timeout].append(row.pk)
        specs.append(
            ProbeSpec(
                check_uid=check.uid,
                version=check.version,
                region=row.region,
                slot=slot,
                kind=check.kind,
                target=check.target,
                timeout_seconds=timeout,
                degraded_over_ms=check.degraded_over_ms,
                begin_before=now + LEASE_MARGIN,
            )
        )
    for timeout, ids in leases.items():
        until = now + timedelta(seconds=timeout) + LEASE_MARGIN
        CheckRegion.objects.filter(pk__in=ids).update(lease_until=until)
    if moved:
        CheckRegion.objects.bulk_update(moved, ["next_slot"], batch_size=BATCH)
    return specs


def _batches(specs: Sequence[ProbeSpec]) -> list[list[dict[str, Any]]]:
    by_region: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for spec in specs:
        by_region[spec.region].append(spec.to_json())
    return [
        region[start : start + BATCH]
        for region in by_region.values()
        for start in range(0, len(region), BATCH)
    ]
