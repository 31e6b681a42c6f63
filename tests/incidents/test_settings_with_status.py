"""Settings of a component and what it is like, changed in one act."""

from typing import Any

import pytest

from incidents import services
from incidents.models import AffectedComponent
from statuspage.exceptions import Invalid
from statuspage.models import Component, Event, Page
from tests.incidents.making import BY, CHECK, kinds, make_component, make_page, minutes, open_incident, plan


@pytest.fixture
def page(db: None) -> Page:
    return make_page()


@pytest.fixture
def api(page: Page) -> Component:
    return make_component(page)


def change(api: Component, *, status: str | None = None, **changes: Any) -> Component:
    return services.component_update_and_declare(
        component=api, changes=changes, status=status, by=BY, now=minutes(1)
    )


def test_it_changes_both_and_open_incidents_with_it(page: Page, api: Component) -> None:
    incident = open_incident(page, components={api: "major_outage"})
    row = change(api, status="partial_outage", name="REST API")
    assert (row.name, row.status) == ("REST API", "partial_outage")
    assert AffectedComponent.objects.get(incident=incident).status == "partial_outage"
    told = Event.objects.filter(subject_uid=api.uid, at=minutes(1)).order_by("pk")
    assert list(told.values_list("kind", flat=True)) == ["component.status_changed", "component.updated"]


def test_it_leaves_the_status_where_none_is_given(api: Component) -> None:
    change(api, status="partial_outage")
    assert change(api, name="REST API").status == "partial_outage"


@pytest.mark.parametrize(
    ("status", "changes"),
    [
        ("partial_outage", {"name": ""}),
        ("partial_outage", {"name": "REST API", "start_date": "soon"}),
        ("broken", {"name": "REST API"}),
    ],
)
def test_it_changes_nothing_where_one_thing_is_wrong(
    page: Page, api: Component, status: str, changes: dict[str, Any]
) -> None:
    incident = open_incident(page, components={api: "major_outage"})
    before = Event.objects.count()
    with pytest.raises(Invalid):
        change(api, status=status, **changes)
    api.refresh_from_db()
    assert (api.name, api.status) == ("API", "major_outage")
    assert AffectedComponent.objects.get(incident=incident).status == "major_outage"
    assert Event.objects.count() == before


def test_saying_the_same_again_changes_no_incident_and_tells_nobody(page: Page, api: Component) -> None:
    incident = open_incident(page, components={api: "major_outage"})
    maintenance = plan(page, start=1, components=[api])
    services.maintenance_start(maintenance=maintenance, by=BY, now=minutes(1))
    change(api, status="partial_outage")
    told, events = [kinds(incident), kinds(maintenance)], Event.objects.count()
    change(api, status="partial_outage")
    assert ([kinds(incident), kinds(maintenance)], Event.objects.count()) == (told, events)


def test_a_person_who_agrees_with_a_check_takes_its_incident_over_once(page: Page, api: Component) -> None:
    incident = open_incident(page, components={api: "major_outage"}, origin="check", by=CHECK)
    change(api, status="major_outage")
    incident.refresh_from_db()
    assert (incident.human_touched_at, kinds(incident)[1:]) == (minutes(1), ["incident.edited"])
    change(api, status="major_outage")
    assert kinds(incident)[1:] == ["incident.edited"]
