"""Days and times at the two ends of the calendar, where no zone can shift them any further."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from statuspage import selectors, services
from statuspage.models import Component, Page
from tests.statuspage.making import BY, make_component

DAYS = (date.min, date.max)
ZONES = ("Europe/Berlin", "America/Los_Angeles")
TIMES = (
    "0001-01-01T00:00:00+05:00",
    "9999-12-31T23:59:59-05:00",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
)
READ = (
    "pages/status/incidents/",
    "pages/status/maintenances/",
    "pages/status/deliveries/",
    "pages/status/components/{uid}/uptime/",
    "pages/status/components/{uid}/history/",
)


@pytest.fixture
def component(page: Page) -> Component:
    return make_component(page)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", DAYS)
def test_what_was_stored_is_read_all_the_same(
    client_rw: Client, page: Page, component: Component, day: date, zone: str
) -> None:
    services.page_update(page=page, changes={"time_zone": zone}, by=BY)
    Component.objects.update(start_date=day)
    component.refresh_from_db()
    group = services.group_create(page=page, name="Core", components=[component], by=BY)
    bars = selectors.bars_of_page(page)[component.pk]
    assert (bars.uptime is None) is (day == date.max)
    for row, kind in ((component, "components"), (group, "component-groups")):
        answer = client_rw.get(f"/v1/pages/{page.uid}/{kind}/{row.uid}/uptime")
        assert answer.status_code == (200 if day == date.min else 422), answer.content


@pytest.mark.parametrize("path", READ)
@pytest.mark.parametrize("name", ["from", "to"])
@pytest.mark.parametrize("moment", TIMES)
def test_no_window_is_too_far_away_for_an_answer(
    api: APIClient, component: Component, path: str, name: str, moment: str
) -> None:
    answer = api.get("/api/v1/" + path.format(uid=component.uid), {name: moment})
    assert answer.status_code in (200, 400), answer.content


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_no_door_takes_such_a_day(
    api: APIClient, send: Callable[..., Any], page: Page, component: Component, day: str
) -> None:
    one = f"/v1/pages/{page.uid}/components/{component.uid}"
    assert send("PATCH", one, {"component": {"start_date": day}}).status_code == 422
    native = api.patch(
        f"/api/v1/pages/status/components/{component.uid}/", {"start_date": day}, format="json"
    )
    assert native.status_code == 422
    component.refresh_from_db()
    assert component.start_date is None
