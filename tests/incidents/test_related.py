"""What went on about components within a window."""

import pytest
from pytest_django import DjangoAssertNumQueries

from incidents import services
from incidents.selectors import incidents_touching
from statuspage.models import Component, Page
from tests.incidents.making import BY, make_component, make_page, minutes, open_incident, plan


@pytest.fixture
def page(db: None) -> Page:
    return make_page()


@pytest.fixture
def api(page: Page) -> Component:
    return make_component(page)


def touching(*components: Component, start: float, end: float) -> dict[int, list[str]]:
    keys = [component.pk for component in components]
    return incidents_touching(keys, start=minutes(start), end=minutes(end))


def test_it_finds_what_overlaps_the_window_newest_first(page: Page, api: Component) -> None:
    over = open_incident(page, components={api: "major_outage"})
    services.incident_resolve(incident=over, body="Done.", by=BY, now=minutes(10))
    still = open_incident(page, components={api: "partial_outage"}, now=minutes(20))
    assert touching(api, start=-60, end=0) == {}
    assert touching(api, start=-60, end=1) == {api.pk: [over.uid]}
    assert touching(api, start=9, end=30) == {api.pk: [still.uid, over.uid]}
    assert touching(api, start=10, end=30) == {api.pk: [still.uid]}
    assert touching(api, start=500, end=600) == {api.pk: [still.uid]}


def test_it_knows_maintenance_only_once_it_began(page: Page, api: Component) -> None:
    maintenance = plan(page, components=[api])
    assert touching(api, start=0, end=500) == {}
    services.maintenance_start(maintenance=maintenance, by=BY, now=minutes(60))
    assert touching(api, start=0, end=500) == {api.pk: [maintenance.uid]}


def test_it_leaves_out_drafts_and_what_was_deleted(page: Page, api: Component) -> None:
    open_incident(page, components={api: "major_outage"}, draft=True)
    gone = open_incident(page, components={api: "major_outage"})
    services.incident_delete(incident=gone, by=BY, now=minutes(1))
    assert touching(api, start=-1, end=60) == {}


def test_it_asks_once_for_many_components(
    page: Page, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    components = [make_component(page, f"Part {number}") for number in range(20)]
    incident = open_incident(page, components=dict.fromkeys(components, "major_outage"))
    with django_assert_num_queries(1):
        found = touching(*components, start=-1, end=60)
    assert found == {component.pk: [incident.uid] for component in components}
