"""Components with their groups, their history and what was said of them."""

from datetime import datetime, timedelta

from statuspage.models import (
    Component,
    ComponentGroup,
    StatusClaim,
    StatusNote,
    StatusPeriod,
)
from tests.crowd.ground import BATCH, Ground

DAYS = 90
_STATUSES = ("operational", "degraded_performance", "partial_outage", "major_outage")


def components_laid(on: Ground) -> list[Component]:
    """With groups of ten, a history each, and notes and corrections of the named one."""
    groups = ComponentGroup.objects.bulk_create(
        ComponentGroup(page=on.page, name=f"Group {word}", slug=f"group-{word}", position=n)
        for n, word in on.words(-(-on.sizes.components // 10))
    )
    named = Component.objects.get(uid=on.names["component"])
    rows = Component.objects.bulk_create(
        Component(
            page=on.page,
            name=f"Service {word}",
            slug=f"service-{word}",
            status=_STATUSES[3] if n % 25 == 1 else _STATUSES[0],
            status_since=on.ago(hours=n % 50 + 1),
            position=n,
            group=groups[n // 10] if n % 10 else None,
        )
        for n, word in on.words(on.sizes.components)
    )
    periods, claims = [], []
    for row in rows:
        at = on.ago(days=DAYS)
        for status in on.dice.choices(_STATUSES[1:], k=3):
            bad = at + timedelta(days=on.dice.uniform(5, 28))
            good = bad + timedelta(minutes=on.dice.uniform(3, 300))
            periods += [
                StatusPeriod(component=row, status=_STATUSES[0], started=at, ended=bad),
                StatusPeriod(component=row, status=status, started=bad, ended=good, cause="incident"),
            ]
            at = good
        since = row.status_since or on.now
        periods += [
            StatusPeriod(component=row, status=_STATUSES[0], started=at, ended=since),
            StatusPeriod(component=row, status=row.status, started=since, cause="manual"),
        ]
        claims.append(_claim(on, row, row.status, since, None))
    for n, _word in on.words(on.sizes.few):
        at = on.ago(days=60, hours=n + 60 * len(on.batch))
        claims.append(_claim(on, named, "degraded_performance", at, at + timedelta(minutes=20)))
        periods.append(
            StatusPeriod(
                component=named,
                status="degraded_performance",
                started=at,
                ended=at + timedelta(minutes=20),
                cause="manual",
            )
        )
    StatusPeriod.objects.bulk_create(periods, BATCH)
    StatusClaim.objects.bulk_create(claims, BATCH)
    StatusNote.objects.bulk_create(
        StatusNote(
            component=named,
            at=on.ago(hours=n),
            status="operational",
            message=f"Note {word}",
            actor_label="Ada",
        )
        for n, word in on.words(on.sizes.few)
    )
    ComponentGroup.objects.get(uid=on.names["group"]).components.add(*rows[1::10][:5])
    return rows


def _claim(on: Ground, row: Component, status: str, started: datetime, ended: datetime | None) -> StatusClaim:
    return StatusClaim(
        component=row,
        source="manual",
        source_uid="" if ended is None else f"x{on.batch}{started:%H%M%S}"[:12],
        status=status,
        stated_at=started,
        started=started,
        ended=ended,
    )
