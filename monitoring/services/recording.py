"""Results come home: one for each check, region and slot."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from monitoring.models import Check, CheckRegion, CheckResult
from monitoring.probes import ProbeOutcome
from monitoring.services.flips import check_settle, standing_of
from monitoring.services.rollups import rollups_follow
from monitoring.slots import slot_after
from monitoring.verdict import state_confirmed
from monitoring.vocabulary import CheckState
from statuspage.exceptions import DomainError

logger = logging.getLogger(__name__)

_MOVING = [
    "next_slot",
    "lease_until",
    "last_slot",
    "last_ok",
    "last_degraded",
    "was_degraded",
    "last_latency_ms",
    "last_code",
    "last_error",
    "streak_down",
    "streak_up",
]
_OWN = [field.attname for field in CheckRegion._meta.concrete_fields]
# Without the target and the texts: reading them costs more than all the rest.
_OF_CHECK = (
    "uid",
    "version",
    "state",
    "deleted_at",
    "anchor",
    "interval_seconds",
    "confirm_down",
    "confirm_up",
    "tls_expires_at",
    "page__deleted_at",
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many outcomes were new, and how many checks changed their state because of them."""

    results: int
    flips: int


def results_record(*, outcomes: Iterable[ProbeOutcome], now: datetime | None = None) -> Recorded:
    """Take in outcomes in one transaction, then settle each check that they may flip in one of its own.

    An outcome counts if its check lives and is not paused, the specification is the current one, and its
    slot is the one that its region waits for: whatever comes late or twice changes nothing. What failed on
    our own side moves the slot on and leaves no result: a gap, not an outage.
    """
    now = now or timezone.now()
    found = list(outcomes)
    with transaction.atomic():
        rows = _rows(found)
        taken = [(rows[key], outcome) for outcome in found if (key := _key(outcome)) in rows]
        fresh: list[tuple[CheckRegion, ProbeOutcome]] = []
        for row, outcome in taken:
            if _expects(row, outcome):
                _move_on(row, outcome)
                fresh.append((row, outcome))
        _write(fresh)
    rollups_follow(slots=[outcome.slot for _row, outcome in fresh], now=now)
    flips = sum(_settle(check_id, now) for check_id in _unsettled([row for row, _outcome in fresh]))
    return Recorded(sum(not outcome.our_side for _row, outcome in fresh), flips)


def _key(outcome: ProbeOutcome) -> tuple[str, str]:
    return (outcome.check_uid, outcome.region)


def _rows(outcomes: Sequence[ProbeOutcome]) -> dict[tuple[str, str], CheckRegion]:
    rows = (
        CheckRegion.objects.filter(check_row__uid__in={outcome.check_uid for outcome in outcomes})
        .select_for_update(of=("self",))
        .select_related("check_row__page")
        .only(*_OWN, *(f"check_row__{field}" for field in _OF_CHECK))
        .order_by("pk")
    )
    return {(row.check_row.uid, row.region): row for row in rows}


def _expects(row: CheckRegion, outcome: ProbeOutcome) -> bool:
    check = row.check_row
    return (
        check.deleted_at is None
        and check.page.deleted_at is None
        and check.state != CheckState.PAUSED
        and check.version == outcome.version
        and row.next_slot == outcome.slot
    )


def _move_on(row: CheckRegion, outcome: ProbeOutcome) -> None:
    """What a region's row says after an outcome, and the slot that comes next."""
    check = row.check_row
    if check.anchor is not None:
        row.next_slot = slot_after(check.anchor, check.interval_seconds or 60, outcome.slot)
    row.lease_until = None
    if outcome.our_side:
        logger.warning("A check could not be run from %s: %s", row.region, outcome.error)
        return
    row.last_slot = outcome.slot
    row.last_ok = outcome.ok
    row.was_degraded, row.last_degraded = row.last_degraded, outcome.degraded
    row.last_latency_ms = outcome.latency_ms
    row.last_code = outcome.code[:32]
    row.last_error = outcome.error[:500]
    row.streak_up = row.streak_up + 1 if outcome.ok else 0
    row.streak_down = 0 if outcome.ok else row.streak_down + 1


def _write(fresh: Sequence[tuple[CheckRegion, ProbeOutcome]]) -> None:
    CheckResult.objects.bulk_create(
        [
            CheckResult(
                check_row_id=row.check_row_id,
                region=row.region,
                slot=outcome.slot,
                ok=outcome.ok,
                degraded=outcome.degraded,
                latency_ms=outcome.latency_ms,
                dns_ms=outcome.phases.dns,
                connect_ms=outcome.phases.connect,
                tls_ms=outcome.phases.tls,
                first_byte_ms=outcome.phases.first_byte,
                code=outcome.code[:32],
                error=outcome.error[:500],
            )
            for row, outcome in fresh
            if not outcome.our_side
        ],
        ignore_conflicts=True,
    )
    # An insert that always conflicts: one statement for many rows of different values, on both databases.
    CheckRegion.objects.bulk_create(
        [row for row, _outcome in fresh], update_conflicts=True, unique_fields=["id"], update_fields=_MOVING
    )
    for row, outcome in fresh:
        if outcome.tls_expires_at is not None and outcome.tls_expires_at != row.check_row.tls_expires_at:
            Check.objects.filter(pk=row.check_row_id).update(tls_expires_at=outcome.tls_expires_at)


def _unsettled(rows: Sequence[CheckRegion]) -> list[int]:
    """Checks that may have to change their state; with several regions only the lock can tell."""
    found: dict[int, None] = {}
    for row in rows:
        check = row.check_row
        new = state_confirmed(
            check.state,
            [standing_of(row)],
            confirm_down=check.confirm_down,
            confirm_up=check.confirm_up,
            quorum=1,
            regions=1,
        )
        if new != check.state:
            found[row.check_row_id] = None
    return list(found)


def _settle(check_id: int, now: datetime) -> bool:
    try:
        return check_settle(check_id=check_id, now=now) is not None
    except DomainError:
        # The next result tries again; the other checks of this batch must not wait for it.
        logger.exception("The state of a check could not be settled")
        return False
