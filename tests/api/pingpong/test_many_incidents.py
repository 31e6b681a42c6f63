"""Lists ask the database as often for many as for few."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from incidents import services
from statuspage.models import Page
from statuspage.services import component_create, group_create
from tests.api.pingpong.conftest import BY, Acme, PingPongClient

pytestmark = pytest.mark.django_db

FEW, MANY = 3, 30


def fill(page: Page, numbers: range) -> None:
    """Incidents and running maintenance, each with two components in groups of their own and two updates."""
    now = timezone.now()
    window: dict[str, Any] = {"scheduled_for": now, "scheduled_until": now + timedelta(hours=1)}
    for number in numbers:
        group = group_create(page=page, name=f"Group {number}", by=BY)
        parts = [
            component_create(page=page, name=f"Part {number}{letter}", group=group, by=BY) for letter in "ab"
        ]
        incident = services.incident_open(
            page=page, name=f"Incident {number}", components=dict.fromkeys(parts, "major_outage"), by=BY
        )
        for status in ("investigating", "identified"):
            services.incident_post_update(incident=incident, body="News.", status=status, by=BY)
        services.maintenance_schedule(
            page=page, name=f"Work {number}", components=parts, status="in_progress", by=BY, **window
        )


def test_asks_as_often_for_thirty_as_for_three(pp: PingPongClient, acme: Acme):
    paths = ["/incidents", "/incidents/live", "/maintenance"]
    asked: list[list[int]] = []
    filled = 0
    for count in (FEW, MANY):
        fill(acme.page, range(filled, count))
        filled = count
        pp.get(paths[0])
        numbers = []
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                rows = pp.get(path).json()
            assert [len(row["affected_components"]) for row in rows] == [2] * count
            assert all(len(row["updates"]) == 2 for row in rows if "updates" in row)
            numbers.append(len(queries))
        asked.append(numbers)
    assert asked[0] == asked[1]


def test_asks_as_often_for_a_story_of_thirty_updates(pp: PingPongClient, acme: Acme):
    incident = services.incident_open(page=acme.page, name="Long", by=BY)
    asked = []
    for more in (FEW, MANY - FEW):
        for _ in range(more):
            services.incident_post_update(incident=incident, body="News.", by=BY)
        pp.get(f"/incidents/{incident.uid}/updates")
        with CaptureQueriesContext(connection) as queries:
            rows = pp.get(f"/incidents/{incident.uid}/updates").json()
        asked.append((len(queries), len(rows)))
    assert asked == [(asked[0][0], FEW), (asked[0][0], MANY)]
