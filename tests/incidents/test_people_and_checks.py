"""A person speaks last; automation leaves alone what a person touched."""

from typing import Any

import pytest

from incidents import services
from incidents.exceptions import TouchedByPerson
from incidents.selectors import incident_object
from statuspage.actor import Actor
from statuspage.exceptions import Invalid
from statuspage.models import Component, Event, Page, StatusClaim
from statuspage.services import claim_set
from tests.incidents.making import (
    BY,
    CHECK,
    CLOCK,
    claims_of,
    kinds,
    make_component,
    make_page,
    minutes,
    open_incident,
    plan,
    shown,
)


@pytest.fixture
def page(db: None) -> Page:
    return make_page()


@pytest.fixture
def api(page: Page) -> Component:
    return make_component(page)


def test_no_address_of_a_person_is_shown_as_an_author(page: Page) -> None:
    by = Actor("user", "u1", "nameless@acme.example")
    incident = open_incident(page, by=by)
    services.incident_post_update(incident=incident, body="More", by=by, now=minutes(1))
    assert incident.reported_by == ""
    assert "nameless@" not in str(incident_object(incident))
    events = Event.objects.filter(subject_uid=incident.uid)
    assert {event.actor_label for event in events} == {"nameless@acme.example"}
    assert not [event for event in events if "nameless@" in str(event.after)]


def test_a_statement_reaches_open_incidents_and_running_maintenance(page: Page, api: Component) -> None:
    incident = open_incident(page, components={api: "major_outage"})
    maintenance = plan(page, components=[api])
    services.maintenance_start(maintenance=maintenance, by=BY, now=minutes(1))
    component = services.component_declare_status(
        component=api, status="operational", message="Checked by hand", by=BY, now=minutes(2)
    )
    assert (component.status, shown(api)) == ("operational", "operational")
    assert claims_of(incident)[-1] == ("operational", minutes(2), None)
    assert claims_of(maintenance)[-1] == ("operational", minutes(2), None)
    incident.refresh_from_db()
    assert (incident.impact, incident.affected.get().status) == ("critical", "operational")
    assert kinds(incident)[-1] == "incident.edited"
    assert StatusClaim.objects.get(source="manual", ended=None).message == "Checked by hand"
    claim_set(component=api, source="check", source_uid="c", status="major_outage", by=CHECK, now=minutes(3))
    assert shown(api) == "operational"
    services.maintenance_complete(maintenance=maintenance, by=BY, now=minutes(4))
    assert shown(api) == "major_outage"


def test_a_statement_leaves_ended_incidents_drafts_and_plans_alone(page: Page, api: Component) -> None:
    over = open_incident(page, components={api: "major_outage"})
    services.incident_resolve(incident=over, by=BY, now=minutes(1))
    draft = open_incident(page, draft=True, components={api: "major_outage"})
    planned = plan(page, components=[api])
    services.component_declare_status(component=api, status="partial_outage", by=BY, now=minutes(2))
    for incident in (over, draft, planned):
        assert incident.affected.get().status != "partial_outage"
    assert shown(api) == "partial_outage"


def test_a_statement_mutes_checks_until_they_flip(page: Page, api: Component) -> None:
    claim_set(component=api, source="check", source_uid="c", status="major_outage", by=CHECK, now=minutes(1))
    services.component_declare_status(component=api, status="operational", by=BY, now=minutes(2))
    assert shown(api) == "operational"
    claim_set(
        component=api, source="check", source_uid="c", status="partial_outage", by=CHECK, now=minutes(3)
    )
    assert shown(api) == "partial_outage"


@pytest.mark.parametrize(
    ("given", "pointer"),
    [({"status": "fine"}, "/status"), ({"status": "operational", "message": "\x00"}, "/message")],
)
def test_a_wrong_statement_changes_nothing(
    page: Page, api: Component, given: dict[str, Any], pointer: str
) -> None:
    claims = StatusClaim.objects.count()
    with pytest.raises(Invalid) as refused:
        services.component_declare_status(component=api, by=BY, **given)
    assert [error.pointer for error in refused.value.errors] == [pointer]
    assert StatusClaim.objects.count() == claims


def test_l10_a_check_ends_what_it_opened(page: Page, api: Component) -> None:
    incident = open_incident(page, by=CHECK, origin="check", components={api: "major_outage"})
    assert incident.human_touched_at is None
    assert services.incident_auto_resolve(incident=incident, body="It is back.", by=CHECK, now=minutes(5))
    assert not services.incident_auto_resolve(incident=incident, by=CHECK, now=minutes(6))
    assert (incident.status, incident.resolved_at) == ("resolved", minutes(5))
    assert incident.updates.count() == 2


@pytest.mark.parametrize("kind", ["user", "key"])
def test_l10_a_check_never_ends_or_edits_what_a_person_touched(page: Page, kind: str) -> None:
    person = Actor(kind=kind, uid="p", label="P")  # type: ignore[arg-type]
    incident = open_incident(page, by=CHECK, origin="check")
    services.incident_post_update(incident=incident, body="On it", by=person, now=minutes(1))
    assert incident.human_touched_at == minutes(1)
    assert not services.incident_auto_resolve(incident=incident, by=CHECK, now=minutes(2))
    with pytest.raises(TouchedByPerson):
        services.incident_post_update(incident=incident, body="Mine", by=CHECK, now=minutes(3))
    with pytest.raises(TouchedByPerson):
        services.incident_update(incident=incident, changes={"name": "Mine"}, by=CHECK, now=minutes(3))
    assert incident.updates.count() == 2


def test_a_check_never_ends_what_a_person_opened(page: Page) -> None:
    incident = open_incident(page)
    assert not services.incident_auto_resolve(incident=incident, by=CHECK, now=minutes(2))
    assert services.incident_resolve(incident=incident, by=CLOCK, now=minutes(3)).status == "resolved"


@pytest.mark.parametrize("act", ["edit", "delete_update", "statement", "postmortem"])
def test_every_act_of_a_person_counts_as_a_touch(page: Page, api: Component, act: str) -> None:
    incident = open_incident(page, by=CHECK, origin="check", components={api: "major_outage"})
    update = services.incident_post_update(incident=incident, body="Still down", by=CHECK, now=minutes(1))
    match act:
        case "edit":
            services.update_edit(update=update, changes={"body": "Down"}, by=BY, now=minutes(2))
        case "delete_update":
            services.update_delete(update=update, by=BY, now=minutes(2))
        case "statement":
            services.component_declare_status(component=api, status="operational", by=BY, now=minutes(2))
        case "postmortem":
            services.postmortem_save_draft(incident=incident, body="Why", by=BY, now=minutes(2))
    incident.refresh_from_db()
    assert incident.human_touched_at == minutes(2)
