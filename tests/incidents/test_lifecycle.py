"""An incident from its opening to its end, and what it claims meanwhile."""

import pytest

from incidents import services
from incidents.exceptions import ImpossibleTransition, IncidentNotFound
from incidents.models import Incident, IncidentUpdate
from statuspage.exceptions import Invalid
from statuspage.models import Component, Event, Page, StatusClaim
from tests.incidents.making import (
    BY,
    NOW,
    claims_of,
    kinds,
    make_component,
    make_page,
    minutes,
    open_incident,
    plan,
    shown,
)
from tests.rows import each


@pytest.fixture
def page(db: None) -> Page:
    return make_page()


@pytest.fixture
def api(page: Page) -> Component:
    return make_component(page)


def test_it_opens_with_an_update_a_number_and_claims(page: Page, api: Component) -> None:
    incident = open_incident(page, body="**Looking**", components={api: "partial_outage"})
    assert (incident.number, incident.status, incident.impact) == (1, "investigating", "major")
    opening = incident.updates.get()
    assert (opening.kind, opening.html) == ("opening", "<p><strong>Looking</strong></p>")
    assert opening.snapshot == [
        {"uid": api.uid, "name": "API", "old": "operational", "new": "partial_outage"}
    ]
    assert shown(api) == "partial_outage"
    assert claims_of(incident) == [("partial_outage", NOW, None)]
    event = Event.objects.get(kind="incident.opened")
    assert event.before is None
    assert event.after is not None
    assert event.after["components"] == [{"component": api.uid, "name": "API", "status": "partial_outage"}]
    assert (event.after["update"], event.after["deliver"]) == (opening.uid, True)
    assert open_incident(page).number == 2


def test_it_claims_from_the_start_that_is_given(page: Page, api: Component) -> None:
    incident = open_incident(page, components={api: "major_outage"}, started_at=minutes(-20))
    assert claims_of(incident) == [("major_outage", minutes(-20), None)]
    assert incident.updates.get().displayed_at == NOW


def test_it_moves_by_updates_and_releases_at_the_end(page: Page, api: Component) -> None:
    incident = open_incident(page, components={api: "major_outage"})
    update = services.incident_post_update(
        incident=incident,
        status="monitoring",
        components={api: "degraded_performance"},
        by=BY,
        now=minutes(10),
    )
    assert update.body
    assert update.snapshot[0]["old"] == "major_outage"
    assert (incident.impact, incident.monitoring_at) == ("minor", minutes(10))
    services.incident_resolve(incident=incident, body="Done", by=BY, now=minutes(30))
    assert (incident.status, incident.resolved_at) == ("resolved", minutes(30))
    assert shown(api) == "operational"
    assert claims_of(incident) == [
        ("major_outage", NOW, minutes(10)),
        ("degraded_performance", minutes(10), minutes(30)),
    ]
    assert kinds(incident) == ["incident.opened", "incident.updated", "incident.resolved"]


def test_it_keeps_the_last_word_where_it_shall(page: Page, api: Component) -> None:
    incident = open_incident(page, components={api: "major_outage"}, on_end="keep")
    services.incident_resolve(
        incident=incident, components={api: "degraded_performance"}, by=BY, now=minutes(5)
    )
    assert shown(api) == "degraded_performance"
    manual = StatusClaim.objects.get(source="manual", status="degraded_performance")
    assert manual.started == minutes(5)
    services.incident_post_update(
        incident=incident,
        body="Fine now",
        status="resolved",
        components={api: "operational"},
        by=BY,
        now=minutes(6),
    )
    assert shown(api) == "operational"


def test_it_opens_again_and_claims_again(page: Page, api: Component) -> None:
    incident = open_incident(page, components={api: "major_outage"})
    services.incident_resolve(incident=incident, by=BY, now=minutes(5))
    services.incident_post_update(incident=incident, status="identified", by=BY, now=minutes(9))
    assert incident.resolved_at is None
    assert shown(api) == "major_outage"
    assert claims_of(incident) == [("major_outage", NOW, minutes(5)), ("major_outage", minutes(9), None)]


