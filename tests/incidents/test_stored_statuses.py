"""A stored status, as PingPong has it: incidents and maintenance override it and let go at their end."""

import pytest

from incidents import services
from statuspage.models import Component, Page
from statuspage.services import claim_set
from tests.incidents.making import BY, make_component, make_page, minutes, open_incident, plan, shown


@pytest.fixture
def page(db: None) -> Page:
    return make_page()


def store(component: Component, status: str, at: float) -> None:
    claim_set(component=component, source="manual", status=status, yields=True, by=BY, now=minutes(at))


def periods(component: Component) -> list[tuple[str, str]]:
    return list(component.periods.order_by("started").values_list("status", "cause"))


def test_an_incident_overrides_a_worse_one_until_its_end(page: Page) -> None:
    api = make_component(page, status="major_outage", status_yields=True)
    incident = open_incident(page, components={api: "degraded_performance"}, now=minutes(1))
    assert shown(api) == "degraded_performance"
    store(api, "unavailable", at=2)
    assert shown(api) == "degraded_performance"
    services.incident_resolve(incident=incident, by=BY, now=minutes(3))
    assert shown(api) == "unavailable"
    assert periods(api) == [
        ("major_outage", "manual"),
        ("degraded_performance", "incident"),
        ("unavailable", "manual"),
    ]


def test_maintenance_overrides_it_from_start_to_end(page: Page) -> None:
    api = make_component(page)
    plan(page, components=[api])
    store(api, "partial_outage", at=1)
    assert shown(api) == "partial_outage"
    services.incidents_tick(now=minutes(61))
    assert shown(api) == "under_maintenance"
    services.incidents_tick(now=minutes(121))
    assert shown(api) == "partial_outage"


def test_the_same_status_said_plainly_yields_no_longer(page: Page) -> None:
    api = make_component(page)
    store(api, "major_outage", at=1)
    open_incident(page, components={api: "degraded_performance"}, now=minutes(2))
    claim_set(component=api, source="manual", status="major_outage", by=BY, now=minutes(3))
    assert shown(api) == "major_outage"
