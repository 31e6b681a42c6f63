"""How much of some days components and groups were up."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents import services as incidents
from statuspage import services
from statuspage.models import Component, ComponentGroup, Page
from tests.statuspage.making import BY, make_component

BEGAN = datetime(2024, 3, 1, tzinfo=UTC)
THREE_DAYS = {"start": "2024-03-10", "end": "2024-03-12"}


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2024, 3, day, hour, tzinfo=UTC)


def say(component: Component, status: str, day: int, hour: int = 0) -> None:
    services.claim_set(component=component, source="manual", status=status, by=BY, now=at(day, hour))


@pytest.fixture
def component(page: Page) -> Component:
    """Down for six hours of 10 March, partly for ten of the 11th, maintained all day on the 12th."""
    component = make_component(page, now=BEGAN)
    for status, day, hour in (
        ("major_outage", 10, 6),
        ("unavailable", 10, 8),
        ("operational", 10, 12),
        ("partial_outage", 11, 0),
        ("operational", 11, 10),
        ("under_maintenance", 12, 0),
        ("operational", 13, 0),
    ):
        say(component, status, day, hour)
    return component


@pytest.fixture
def group(page: Page, component: Component) -> ComponentGroup:
    """With one that was up all the time, and one whose uptime is not shown."""
    steady = make_component(page, "Steady", now=BEGAN)
    secret = make_component(page, "Secret", now=BEGAN, status="major_outage", showcase=False)
    return services.group_create(page=page, name="Core", components=[component, steady, secret], by=BY)


def read(client: Client, row: Component | ComponentGroup, **query: str) -> Any:
    kind = "components" if isinstance(row, Component) else "component-groups"
    return client.get(f"/v1/pages/{row.page.uid}/{kind}/{row.uid}/uptime", query)


def test_it_counts_outages_and_leaves_maintenance_out(client_rw: Client, component: Component) -> None:
    answer = read(client_rw, component, **THREE_DAYS)
    assert answer.status_code == 200
    # 48 hours were measured; 6 of them were lost, and 3 tenths of 10.
    assert answer.json() == {
        "id": component.uid,
        "name": "API",
        "range_start": "2024-03-10",
        "range_end": "2024-03-12",
        "uptime_percentage": 81.25,
        "major_outage": 6 * 3600,
        "partial_outage": 10 * 3600,
        "warnings": [],
        "related_events": [],
    }


def test_it_weighs_as_the_page_says(client_rw: Client, page: Page, component: Component) -> None:
    services.page_update(page=page, changes={"weight_partial": 0.6}, by=BY)
    assert read(client_rw, component, **THREE_DAYS).json()["uptime_percentage"] == 75.0


def test_its_days_are_those_of_the_page(client_rw: Client, page: Page, component: Component) -> None:
    # On that day clocks go forward, so that it has 23 hours, from 08:00 to 07:00 UTC.
    services.page_update(page=page, changes={"time_zone": "America/Los_Angeles"}, by=BY)
    told = read(client_rw, component, start="2024-03-10", end="2024-03-10").json()
    assert (told["major_outage"], told["partial_outage"]) == (4 * 3600, 7 * 3600)
    assert told["uptime_percentage"] == 73.478


def test_what_nobody_measured_is_not_downtime(client_rw: Client, component: Component) -> None:
    before = read(client_rw, component, start="2024-02", end="2024-02").json()
    assert (before["uptime_percentage"], before["major_outage"], before["partial_outage"]) == (None, 0, 0)
    partly = read(client_rw, component, start="2024-02", end="2024-03-09").json()
    assert partly["uptime_percentage"] == 100
    maintained = read(client_rw, component, start="2024-03-12", end="2024-03-12").json()
    assert maintained["uptime_percentage"] is None


def test_a_group_is_its_showcased_components_together(
    client_rw: Client, component: Component, group: ComponentGroup
) -> None:
    answer = read(client_rw, group, **THREE_DAYS)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["id"], told["name"]) == (group.uid, "Core")
    # 48 and 72 hours were measured, 9 of them lost.
    assert told["uptime_percentage"] == 92.5
    assert (told["major_outage"], told["partial_outage"]) == (6 * 3600, 10 * 3600)
    steady = Component.objects.get(name="Steady")
    assert told["related_events"] == [
        {"component_id": component.uid, "incidents": []},
        {"component_id": steady.uid, "incidents": []},
    ]


def test_it_names_the_incidents(
    client_rw: Client, page: Page, component: Component, group: ComponentGroup
) -> None:
    def incident(day: int, **given: Any) -> str:
        row = incidents.incident_open(
            page=page, name="Down", components={component: "partial_outage"}, by=BY, now=at(day, 1), **given
        )
        incidents.incident_resolve(incident=row, body="Up.", by=BY, now=at(day, 2))
        return row.uid

    _before, first, second = incident(9), incident(11), incident(12)
    told = read(client_rw, component, start="2024-03-10", end="2024-03-12").json()
    assert told["related_events"] == [{"id": second}, {"id": first}]
    told = read(client_rw, group, start="2024-03-11", end="2024-03-11").json()
    assert told["related_events"][0] == {"component_id": component.uid, "incidents": [{"id": first}]}


def test_it_tells_what_it_adjusted(client_rw: Client, component: Component, group: ComponentGroup) -> None:
    Component.objects.update(start_date=date(2024, 3, 10))
    for row in (component, group):
        told = read(client_rw, row, start="2024", end="2024").json()
        assert (told["range_start"], told["range_end"]) == ("2024-03-10", "2024-09-10")
        assert len(told["warnings"]) == 2
    # One that was always there lets the group begin earlier.
    Component.objects.filter(name="Steady").update(start_date=None)
    assert read(client_rw, group, start="2024", end="2024-03").json()["range_start"] == "2024-01-01"


def test_it_refuses_days_that_are_none(
    client_rw: Client, component: Component, group: ComponentGroup
) -> None:
    for query in ({"start": "soon"}, {"end": "2024-13"}, {"start": "2024-03", "end": "2024-02"}):
        for row in (component, group):
            answer = read(client_rw, row, **query)
            assert answer.status_code == 422, query
            assert len(answer.json()["error"]) == 1


def test_it_is_told_only_where_it_is_shown(
    client_rw: Client, component: Component, group: ComponentGroup
) -> None:
    services.component_update(component=component, changes={"showcase": False}, by=BY)
    assert read(client_rw, component, **THREE_DAYS).status_code == 422
    assert read(client_rw, group, **THREE_DAYS).json()["uptime_percentage"] == 100
    services.group_update(group=group, changes={"components": [component]}, by=BY)
    assert read(client_rw, group, **THREE_DAYS).status_code == 422
    services.group_update(group=group, changes={"components": []}, by=BY)
    assert read(client_rw, group, **THREE_DAYS).status_code == 422


def test_a_group_of_many_asks_as_often_as_one_of_two(
    client_rw: Client, page: Page, component: Component, group: ComponentGroup
) -> None:
    asked = []
    for number in (2, 5):
        parts = [make_component(page, f"Part {number} {index}", now=BEGAN) for index in range(number)]
        services.group_update(group=group, changes={"components": [component, *parts]}, by=BY)
        incidents.incident_open(
            page=page, name="All", components=dict.fromkeys(parts, "major_outage"), by=BY, now=at(20)
        )
        read(client_rw, group, start="2024-03")
        with CaptureQueriesContext(connection) as queries:
            told = read(client_rw, group, start="2024-03", end="2024-03").json()
        assert len(told["related_events"]) == number + 1
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 8
