"""F11: whatever statement an act dies at, either all of it is there or nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from incidents import services
from statuspage.models import Component, Page
from tests.incidents.making import BY, make_component, make_page, minutes, open_incident, plan

Act = Callable[[], object]


class Died(Exception):
    """The process is gone."""


def rows() -> dict[str, list[dict[str, Any]]]:
    """Everything that the two floors hold."""
    models = [*apps.get_app_config("statuspage").get_models(), *apps.get_app_config("incidents").get_models()]
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in models}


def dies_at(number: int, act: Act) -> bool:
    """Run an act that dies before its n-th statement; False when it has fewer."""
    statements = 0

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal statements
        statements += 1
        if statements == number:
            raise Died
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        try:
            act()
        except Died:
            return True
    return False


@pytest.fixture
def page(transactional_db: None) -> Page:
    return make_page()


@pytest.fixture
def api(page: Page) -> Component:
    return make_component(page)


def opening(page: Page, api: Component) -> Act:
    return lambda: open_incident(page, components={api: "major_outage"})


def resolving(page: Page, api: Component) -> Act:
    incident = open_incident(page, components={api: "major_outage"}, on_end="keep")
    return lambda: services.incident_resolve(incident=incident, by=BY, now=minutes(5))


def deleting(page: Page, api: Component) -> Act:
    incident = open_incident(page, components={api: "major_outage"})
    return lambda: services.incident_delete(incident=incident, by=BY, now=minutes(5))


def declaring(page: Page, api: Component) -> Act:
    open_incident(page, components={api: "major_outage"})
    return lambda: services.component_declare_status(
        component=api, status="operational", by=BY, now=minutes(5)
    )


def recurring(page: Page, api: Component) -> Act:
    return lambda: plan(page, components=[api], recurrence="FREQ=WEEKLY")


@pytest.mark.parametrize("begin", [opening, resolving, deleting, declaring, recurring])
def test_f11_it_is_all_or_nothing(
    page: Page, api: Component, begin: Callable[[Page, Component], Act]
) -> None:
    act = begin(page, api)
    before = rows()
    number = 1
    while dies_at(number, act):
        assert rows() == before, f"something stayed of statement {number}"
        number += 1
    assert number > 10
    assert rows() != before


def test_f11_a_tick_that_dies_is_made_up_for(page: Page, api: Component) -> None:
    maintenance = plan(page, components=[api], remind_before_seconds=None)
    number = 1
    while dies_at(number, lambda: services.incidents_tick(now=minutes(121))):
        maintenance.refresh_from_db()
        assert maintenance.status in {"scheduled", "in_progress", "completed"}
        number += 1
    # What died was put off for a minute; later ticks find it.
    services.incidents_tick(now=minutes(200))
    maintenance.refresh_from_db()
    assert (maintenance.started_at, maintenance.resolved_at) == (minutes(60), minutes(120))
    assert list(maintenance.updates.order_by("pk").values_list("kind", "status")) == [
        ("opening", "scheduled"),
        ("auto", "in_progress"),
        ("auto", "completed"),
    ]
