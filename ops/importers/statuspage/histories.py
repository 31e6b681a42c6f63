"""What components were between the updates that tell of them.

An update tells what a component was before it and is after it. Where the next one begins with what this one
ended with, the component was that all the while; where they differ nothing is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import pairwise

from django.db.models import Min

from ops.importers.bringing import BY
from ops.importers.statuspage.bringing import Move
from ops.importers.statuspage.components import Components
from ops.importers.statuspage.told import ToldIncident
from statuspage.models import Component
from statuspage.services.bringing import ToldStatus, claims_bring
from statuspage.status import ClaimSource, Status

HISTORY = "import"
"""The claims of a component's past, beside those of incidents and what people say here."""


@dataclass(frozen=True, slots=True)
class _Point:
    at: datetime
    old: str
    new: str


def histories_bring(move: Move, told: Sequence[ToldIncident], components: Components) -> None:
    """Bring what follows for each component that is told of, up to when it was brought itself."""
    points: dict[str, list[_Point]] = {}
    for one in told:
        for update in one.updates:
            for change in update.changes:
                found = points.setdefault(change.component_id, [])
                found.append(_Point(update.displayed_at, change.old, change.new))
    for identity, listed in components.listed.items():
        row = components.rows.get(identity)
        if row is not None and row.deleted_at is None and identity in points:
            past = sorted(points[identity], key=lambda point: point.at)
            move.bring("history", row.name, partial(_bring, row, past, listed.status))


def _bring(row: Component, points: Sequence[_Point], current: str) -> tuple[bool, list[str]]:
    brought_at = row.claims.filter(
        source=ClaimSource.MANUAL, source_uid="", actor_kind=BY.kind, actor_label=BY.label
    ).aggregate(first=Min("started"))["first"]
    # What was here before the import ends with the last update; else what the import found then counts.
    found = row.claims.filter(source_uid=HISTORY, voided_at=None, ended=brought_at).first()
    then = current if found is None else found.status
    last = points[-1] if brought_at is None else _Point(brought_at, then, then)
    told = [
        ToldStatus(point.at, point.new if point.new == following.old else Status.UNKNOWN.value)
        for point, following in pairwise([*points, last])
        if point.at < last.at
    ]
    moved = claims_bring(
        component=row,
        source=ClaimSource.MANUAL.value,
        source_uid=HISTORY,
        told=told,
        ended=last.at,
        message="",
        by=BY,
    )
    return False, ["what was told"] if moved else []
