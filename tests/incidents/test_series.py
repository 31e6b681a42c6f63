"""Recurring maintenance: occurrences ahead of their time, one per time, and changes of the whole."""

from datetime import timedelta

import pytest

from incidents import services
from incidents.models import Incident, MaintenanceSeries
from statuspage.exceptions import Invalid
from statuspage.models import Component, Event, Page
from tests.incidents.making import BY, NOW, kinds, make_component, make_page, minutes, plan, shown

DAY = 24 * 60


@pytest.fixture
def page(db: None) -> Page:
    return make_page()


@pytest.fixture
def api(page: Page) -> Component:
    return make_component(page)


def days(page: Page) -> list[float]:
    """Days from now to the coming occurrences."""
    found = Incident.living.filter(page=page, status="scheduled").order_by("scheduled_for")
    return [round((row.scheduled_for - NOW) / timedelta(days=1), 2) for row in found if row.scheduled_for]


def weekly(page: Page, **given: object) -> Incident:
    return plan(page, DAY, DAY + 60, **{"recurrence": "FREQ=WEEKLY", "remind_before_seconds": None, **given})


def test_it_makes_the_next_two_ahead(page: Page, api: Component) -> None:
    first = weekly(page, components=[api], body="Weekly work", notify_at_end=False)
    assert days(page) == [1, 8]
    second = Incident.objects.exclude(pk=first.pk).get()
    assert (second.number, second.series, second.notify_at_end) == (2, first.series, False)
    assert second.updates.get().body == "Weekly work"
    assert second.affected.get().status == "under_maintenance"
    assert services.incidents_tick(now=minutes(DAY + 1)) == 2
    assert days(page) == [8, 15]
    assert services.incidents_tick(now=minutes(DAY + 61)) == 1
    assert shown(api) == "operational"
    assert services.incidents_tick(now=minutes(DAY + 62)) == 0


def test_it_stays_within_sight_and_ends_with_its_rule(page: Page) -> None:
    plan(page, DAY, DAY + 60, recurrence="FREQ=YEARLY", remind_before_seconds=None)
    plan(page, DAY, DAY + 60, recurrence="FREQ=DAILY;COUNT=2", remind_before_seconds=None)
    assert days(page) == [1, 1, 2]
    assert MaintenanceSeries.objects.get(rrule="FREQ=DAILY;COUNT=2").next_occurrence_at is None


def test_cancelled_occurrences_do_not_count_as_coming_and_stay_cancelled(page: Page) -> None:
    weekly(page)
    for occurrence in Incident.living.filter(page=page):
        services.maintenance_cancel(maintenance=occurrence, by=BY, now=NOW)
    services.incidents_tick(now=minutes(1))
    assert days(page) == [15, 22]
    services.incidents_tick(now=minutes(2))
    assert days(page) == [15, 22]


def test_windows_that_passed_unseen_are_left_out(page: Page) -> None:
    weekly(page)
    services.incidents_tick(now=minutes(40 * DAY))
    assert days(page) == [43, 50]
    completed = Incident.objects.filter(status="completed").values_list("started_at", flat=True)
    assert sorted(completed) == [minutes(DAY), minutes(8 * DAY)]


def test_a_cancelled_occurrence_does_not_come_back(page: Page) -> None:
    first = weekly(page)
    services.maintenance_cancel(maintenance=first, by=BY, now=minutes(1))
    services.incidents_tick(now=minutes(2))
    assert days(page) == [8, 15]
    services.incidents_tick(now=minutes(DAY + 1))
    assert days(page) == [8, 15]
    series = MaintenanceSeries.objects.get()
    for rule in ("FREQ=WEEKLY;INTERVAL=2", "FREQ=WEEKLY"):
        services.series_update(series=series, changes={"recurrence": rule}, by=BY, now=minutes(3))
    assert 1 not in days(page)


def test_a_moved_occurrence_leaves_the_others_and_its_own_time_alone(page: Page) -> None:
    first = weekly(page)
    services.maintenance_update(
        maintenance=first,
        changes={"scheduled_for": minutes(2 * DAY), "scheduled_until": minutes(2 * DAY + 60)},
        by=BY,
        now=minutes(1),
    )
    assert days(page) == [2, 8]
    series = MaintenanceSeries.objects.get()
    services.series_update(series=series, changes={"recurrence": "FREQ=DAILY"}, by=BY, now=minutes(2))
    assert 1 not in days(page)


def test_changing_the_series_adapts_what_nobody_touched(page: Page, api: Component) -> None:
    first = weekly(page)
    second = Incident.objects.exclude(pk=first.pk).get()
    services.maintenance_update(maintenance=second, changes={"name": "Mine"}, by=BY, now=minutes(1))
    services.series_update(
        series=MaintenanceSeries.objects.get(),
        changes={"name": "Ours", "components": [api], "duration_seconds": 7200, "body": "New"},
        by=BY,
        now=minutes(2),
    )
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.name, first.scheduled_until) == ("Ours", minutes(DAY + 120))
    assert first.affected.get().component == api
    assert first.updates.get().html == "<p>New</p>"
    assert (second.name, second.scheduled_until) == ("Mine", minutes(8 * DAY + 60))


def test_another_rule_from_one_occurrence_on(page: Page) -> None:
    first = weekly(page)
    services.maintenance_update(
        maintenance=first, changes={"recurrence": "FREQ=DAILY;INTERVAL=3"}, by=BY, now=minutes(1)
    )
    assert days(page) == [1, 4]
    services.maintenance_update(maintenance=first, changes={"recurrence": None}, by=BY, now=minutes(2))
    assert days(page) == [1]
    services.incidents_tick(now=minutes(30 * DAY))
    assert days(page) == []
    kinds_of_series = Event.objects.filter(subject_kind="series").order_by("pk")
    assert [event.kind for event in kinds_of_series] == ["series.created", "series.updated", "series.deleted"]


def test_a_single_one_begins_to_recur(page: Page) -> None:
    single = plan(page, DAY, DAY + 60, remind_before_seconds=None)
    services.maintenance_update(
        maintenance=single,
        changes={"recurrence": "FREQ=WEEKLY", "time_zone": "Europe/Berlin"},
        by=BY,
        now=minutes(1),
    )
    assert days(page) == [1, 8]
    assert single.series is not None
    assert single.series.time_zone == "Europe/Berlin"


def test_ending_a_series_calls_off_the_coming_ones(page: Page) -> None:
    first = weekly(page)
    services.series_end(series=MaintenanceSeries.objects.get(), by=BY, now=minutes(1))
    assert days(page) == []
    assert kinds(first)[-1] == "maintenance.canceled"


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"recurrence": "FREQ=SECONDLY"}, "/recurrence"),
        ({"recurrence": "FREQ=DAILY", "scheduled_until": minutes(3 * DAY)}, "/recurrence"),
        ({"recurrence": "FREQ=DAILY", "time_zone": "Mars/Base"}, "/time_zone"),
        ({"recurrence": "FREQ=DAILY", "draft": True}, "/recurrence"),
    ],
)
def test_a_wrong_rule_leaves_nothing(page: Page, given: dict[str, object], pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        weekly(page, **given)
    assert [error.pointer for error in refused.value.errors] == [pointer]
    assert not Incident.objects.exists()
    assert not MaintenanceSeries.objects.exists()
