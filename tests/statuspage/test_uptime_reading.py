from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from statuspage import selectors, services
from statuspage.models import Component, Page
from tests.statuspage.making import BY, NOW, make_component, make_page, minutes

pytestmark = pytest.mark.django_db

HOUR = 60
DAY = 24 * HOUR


def _down(component: Component, start: float, length: float, status: str = "major_outage") -> None:
    for minute, word in ((start, status), (start + length, "operational")):
        services.claim_set(
            component=component, source="check", source_uid="a", status=word, by=BY, now=minutes(minute)
        )


@pytest.fixture
def page() -> Page:
    return make_page()


def test_it_gives_uptime_per_window(page: Page) -> None:
    component, quiet = make_component(page), make_component(page, "quiet", status=None)
    _down(component, 20 * DAY, 6 * HOUR)
    now = NOW + timedelta(days=20, hours=18)
    figures = selectors.uptime_of_components([component, quiet], now=now)
    assert figures[component.pk]["24h"] == 75.0
    assert figures[component.pk]["7d"] == 96.428
    assert figures[component.pk]["90d"] == figures[component.pk]["30d"] == 98.795
    assert figures[quiet.pk] == {"24h": None, "7d": None, "30d": None, "90d": None}


def test_it_weighs_as_the_page_says() -> None:
    page = make_page(weight_partial=1.0)
    component = make_component(page)
    _down(component, HOUR, 6 * HOUR, "partial_outage")
    now = NOW + timedelta(hours=24)
    assert selectors.uptime_of_components([component], now=now)[component.pk]["24h"] == 75.0
    services.page_update(page=page, changes={"weight_partial": 0.5}, by=BY)
    assert selectors.uptime_of_components([component], now=now)[component.pk]["24h"] == 87.5


def test_days_before_the_start_of_service_are_no_data(page: Page) -> None:
    component = make_component(page, start_date=date(2026, 5, 3))
    bars = selectors.bars_of_page(page, days=5, now=NOW + timedelta(days=3))[component.pk].bars
    assert [(bar.day.day, bar.status) for bar in bars] == [
        (30, "no_data"),
        (1, "no_data"),
        (2, "no_data"),
        (3, "operational"),
        (4, "operational"),
    ]


def test_a_report_lists_the_periods_behind_the_figure(page: Page) -> None:
    component = make_component(page)
    _down(component, HOUR, HOUR)
    report = selectors.uptime_report(
        component, start=minutes(0), end=minutes(4 * HOUR), now=minutes(8 * HOUR)
    )
    assert report.tally.uptime == 75.0
    assert [(s.status, s.cause, s.started, s.ended) for s in report.spans] == [
        ("operational", "manual", minutes(0), minutes(HOUR)),
        ("major_outage", "check", minutes(HOUR), minutes(2 * HOUR)),
        ("operational", "manual", minutes(2 * HOUR), minutes(4 * HOUR)),
    ]
    assert sum(report.tally.seconds.values()) == 4 * 3600
    with pytest.raises(ValueError, match="ends before"):
        selectors.uptime_report(component, start=minutes(1), end=minutes(0))


def test_amounts_of_a_window_begin_with_the_service_and_end_now(page: Page) -> None:
    component = make_component(page)
    late = make_component(page, "late", start_date=date(2026, 5, 2))
    _down(component, HOUR, HOUR)
    counted = selectors.amounts_of_components(
        [component, late], page=page, start=minutes(0), end=minutes(4 * DAY), now=minutes(DAY)
    )
    hour = 3_600_000_000
    assert {word: amount for word, amount in counted[component.pk].items() if amount} == {
        "operational": 23 * hour,
        "major_outage": hour,
    }
    assert {word: amount for word, amount in counted[late.pk].items() if amount} == {
        "operational": 12 * hour,
        "no_data": 12 * hour,
    }


def test_the_future_is_not_measured(page: Page) -> None:
    component = make_component(page)
    report = selectors.uptime_report(component, start=minutes(0), end=minutes(100), now=minutes(50))
    assert report.tally.end == minutes(50)
    later = selectors.uptime_report(component, start=minutes(90), end=minutes(100), now=minutes(50))
    assert (later.tally.uptime, later.spans) == (None, [])


def test_the_queries_do_not_grow_with_the_components(
    page: Page, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        _down(make_component(page, f"c{number}"), 10 * number, 5)
    components = list(selectors.components_of_page(page))
    with django_assert_num_queries(1):
        assert len(selectors.bars_of_components(components, page=page, now=minutes(DAY))) == 8
    with django_assert_num_queries(1):
        selectors.amounts_of_components(
            components, page=page, start=minutes(0), end=minutes(DAY), now=minutes(DAY)
        )
    with django_assert_num_queries(2):
        assert len(selectors.bars_of_page(page, now=minutes(DAY))) == 8
    with django_assert_num_queries(2):
        assert len(selectors.uptime_of_components(components, now=minutes(DAY))) == 8
    with django_assert_num_queries(1):
        assert len(selectors.periods_packed([c.pk for c in components], minutes(0), minutes(DAY))) == 8
    with django_assert_num_queries(1):
        assert len(selectors.open_claims_of(c.pk for c in components)) == 8


def test_the_overall_status_leaves_hidden_and_unknown_components_out(page: Page) -> None:
    assert selectors.page_overall(page) == "unknown"
    make_component(page, "silent", status=None)
    make_component(page, "up")
    make_component(page, "hidden", status="major_outage", visible=False)
    assert selectors.page_overall(page) == "operational"
    make_component(page, "slow", status="degraded_performance")
    assert selectors.page_overall(page) == "degraded_performance"