def test_it_says_how_bad_it_was_after_its_end(page: Page, api: Component) -> None:
    incident = open_incident(page, components={api: "major_outage"})
    services.incident_post_update(
        incident=incident, status="resolved", components={api: "operational"}, by=BY, now=minutes(5)
    )
    assert incident.impact == "critical"


def test_it_takes_an_impact_from_a_person(page: Page, api: Component) -> None:
    incident = open_incident(page, components={api: "major_outage"}, impact_override="minor")
    assert incident.impact == "minor"
    services.incident_update(incident=incident, changes={"impact_override": None}, by=BY, now=minutes(1))
    assert incident.impact == "critical"


def test_deleting_takes_its_claims_back(page: Page, api: Component) -> None:
    incident = open_incident(page, components={api: "major_outage"})
    services.incident_delete(incident=incident, by=BY, now=minutes(30))
    assert shown(api) == "operational"
    assert claims_of(incident) == []
    assert not api.periods.filter(status="major_outage").exists()
    assert kinds(incident)[-1] == "incident.deleted"
    with pytest.raises(IncidentNotFound):
        services.incident_post_update(incident=incident, body="x", by=BY, now=minutes(31))


@each("status", ["scheduled", "completed", "broken", "", None])
def test_a_status_of_the_other_family_is_refused(page: Page, status: str) -> None:
    incident = open_incident(page)
    with pytest.raises(Invalid) as refused:
        services.incident_post_update(incident=incident, status=status, by=BY, now=minutes(1))
    assert refused.value.errors[0].pointer in {"/status", "/body"}
    assert IncidentUpdate.objects.count() == 1


def test_every_wrong_field_is_named_and_nothing_stays(page: Page) -> None:
    foreign = make_component(make_page("other"), "Foreign")
    before = Event.objects.count()
    with pytest.raises(Invalid) as refused:
        open_incident(
            page,
            name="a\x00",
            body="x" * 25_001,
            status="fine",
            components={foreign: "major_outage"},
            metadata={"a": 1},
            reminder_intervals="[2,1]",
            started_at=minutes(6),
            on_end="later",
        )
    assert {error.pointer for error in refused.value.errors} == {
        "/name",
        "/body",
        "/status",
        "/components/0/component",
        "/metadata/a",
        "/reminder_intervals",
        "/started_at",
        "/on_end",
    }
    assert not Incident.objects.exists()
    assert Event.objects.count() == before


def test_a_maintenance_never_goes_back(page: Page) -> None:
    maintenance = services.maintenance_schedule(
        page=page,
        name="Upgrade",
        scheduled_for=minutes(10),
        scheduled_until=minutes(20),
        by=BY,
        now=NOW,
    )
    services.maintenance_complete(maintenance=maintenance, by=BY, now=minutes(1))
    assert (maintenance.started_at, maintenance.resolved_at) == (minutes(1), minutes(1))
    for status in ("scheduled", "in_progress"):
        with pytest.raises(ImpossibleTransition):
            services.maintenance_post_update(maintenance=maintenance, status=status, by=BY, now=minutes(2))


def test_acts_of_one_kind_are_refused_for_the_other(page: Page) -> None:
    incident, maintenance = open_incident(page), plan(page)
    for act in (services.maintenance_start, services.maintenance_complete, services.maintenance_cancel):
        with pytest.raises(IncidentNotFound):
            act(maintenance=incident, by=BY, now=minutes(1))
    with pytest.raises(IncidentNotFound):
        services.maintenance_update(maintenance=incident, changes={"name": "x"}, by=BY, now=minutes(1))
    with pytest.raises(IncidentNotFound):
        services.incident_delete(incident=maintenance, by=BY, now=minutes(1))
    with pytest.raises(IncidentNotFound):
        services.incident_update(incident=maintenance, changes={"name": "x"}, by=BY, now=minutes(1))
    with pytest.raises(Invalid):
        services.incident_resolve(incident=maintenance, by=BY, now=minutes(1))
