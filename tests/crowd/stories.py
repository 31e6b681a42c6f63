"""Incidents and maintenance with their timelines, and templates."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from incidents.models import AffectedComponent, Incident, IncidentTemplate, IncidentUpdate
from statuspage.models import (
    Component,
)
from tests.crowd.ground import BATCH, Ground


def incidents_laid(on: Ground, components: Sequence[Component]) -> None:
    """Ten are open at most, and as many drafts, with three updates each; and more of the named one."""
    named = Incident.objects.get(uid=on.names["incident"])
    kinds = ("investigating", "identified", "monitoring", "resolved")
    number = Incident.objects.filter(page=on.page).count()
    rows = []
    for n, word in on.words(on.sizes.incidents):
        started = on.ago(hours=n * 18 + 2)
        is_open = n % 10 == 1 and n < 100
        rows.append(
            Incident(
                page=on.page,
                number=number + n + 1,
                name=f"Slow answers {word}",
                status=kinds[n % 3] if is_open else "resolved",
                impact=("none", "minor", "major", "critical")[n % 4],
                draft=n % 10 == 2 and n < 100,
                started_at=started,
                resolved_at=None if is_open else started + timedelta(hours=1),
            )
        )
    rows = Incident.objects.bulk_create(rows, BATCH)
    updates = [
        _update(on, row, "opening" if not step else "update", row.started_at + timedelta(minutes=step))
        for row in rows
        for step in range(3)
    ]
    updates += [_update(on, named, "update", on.ago(minutes=n)) for n in range(on.sizes.few)]
    IncidentUpdate.objects.bulk_create(updates, BATCH)
    affected = [
        AffectedComponent(incident=row, component=component, status="partial_outage")
        for row in rows
        for component in on.dice.sample(components, min(3, len(components)))
    ]
    affected += [
        AffectedComponent(incident=named, component=component, status="partial_outage")
        for component in components[: on.sizes.few]
    ]
    AffectedComponent.objects.bulk_create(affected, BATCH)


def maintenances_laid(on: Ground, components: Sequence[Component]) -> None:
    """One in five each is over and running, the rest is to come."""
    named = Incident.objects.get(uid=on.names["maintenance"])
    number = Incident.objects.filter(page=on.page).count()
    states = ("completed", "in_progress", "scheduled", "scheduled", "scheduled")
    rows = []
    for n, word in on.words(on.sizes.maintenances):
        state = states[n % 5]
        start = on.ago(hours={"completed": 20 + n, "in_progress": 1}.get(state, -3 * n - 3))
        rows.append(
            Incident(
                page=on.page,
                number=number + n + 1,
                kind="maintenance",
                name=f"New disks {word}",
                status=state,
                impact="maintenance",
                started_at=start,
                scheduled_for=start,
                scheduled_until=start + timedelta(hours=4),
                resolved_at=start + timedelta(hours=4) if state == "completed" else None,
            )
        )
    rows = Incident.objects.bulk_create(rows, BATCH)
    IncidentUpdate.objects.bulk_create(
        [
            *(_update(on, row, "opening", row.started_at, row.status) for row in rows),
            *(
                _update(on, named, "update", on.ago(minutes=n), "scheduled")
                for n, _word in on.words(on.sizes.few)
            ),
        ],
        BATCH,
    )
    AffectedComponent.objects.bulk_create(
        AffectedComponent(incident=row, component=component, status="under_maintenance")
        for row in (*rows, named)
        for component in components[:3]
    )


def templates_laid(on: Ground, components: Sequence[Component]) -> None:
    """Templates that name two components each."""
    templates = IncidentTemplate.objects.bulk_create(
        IncidentTemplate(page=on.page, name=f"Template {word}", title="{{component}} is slow")
        for _n, word in on.words(on.sizes.few)
    )
    for template in templates:
        template.components.add(*components[:2])


def _update(on: Ground, row: Incident, kind: str, at: datetime, status: str = "identified") -> IncidentUpdate:
    return IncidentUpdate(
        incident=row,
        kind=kind,
        status=status,
        body="We found what it is, and mend it.",
        html="<p>We found what it is, and mend it.</p>",
        displayed_at=at,
        author_label="Ada",
    )
