"""Changing, declaring and speaking in one act."""

from datetime import datetime
from typing import Any

import pytest

from incidents import services
from incidents.exceptions import ImpossibleTransition
from incidents.models import Incident
from incidents.services import Revision
from statuspage.exceptions import Invalid
from statuspage.models import Component, Event, Page
from tests.incidents.making import (
    BY,
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


@pytest.fixture
def web(page: Page) -> Component:
    return make_component(page, "Web")


def revise(incident: Incident, *, now: datetime, **said: Any) -> Incident:
    return services.incident_revise(incident=incident, judge=lambda _row: Revision(**said), by=BY, now=now)


def declared(incident: Incident) -> dict[str, str]:
    return dict(incident.affected.values_list("component__name", "status"))


def test_fields_alone_make_no_entry(page: Page, api: Component, web: Component) -> None:
    incident = open_incident(page, components={api: "major_outage"})
    revise(
        incident=incident,
        changes={"name": "Worse"},
        components={web: "partial_outage"},
        status="investigating",
        now=minutes(5),
    )
    assert (incident.name, incident.updates.count()) == ("Worse", 1)
    assert declared(incident) == {"API": "major_outage", "Web": "partial_outage"}
    assert shown(web) == "partial_outage"
    assert kinds(incident) == ["incident.opened", "incident.edited"]


@pytest.mark.parametrize("tell", [True, False])
def test_a_change_that_is_told_is_one_event_about_all_of_it(page: Page, tell: bool) -> None:
    incident = open_incident(page)
    said = {"body": "Worse than we thought."}
    revise(incident=incident, changes={"name": "Worse"}, opening=said, tell=tell, now=minutes(5))
    event = Event.objects.get(subject_uid=incident.uid, kind="incident.updated")
    assert event.after is not None
    assert (event.after["name"], event.after["deliver"]) == ("Worse", tell)
    assert event.after["update"] == incident.updates.get().uid
    assert event.before is not None
    assert event.before["updates"] != event.after["updates"]
    revise(incident=incident, changes={"notify": False}, tell=tell, now=minutes(6))
    assert kinds(incident) == ["incident.opened", "incident.updated", "incident.edited"]


def test_the_opening_is_edited_with_the_rest_or_not_at_all(page: Page) -> None:
    incident = open_incident(page, body="We look.")
    said = {"body": "<b>We look.</b>", "body_format": "html"}
    revise(incident=incident, changes={"name": "Worse"}, opening=said, now=minutes(5))
    opening = incident.updates.get()
    assert (incident.name, opening.html, opening.format) == ("Worse", "<b>We look.</b>", "html")
    told = kinds(incident)
    revise(incident=incident, opening=said, now=minutes(6))
    with pytest.raises(Invalid):
        revise(incident=incident, changes={"name": "Best"}, opening={"body": "\0"}, now=minutes(7))
    incident.refresh_from_db()
    assert (incident.name, kinds(incident)) == ("Worse", told)


def test_another_status_says_its_stock_text(page: Page, api: Component, web: Component) -> None:
    incident = open_incident(page, components={api: "major_outage", web: "partial_outage"})
    revise(
        incident=incident,
        components=[web],
        replace_components=True,
        status="monitoring",
        notify=False,
        now=minutes(5),
    )
    newest = incident.updates.latest("pk")
    assert (incident.status, newest.deliver) == ("monitoring", False)
    assert newest.body == "A fix is in place and we are watching how it does."
    assert declared(incident) == {"Web": "partial_outage"}
    assert (shown(api), shown(web)) == ("operational", "partial_outage")


def test_what_cannot_be_changes_nothing(page: Page, api: Component) -> None:
    maintenance = plan(page, components=[api])
    services.maintenance_start(maintenance=maintenance, by=BY, now=minutes(5))
    events = Event.objects.count()
    with pytest.raises(ImpossibleTransition):
        revise(incident=maintenance, changes={"name": "Other"}, status="scheduled", now=minutes(6))
    with pytest.raises(Invalid):
        revise(incident=maintenance, changes={"name": "Other"}, status="resolved", now=minutes(6))
    maintenance.refresh_from_db()
    assert (maintenance.name, maintenance.status) == ("Upgrade", "in_progress")
    assert Event.objects.count() == events


@pytest.mark.parametrize("tell", [True, False])
def test_a_moved_window_is_told_once_at_most(page: Page, tell: bool) -> None:
    maintenance = plan(page)
    moved = {"scheduled_until": minutes(180)}
    revise(incident=maintenance, changes=moved, notify=tell, now=minutes(5))
    assert Event.objects.latest("pk").after["deliver"] is tell  # type: ignore[index]
    further = {"scheduled_until": minutes(240)}
    revise(incident=maintenance, changes=further, body="Later.", notify=tell, now=minutes(6))
    last = [event.after["deliver"] for event in Event.objects.order_by("-pk")[:2] if event.after]
    assert last == [tell, False]


def test_a_component_let_go_keeps_its_status_where_the_end_does(page: Page, api: Component) -> None:
    incident = open_incident(page, components={api: "major_outage"}, on_end="keep")
    revise(incident=incident, components=[], replace_components=True, now=minutes(5))
    assert (claims_of(incident)[0][2], shown(api)) == (minutes(5), "major_outage")


def test_what_is_kept_gives_way_to_what_is_declared_later(page: Page, api: Component) -> None:
    first = open_incident(page, components={api: "major_outage"}, on_end="keep")
    services.incident_resolve(incident=first, by=BY, now=minutes(5))
    assert shown(api) == "major_outage"
    released = open_incident(page, components={api: "partial_outage"}, now=minutes(6))
    assert shown(api) == "major_outage"
    services.incident_delete(incident=released, by=BY, now=minutes(6))
    second = open_incident(page, components={api: "degraded_performance"}, on_end="keep", now=minutes(7))
    assert shown(api) == "degraded_performance"
    revise(incident=second, components={api: "operational"}, now=minutes(8))
    assert shown(api) == "operational"


def test_a_maintenance_can_end_what_was_kept(page: Page, api: Component) -> None:
    first = open_incident(page, components={api: "major_outage"}, on_end="keep")
    services.incident_resolve(incident=first, by=BY, now=minutes(5))
    plan(page, components=[api], on_end="keep")
    services.incidents_tick(now=minutes(61))
    assert shown(api) == "under_maintenance"
    services.incidents_tick(now=minutes(121))
    assert shown(api) == "operational"


def test_what_an_end_kept_can_be_set_right(page: Page, api: Component, web: Component) -> None:
    maintenance = plan(page, components=[api, web], restore_status=False)
    services.incidents_tick(now=minutes(121))
    maintenance.refresh_from_db()
    revise(incident=maintenance, components={api: "operational"}, now=minutes(130))
    assert (shown(api), shown(web)) == ("operational", "under_maintenance")


def test_what_was_backfilled_moves_as_a_whole(page: Page) -> None:
    past = open_incident(page, backfilled=True, started_at=minutes(-90), resolved_at=minutes(-90))
    for moment in (minutes(-30), minutes(-600)):
        times = {"started_at": moment, "resolved_at": moment}
        revise(incident=past, changes=times, now=minutes(1))
        assert (past.started_at, past.resolved_at) == (moment, moment)
        assert past.updates.get().displayed_at == moment


def test_what_is_declared_already_is_no_change(page: Page, api: Component, web: Component) -> None:
    incident = open_incident(page, components={api: "major_outage", web: "partial_outage"})
    changed_at = incident.updated_at
    for replaces in (True, False):
        named = [(web, "partial_outage"), api]
        revise(incident=incident, components=named, replace_components=replaces, now=minutes(5))
    incident.refresh_from_db()
    assert (kinds(incident), incident.updated_at) == (["incident.opened"], changed_at)
    revise(incident=incident, components=[api], replace_components=True, now=minutes(6))
    assert (kinds(incident)[1:], declared(incident)) == (["incident.edited"], {"API": "major_outage"})


def test_it_is_judged_as_it_is_under_the_lock(page: Page, api: Component) -> None:
    incident = open_incident(page, components={api: "major_outage"})
    stale = Incident.objects.get(pk=incident.pk)
    services.incident_resolve(incident=incident, by=BY, now=minutes(5))
    seen: list[str] = []

    def judge(row: Incident) -> Revision:
        seen.append(row.status)
        return Revision(status=row.status)

    services.incident_revise(incident=stale, judge=judge, by=BY, now=minutes(6))
    assert (seen, kinds(incident)) == (["resolved"], ["incident.opened", "incident.resolved"])
