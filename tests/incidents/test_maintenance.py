"""A maintenance: its window, what the clock does with it, and what a person does."""

import pytest

from incidents import services
from incidents.exceptions import IncidentEnded
from incidents.models import Incident, IncidentUpdate
from statuspage.exceptions import Invalid
from statuspage.models import Component, Event, Page
from statuspage.services import claim_set
from tests.incidents.making import (
    BY,
    CHECK,
    NOW,
    claims_of,
    kinds,
    make_component,
    make_page,
    minutes,
    plan,
    shown,
)


@pytest.fixture
def page(db: None) -> Page:
    return make_page()


@pytest.fixture
def api(page: Page) -> Component:
    return make_component(page)


def test_it_starts_and_ends_as_of_its_times(page: Page, api: Component) -> None:
    maintenance = plan(page, components=[api], remind_before_seconds=None)
    assert (maintenance.status, maintenance.impact) == ("scheduled", "maintenance")
    assert (shown(api), claims_of(maintenance)) == ("operational", [])
    assert services.incidents_tick(now=minutes(59)) == 0
    assert services.incidents_tick(now=minutes(61)) == 1
    maintenance.refresh_from_db()
    assert (maintenance.status, maintenance.started_at) == ("in_progress", minutes(60))
    assert claims_of(maintenance) == [("under_maintenance", minutes(60), None)]
    assert shown(api) == "under_maintenance"
    assert services.incidents_tick(now=minutes(119)) == 0
    assert services.incidents_tick(now=minutes(125)) == 1
    maintenance.refresh_from_db()
    assert (maintenance.status, maintenance.resolved_at) == ("completed", minutes(120))
    assert claims_of(maintenance) == [("under_maintenance", minutes(60), minutes(120))]
    assert services.incidents_tick(now=minutes(1000)) == 0
    assert kinds(maintenance) == ["maintenance.scheduled", "maintenance.started", "maintenance.completed"]
    assert [u.kind for u in maintenance.updates.order_by("pk")] == ["opening", "auto", "auto"]


def test_one_late_tick_does_both(page: Page, api: Component) -> None:
    maintenance = plan(page, components=[api])
    assert services.incidents_tick(now=minutes(600)) == 2
    maintenance.refresh_from_db()
    assert (maintenance.started_at, maintenance.resolved_at) == (minutes(60), minutes(120))
    assert claims_of(maintenance) == [("under_maintenance", minutes(60), minutes(120))]
    assert maintenance.updates.count() == 3
    assert shown(api) == "operational"
    starts = api.periods.filter(status="under_maintenance").values_list("started", "ended")
    assert list(starts) == [(minutes(60), minutes(120))]


def test_it_keeps_the_status_where_it_shall_not_restore(page: Page, api: Component) -> None:
    plan(page, components=[api], restore_status=False)
    services.incidents_tick(now=minutes(121))
    assert shown(api) == "under_maintenance"


def test_it_leaves_the_components_alone_where_it_shall(page: Page, api: Component) -> None:
    maintenance = plan(page, components=[api], set_maintenance_status=False)
    services.incidents_tick(now=minutes(61))
    assert (shown(api), claims_of(maintenance)) == ("operational", [])
    services.maintenance_post_update(
        maintenance=maintenance, body="Slow", components={api: "degraded_performance"}, by=BY, now=minutes(70)
    )
    assert shown(api) == "degraded_performance"
    services.incidents_tick(now=minutes(121))
    assert shown(api) == "operational"


def test_it_waits_for_a_person_where_it_shall(page: Page) -> None:
    maintenance = plan(page, auto_start=False)
    services.incidents_tick(now=minutes(600))
    maintenance.refresh_from_db()
    assert maintenance.status == "scheduled"
    services.maintenance_start(maintenance=maintenance, by=BY, now=minutes(601))
    services.incidents_tick(now=minutes(700))
    maintenance.refresh_from_db()
    assert (maintenance.status, maintenance.started_at) == ("in_progress", minutes(601))


def test_l05_a_failing_check_stays_masked_and_overlapping_windows_hold(page: Page, api: Component) -> None:
    first = plan(page, 10, 60, components=[api])
    second = plan(page, 30, 90, components=[api])
    services.incidents_tick(now=minutes(30))
    claim_set(
        component=api, source="check", source_uid="c1", status="major_outage", by=CHECK, now=minutes(40)
    )
    assert shown(api) == "under_maintenance"
    services.incidents_tick(now=minutes(61))
    assert shown(api) == "under_maintenance"
    services.incidents_tick(now=minutes(91))
    assert shown(api) == "major_outage"
    for maintenance in (first, second):
        told = [kind for kind in kinds(maintenance) if kind != "maintenance.reminder"]
        assert told == ["maintenance.scheduled", "maintenance.started", "maintenance.completed"]


