"""Lists of incidents and maintenance, what is looked for in them, and what they cost."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from incidents import services
from statuspage.actor import Actor
from statuspage.models import Component, Page
from statuspage.services import component_create, group_create

BY = Actor.system()
NOW = timezone.now()
LISTS = ("", "/active_maintenance", "/upcoming", "/scheduled", "/unresolved")


@pytest.fixture
def names(send: Any, page: Page) -> Any:
    def names(path: str = "") -> list[str]:
        response = send("GET", f"/v1/pages/{page.uid}/incidents{path}")
        assert response.status_code == 200, response.content
        return [row["name"] for row in response.json()]

    return names


def plan(page: Page, name: str, hours: float, **given: Any) -> Any:
    start = NOW + timedelta(hours=hours)
    return services.maintenance_schedule(
        page=page,
        name=name,
        scheduled_for=start,
        scheduled_until=start + timedelta(hours=1),
        by=BY,
        now=start - timedelta(days=9),
        **given,
    )


def test_each_list_has_its_own(page: Page, names: Any):
    over = services.incident_open(page=page, name="Over", by=BY, now=NOW - timedelta(hours=9))
    services.incident_resolve(incident=over, by=BY)
    services.incident_open(page=page, name="Open", by=BY, now=NOW - timedelta(hours=8))
    services.incident_open(page=page, name="Draft", draft=True, by=BY)
    running = plan(page, "Running", -0.5)
    services.maintenance_start(maintenance=running, by=BY, now=NOW)
    done = plan(page, "Done", -3)
    services.maintenance_complete(maintenance=done, by=BY, now=NOW)
    plan(page, "Later", 50)
    plan(page, "Soon", 5)
    assert names("/unresolved") == ["Open"]
    assert names("/active_maintenance") == ["Running"]
    assert names("/upcoming.json") == ["Soon", "Later"]
    assert set(names("/scheduled")) == {"Running", "Done", "Later", "Soon"}
    assert set(names()) == {"Over", "Open", "Running", "Done", "Later", "Soon"}
    assert names("?q=OVER") == ["Over"]
    assert names("?q=in_progress") == ["Running"]
    assert names("?q=nothing") == []


def test_it_gives_pages(page: Page, names: Any, send: Any):
    for number in range(5):
        ago = NOW - timedelta(hours=number)
        services.incident_open(page=page, name=f"No. {number}", by=BY, now=ago, started_at=ago)
    assert names("?limit=2") == names("?per_page=2") == names("/unresolved?per_page=2") == ["No. 0", "No. 1"]
    assert names("?limit=2&page=3") == ["No. 4"]
    assert names("?page=1000000000") == []
    assert len(names("?limit=1000")) == 5
    for wrong in ("page=0", "page=x", "limit=0", "per_page=-1"):
        assert send("GET", f"/v1/pages/{page.uid}/incidents?{wrong}").status_code == 400


def test_each_list_costs_the_same_however_many_there_are(page: Page, send: Any):
    def many(count: int) -> None:
        for number in range(count):
            component = component_create(page=page, name=f"Part {number} of {count}", by=BY)
            group_create(page=page, name=f"Group {number} of {count}", components=[component], by=BY)
            touched: list[Component] = [component]
            services.incident_open(page=page, name="Errors at work", components=touched, by=BY)
            plan(page, "Work", 5, components=touched)
            running = plan(page, "Work", -0.5, components=touched)
            services.maintenance_start(maintenance=running, by=BY)

    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert send("GET", f"/v1/pages/{page.uid}/incidents{path}").status_code == 200
        return len(asked)

    def costs() -> dict[str, int]:
        return {path: cost(path) for path in (*LISTS, "?q=work")}

    many(2)
    costs()
    few = costs()
    many(4)
    assert costs() == few
