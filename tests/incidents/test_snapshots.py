"""What updates tell of components: the change when it really happens."""

import pytest

from incidents import services
from incidents.models import Incident
from statuspage.models import Component, Page
from statuspage.services import claim_set
from tests.incidents.making import BY, CHECK, make_component, make_page, minutes, open_incident, plan


@pytest.fixture
def page(db: None) -> Page:
    return make_page()


@pytest.fixture
def api(page: Page) -> Component:
    return make_component(page)


def told(incident: Incident) -> list[tuple[str, str, str]]:
    """Status, old and new of each update about the one component, in order."""
    rows = incident.updates.order_by("displayed_at", "pk").values_list("status", "snapshot")
    return [(status, row["old"], row["new"]) for status, [row] in rows]


def test_a_maintenance_tells_its_change_at_its_start_and_end(page: Page, api: Component) -> None:
    maintenance = plan(page, components=[api], remind_before_seconds=1800)
    services.incidents_tick(now=minutes(31))
    services.incidents_tick(now=minutes(61))
    services.incidents_tick(now=minutes(121))
    assert told(maintenance) == [
        ("scheduled", "operational", "operational"),
        ("scheduled", "operational", "operational"),
        ("in_progress", "operational", "under_maintenance"),
        ("completed", "under_maintenance", "operational"),
    ]


def test_it_tells_no_end_where_the_status_stays(page: Page, api: Component) -> None:
    maintenance = plan(page, components=[api], restore_status=False)
    services.incidents_tick(now=minutes(121))
    assert told(maintenance)[-1] == ("completed", "under_maintenance", "under_maintenance")


def test_it_tells_nothing_of_components_that_it_leaves_alone(page: Page, api: Component) -> None:
    maintenance = plan(page, components=[api], set_maintenance_status=False)
    services.incidents_tick(now=minutes(121))
    assert {(old, new) for _, old, new in told(maintenance)} == {("operational", "operational")}


def test_an_end_tells_what_checks_say_then(page: Page, api: Component) -> None:
    maintenance = plan(page, components=[api])
    services.incidents_tick(now=minutes(61))
    claim_set(
        component=api, source="check", source_uid="c1", status="major_outage", by=CHECK, now=minutes(70)
    )
    services.incidents_tick(now=minutes(121))
    assert told(maintenance)[-1] == ("completed", "under_maintenance", "major_outage")


def test_an_incident_tells_what_its_end_releases(page: Page, api: Component) -> None:
    incident = open_incident(page, components={api: "major_outage"})
    services.incident_post_update(
        incident=incident, components={api: "partial_outage"}, body="Better", by=BY, now=minutes(5)
    )
    services.incident_resolve(incident=incident, by=BY, now=minutes(9))
    assert told(incident) == [
        ("investigating", "operational", "major_outage"),
        ("investigating", "major_outage", "partial_outage"),
        ("resolved", "partial_outage", "operational"),
    ]


def test_a_draft_tells_its_change_once_it_is_published(page: Page, api: Component) -> None:
    draft = open_incident(page, components={api: "major_outage"}, draft=True)
    assert told(draft) == [("investigating", "operational", "major_outage")]
    claim_set(
        component=api,
        source="check",
        source_uid="c1",
        status="degraded_performance",
        by=CHECK,
        now=minutes(2),
    )
    services.incident_publish(incident=draft, by=BY, now=minutes(5))
    assert told(draft) == [("investigating", "degraded_performance", "major_outage")]