def test_it_is_called_to_mind_once_before_its_start(page: Page) -> None:
    maintenance = plan(page, remind_before_seconds=1800)
    assert maintenance.next_reminder_at == minutes(30)
    assert services.incidents_tick(now=minutes(31)) == 1
    assert services.incidents_tick(now=minutes(32)) == 0
    assert kinds(maintenance) == ["maintenance.scheduled", "maintenance.reminder"]
    assert IncidentUpdate.objects.get(kind="reminder").displayed_at == minutes(31)
    services.maintenance_update(
        maintenance=maintenance,
        changes={"scheduled_for": minutes(200), "scheduled_until": minutes(260)},
        by=BY,
        now=minutes(40),
    )
    assert services.incidents_tick(now=minutes(171)) == 1


def test_a_reminder_that_comes_too_late_is_left_out(page: Page) -> None:
    maintenance = plan(page, remind_before_seconds=1800)
    services.incidents_tick(now=minutes(65))
    assert "maintenance.reminder" not in kinds(maintenance)
    assert plan(page, remind_before_seconds=7200).next_reminder_at is None


def test_cancelling_ends_what_it_claimed(page: Page, api: Component) -> None:
    maintenance = plan(page, components=[api])
    services.maintenance_start(maintenance=maintenance, by=BY, now=minutes(10))
    services.maintenance_cancel(maintenance=maintenance, by=BY, now=minutes(20))
    assert shown(api) == "operational"
    assert claims_of(maintenance) == [("under_maintenance", minutes(10), minutes(20))]
    assert services.incidents_tick(now=minutes(600)) == 0
    assert kinds(maintenance)[-1] == "maintenance.canceled"


def test_its_window_moves_only_where_it_has_not_passed(page: Page) -> None:
    maintenance = plan(page)
    services.maintenance_start(maintenance=maintenance, by=BY, now=minutes(10))
    with pytest.raises(IncidentEnded):
        services.maintenance_update(
            maintenance=maintenance, changes={"scheduled_for": minutes(20)}, by=BY, now=minutes(11)
        )
    services.maintenance_update(
        maintenance=maintenance, changes={"scheduled_until": minutes(90)}, by=BY, now=minutes(11)
    )
    assert maintenance.next_transition_at == minutes(90)
    services.incidents_tick(now=minutes(91))
    with pytest.raises(IncidentEnded):
        services.maintenance_update(
            maintenance=maintenance, changes={"scheduled_until": minutes(99)}, by=BY, now=minutes(92)
        )


@pytest.mark.parametrize(
    ("start", "end", "code"), [(60, 60, "reversed"), (60, 10, "reversed"), (-60, -10, "in_the_past")]
)
def test_it_refuses_windows_that_cannot_be(page: Page, start: float, end: float, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        plan(page, start, end)
    assert [(e.pointer, e.code) for e in refused.value.errors] == [("/scheduled_until", code)]
    assert not Incident.objects.exists()


def test_it_can_be_told_afterwards_and_tells_nobody(page: Page, api: Component) -> None:
    changes = Event.objects.filter(kind="component.status_changed").count()
    past = plan(page, -120, -60, components=[api], backfilled=True)
    assert (past.status, past.started_at, past.resolved_at) == ("completed", minutes(-120), minutes(-60))
    assert claims_of(past) == [("under_maintenance", minutes(-120), minutes(-60))]
    event = Event.objects.get(kind="maintenance.scheduled")
    assert event.after is not None
    assert event.after["deliver"] is False
    assert Event.objects.filter(kind="component.status_changed").count() == changes


def test_what_was_told_afterwards_can_name_other_components(page: Page, api: Component) -> None:
    web = make_component(page, "Web")
    past = plan(page, -120, -60, components=[api], backfilled=True)
    changes = {"components": [web]}
    services.maintenance_update(maintenance=past, changes=changes, by=BY, now=minutes(5))
    assert claims_of(past) == [("under_maintenance", minutes(-120), minutes(-60))]
    kept = [part.periods.filter(status="under_maintenance").count() for part in (api, web)]
    assert kept == [0, 1]


def test_f08_a_clock_that_goes_back_starts_nothing_twice(page: Page) -> None:
    maintenance = plan(page)
    assert services.incidents_tick(now=minutes(61)) == 1
    assert services.incidents_tick(now=minutes(1)) == 0
    assert services.incidents_tick(now=minutes(62)) == 0
    assert maintenance.updates.count() == 2
    assert maintenance.created_at > NOW
