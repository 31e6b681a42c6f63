"""From the first day in service on, silence is uptime; before it there is nothing."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from statuspage import services
from statuspage.models import Component, Page
from statuspage.status import Status
from tests.statuspage.making import BY, make_component

MADE = datetime(2024, 3, 11, tzinfo=UTC)

Read = Callable[..., Any]


@pytest.fixture
def component(page: Page) -> Component:
    """Made on 11 March, and down for the first 36 minutes of it."""
    component = make_component(page, now=MADE)
    for minute, status in ((0, "major_outage"), (36, "operational")):
        now = MADE + timedelta(minutes=minute)
        services.claim_set(component=component, source="manual", status=status, by=BY, now=now)
    return component


@pytest.fixture
def read(client_rw: Client, page: Page) -> Read:
    def read(uid: str, start: str, end: str, kind: str = "components") -> Any:
        return client_rw.get(f"/v1/pages/{page.uid}/{kind}/{uid}/uptime", {"start": start, "end": end}).json()

    return read


def test_the_time_in_service_of_which_nothing_is_known_counts_as_up(read: Read, component: Component) -> None:
    Component.objects.update(start_date=date(2024, 1, 1))
    told = read(component.uid, "2024-03-02", "2024-03-11")
    # 36 minutes of ten days.
    assert (told["major_outage"], told["uptime_percentage"]) == (36 * 60, 99.75)
    assert read(component.uid, "2024-02", "2024-02")["uptime_percentage"] == 100


def test_there_is_nothing_before_the_first_day_in_service(read: Read, component: Component) -> None:
    Component.objects.update(start_date=date(2024, 3, 10))
    told = read(component.uid, "2024-03-10", "2024-03-11")
    assert told["uptime_percentage"] == 98.75
    steady = make_component(component.page, "Steady", now=MADE)
    group = services.group_create(page=component.page, name="Core", components=[component, steady], by=BY)
    # Four days were asked for: two in service, one measured, and no word of the rest.
    told = read(group.uid, "2024-03-08", "2024-03-11", "component-groups")
    assert told["uptime_percentage"] == 99.166


def test_maintenance_counts_neither_way(read: Read, component: Component) -> None:
    Component.objects.update(start_date=date(2024, 1, 1))
    services.history_correct(
        component=component,
        start=MADE - timedelta(days=1),
        end=MADE + timedelta(days=1),
        status=Status.UNDER_MAINTENANCE.value,
        reason="Moved house",
        by=BY,
    )
    assert read(component.uid, "2024-03-10", "2024-03-11")["uptime_percentage"] is None
    assert read(component.uid, "2024-03-09", "2024-03-11")["uptime_percentage"] == 100


def test_without_a_first_day_only_what_was_measured_counts(read: Read, component: Component) -> None:
    assert read(component.uid, "2024-03-02", "2024-03-11")["uptime_percentage"] == 97.5
    assert read(component.uid, "2024-02", "2024-02")["uptime_percentage"] is None
