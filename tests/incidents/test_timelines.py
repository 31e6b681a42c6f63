"""Editing and deleting entries: status, times and claims follow from what remains."""

import pytest

from incidents import services
from incidents.exceptions import ImpossibleTransition, OpeningUpdate, UpdateNotFound
from statuspage.exceptions import Invalid
from statuspage.models import Component, Page
from statuspage.services import periods_differ
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


def test_deleting_the_end_opens_it_again_without_a_gap(page: Page, api: Component) -> None:
    incident = open_incident(page, components={api: "major_outage"})
    services.incident_resolve(incident=incident, by=BY, now=minutes(10))
    end = incident.updates.get(status="resolved")
    services.update_delete(update=end, by=BY, now=minutes(15))
    incident.refresh_from_db()
    assert (incident.status, incident.resolved_at) == ("investigating", None)
    assert incident.next_reminder_at == minutes(180)
    assert claims_of(incident) == [("major_outage", NOW, minutes(10)), ("major_outage", minutes(10), None)]
    periods = api.periods.filter(status="major_outage").values_list("started", "ended")
    assert list(periods) == [(NOW, None)]
    assert kinds(incident)[-1] == "incident.edited"
    with pytest.raises(UpdateNotFound):
        services.update_delete(update=end, by=BY, now=minutes(16))


def test_deleting_a_reopening_ends_it_again(page: Page, api: Component) -> None:
    incident = open_incident(page, components={api: "major_outage"})
    services.incident_resolve(incident=incident, by=BY, now=minutes(10))
    again = services.incident_post_update(incident=incident, status="identified", by=BY, now=minutes(20))
    services.update_delete(update=again, by=BY, now=minutes(30))
    incident.refresh_from_db()
    assert (incident.status, incident.resolved_at) == ("resolved", minutes(10))
    assert shown(api) == "operational"
    assert not api.periods.filter(status="major_outage", started=minutes(20)).exists()


def test_the_opening_stays(page: Page) -> None:
    incident = open_incident(page)
    with pytest.raises(OpeningUpdate):
        services.update_delete(update=incident.updates.get(), by=BY, now=minutes(1))


def test_editing_renders_again_and_moves_the_end(page: Page, api: Component) -> None:
    incident = open_incident(page, components={api: "major_outage"})
    services.incident_resolve(incident=incident, by=BY, now=minutes(10))
    end = incident.updates.get(status="resolved")
    edited = services.update_edit(
        update=end,
        changes={"body": "<b>x</b><script>1</script>", "body_format": "html", "displayed_at": minutes(5)},
        by=BY,
        now=minutes(20),
    )
    assert edited.html == "<b>x</b>"
    incident.refresh_from_db()
    assert incident.resolved_at == minutes(5)
    assert claims_of(incident) == [("major_outage", NOW, minutes(5))]
    assert api.periods.filter(status="major_outage").get().ended == minutes(5)


def test_moving_the_start_of_maintenance_moves_what_it_claims(page: Page, api: Component) -> None:
    work = plan(page, components=[api], auto_start=False)
    started = services.maintenance_start(maintenance=work, by=BY, now=minutes(70))
    entry = started.updates.get(status="in_progress")
    services.update_edit(update=entry, changes={"displayed_at": minutes(65)}, by=BY, now=minutes(80))
    assert claims_of(work) == [("under_maintenance", minutes(65), None)]
    assert api.periods.filter(status="under_maintenance").get().started == minutes(65)


def test_an_entry_from_before_does_not_move_the_status(page: Page) -> None:
    incident = open_incident(page)
    services.incident_post_update(incident=incident, status="monitoring", by=BY, now=minutes(10))
    services.incident_post_update(
        incident=incident,
        body="Found it",
        status="identified",
        displayed_at=minutes(5),
        by=BY,
        now=minutes(20),
    )
    assert incident.status == "monitoring"
    assert [u.status for u in incident.updates.order_by("displayed_at")] == [
        "investigating",
        "identified",
        "monitoring",
    ]


@each(
    ("changes", "pointer"),
    [
        ({"displayed_at": minutes(99)}, "/displayed_at"),
        ({"displayed_at": minutes(-5)}, "/displayed_at"),
        ({"displayed_at": None}, "/displayed_at"),
        ({"body": "x" * 25_001}, "/body"),
        ({"body": "\x00"}, "/body"),
        ({"status": "completed"}, "/status"),
        ({"body_format": "rst"}, "/format"),
        ({"kind": "auto"}, "/kind"),
    ],
)
def test_it_refuses_wrong_edits(page: Page, changes: dict[str, object], pointer: str) -> None:
    update = services.incident_post_update(incident=open_incident(page), body="x", by=BY, now=minutes(1))
    with pytest.raises(Invalid) as refused:
        services.update_edit(update=update, changes=changes, by=BY, now=minutes(1))
    assert [error.pointer for error in refused.value.errors] == [pointer]


def test_the_start_follows_the_first_entry_to_an_earlier_time(page: Page, api: Component) -> None:
    incident = open_incident(page, components={api: "major_outage"})
    update = incident.updates.get()
    services.update_edit(update=update, changes={"displayed_at": minutes(-5)}, by=BY, now=minutes(1))
    incident.refresh_from_db()
    assert incident.started_at == minutes(-5)
    assert claims_of(incident) == [("major_outage", minutes(-5), None)]
    services.update_edit(update=update, changes={"displayed_at": minutes(1)}, by=BY, now=minutes(2))
    incident.refresh_from_db()
    assert incident.started_at == minutes(-5)


def test_an_impossible_story_of_a_maintenance_is_refused(page: Page) -> None:
    maintenance = plan(page)
    services.incidents_tick(now=minutes(121))
    opening = maintenance.updates.get(kind="opening")
    with pytest.raises(ImpossibleTransition):
        services.update_edit(update=opening, changes={"displayed_at": minutes(121)}, by=BY, now=minutes(122))
    maintenance.refresh_from_db()
    assert maintenance.status == "completed"


def test_the_start_and_the_end_can_be_set_right(page: Page, api: Component) -> None:
    incident = open_incident(page, components={api: "major_outage"})
    services.incident_update(incident=incident, changes={"started_at": minutes(-15)}, by=BY, now=minutes(1))
    assert claims_of(incident) == [("major_outage", minutes(-15), None)]
    services.incident_resolve(incident=incident, by=BY, now=minutes(10))
    services.incident_update(
        incident=incident,
        changes={"resolved_at": minutes(5), "started_at": minutes(-5)},
        by=BY,
        now=minutes(20),
    )
    assert (incident.started_at, incident.resolved_at) == (minutes(-5), minutes(5))
    assert claims_of(incident) == [("major_outage", minutes(-5), minutes(5))]
    assert periods_differ(component=api) == []
    with pytest.raises(Invalid):
        services.incident_update(
            incident=incident, changes={"started_at": minutes(6)}, by=BY, now=minutes(20)
        )


def test_editing_the_set_of_components_lets_go_of_the_rest(page: Page, api: Component) -> None:
    web = make_component(page, "Web")
    incident = open_incident(page, components={api: "major_outage"})
    services.incident_update(
        incident=incident, changes={"components": {web: "degraded_performance"}}, by=BY, now=minutes(5)
    )
    assert (shown(api), shown(web), incident.impact) == ("operational", "degraded_performance", "minor")
    assert kinds(incident)[-1] == "incident.edited"
    with pytest.raises(Invalid) as refused:
        services.incident_update(incident=incident, changes={"number": 7}, by=BY, now=minutes(6))
    assert refused.value.errors[0].code == "unknown_field"
