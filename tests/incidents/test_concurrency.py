"""Many workers and people at once: each act happens once, on SQLite as on PostgreSQL."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from incidents import services
from incidents.models import Incident, MaintenanceSeries
from statuspage.models import Component, Event, Page
from statuspage.services import claim_set, periods_differ
from tests.incidents.making import BY, CHECK, NOW, make_component, make_page, minutes, open_incident, plan

pytestmark = pytest.mark.django_db(transaction=True)

DAY = 24 * 60


def at_once(*acts: Callable[[], object]) -> list[object]:
    def run(act: Callable[[], object]) -> object:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(acts)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, act) for act in acts]]


def kinds_counted(prefix: str) -> Counter[str]:
    return Counter(Event.objects.filter(kind__startswith=prefix).values_list("kind", flat=True))


def test_f07_many_ticks_do_each_act_once() -> None:
    page = make_page()
    api = make_component(page)
    for number in range(3):
        plan(page, 60, 120 + number, components=[api], remind_before_seconds=None)
    open_incident(page)
    plan(page, DAY, DAY + 60, recurrence="FREQ=DAILY;COUNT=5", remind_before_seconds=None)
    done = at_once(*[lambda: services.incidents_tick(now=minutes(DAY + 30))] * 3)
    # Three starts and ends, one reminder, one start and one new occurrence of the series.
    assert sum(done) == 9  # type: ignore[arg-type]
    assert kinds_counted("maintenance") == {
        "maintenance.scheduled": 3 + 3,
        "maintenance.started": 4,
        "maintenance.completed": 3,
    }
    assert kinds_counted("incident") == {"incident.opened": 1, "incident.reminder": 1}
    assert periods_differ(component=api) == []
    made = Incident.objects.filter(series=MaintenanceSeries.objects.get()).order_by("scheduled_for")
    assert list(made.values_list("scheduled_for", flat=True)) == [
        minutes(DAY),
        minutes(2 * DAY),
        minutes(3 * DAY),
    ]


def test_numbers_are_given_once() -> None:
    page = make_page()
    components = [make_component(page, name) for name in "abc"]

    def opens(order: list[Component]) -> Callable[[], None]:
        def act() -> None:
            for _ in range(3):
                declared = [(component, "major_outage") for component in order]
                services.incident_open(page=page, name="Errors", components=declared, by=BY)

        return act

    at_once(*[opens(components if turn % 2 else components[::-1]) for turn in range(4)])
    numbers = Incident.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 13))


def test_people_checks_and_the_clock_do_not_lock_up() -> None:
    page = make_page()
    api, web = make_component(page, "API"), make_component(page, "Web")
    incident = open_incident(page, components={api: "major_outage", web: "partial_outage"})
    maintenance = plan(page, components=[web, api], remind_before_seconds=None)

    def person() -> None:
        for status in ("identified", "resolved", "investigating", "resolved"):
            mine = Incident.objects.get(pk=incident.pk)
            services.incident_post_update(incident=mine, status=status, by=BY)

    def another() -> None:
        for status in ("operational", "degraded_performance") * 2:
            component = Component.objects.get(pk=web.pk)
            services.component_declare_status(component=component, status=status, by=BY)

    def check() -> None:
        for status in ("major_outage", "operational") * 2:
            component = Component.objects.get(pk=api.pk)
            claim_set(component=component, source="check", source_uid="c", status=status, by=CHECK)

    def clock() -> None:
        for minute in (30, 61, 121):
            services.incidents_tick(now=minutes(minute))

    at_once(person, another, check, clock)
    incident.refresh_from_db()
    maintenance.refresh_from_db()
    assert (incident.status, maintenance.status) == ("resolved", "completed")
    assert incident.updates.count() == 5
    for component in (api, web):
        component.refresh_from_db()
        assert periods_differ(component=component) == []
        assert not component.claims.filter(source__in=("incident", "maintenance"), ended=None).exists()
    sequences = Event.objects.exclude(page=None).order_by("sequence").values_list("sequence", flat=True)
    assert list(sequences) == list(range(1, Page.objects.get().sequence + 1))
    assert incident.updated_at > NOW


def test_settings_and_statuses_of_what_one_incident_touches_change_at_once() -> None:
    page = make_page()
    components = [make_component(page, name) for name in "abc"]
    incident = open_incident(page, components=dict.fromkeys(components, "major_outage"))

    def change(component: Component) -> Callable[[], object]:
        def act() -> None:
            for status in ("partial_outage", "degraded_performance"):
                services.component_update_and_declare(
                    component=Component.objects.get(pk=component.pk),
                    changes={"description": status, "group": None},
                    status=status,
                    by=BY,
                )

        return act

    at_once(*[change(component) for component in components])
    assert set(incident.affected.values_list("status", flat=True)) == {"degraded_performance"}
    for component in Component.objects.all():
        assert (component.status, component.description) == ("degraded_performance", "degraded_performance")
        assert periods_differ(component=component) == []
