"""Hours of metrics, and what becomes of single points."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from monitoring import selectors, services, tasks
from monitoring.metric_spans import DAY, MONTH, WEEK
from monitoring.models import DataPoint, DataPointHour, Metric
from monitoring.selectors import Series
from statuspage.models import Page
from tests.monitoring.making import BY, NOW, seconds

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def metric_of(page: Page, rollup: str = "mean", name: str = "Errors") -> Metric:
    return services.metric_create(page=page, name=name, rollup=rollup, by=BY, now=NOW)


def add(metric: Metric, now: datetime, *points: tuple[datetime, float]) -> None:
    services.points_add(page=metric.page, points={metric.uid: points}, by=BY, now=now)


def hours(metric: Metric) -> list[tuple[float, int, float, float, float]]:
    rows = DataPointHour.objects.filter(metric=metric).order_by("start")
    return [((row.start - NOW) / HOUR, row.count, row.total, row.low, row.high) for row in rows]


def series(metric: Metric, span: Any, now: datetime) -> Series:
    found = selectors.metrics_of_page(metric.page)
    return selectors.metric_series(list(found), span=span, now=now)[metric.pk]


def told(one: Series) -> dict[int, float]:
    return {index - len(one.values): value for index, value in enumerate(one.values) if value is not None}


def test_an_hour_is_built_once_it_is_over_and_anew_for_late_points(page: Page) -> None:
    metric = metric_of(page)
    add(metric, NOW, (seconds(-3600), 1), (seconds(-60), 4), (seconds(0), 9))
    assert services.metric_hours_build(now=seconds(179)) == 0
    assert services.metric_hours_build(now=seconds(180)) == 1
    assert services.metric_hours_build(now=seconds(240)) == 0
    assert hours(metric) == [(-1, 2, 5, 1, 4)]
    add(metric, seconds(300), (seconds(-1800), 7), (seconds(-60), 3), (seconds(-5 * 3600), 8))
    assert services.metric_hours_build(now=seconds(360)) == 2
    assert hours(metric) == [(-5, 1, 8, 8, 8), (-1, 3, 11, 1, 7)]


def test_late_points_count_in_the_chart_before_and_after_their_hour_is_built(page: Page) -> None:
    metric = metric_of(page, "sum")
    add(metric, NOW, *((seconds(-3600 * hour), 1) for hour in range(1, 100)))
    services.metric_hours_build(now=seconds(180))
    before = told(series(metric, MONTH, NOW))
    add(metric, NOW, (seconds(-3600 * 50 + 60), 10))
    after = told(series(metric, MONTH, NOW))
    assert {index for index in after if after[index] != before[index]} == {-26}
    assert after[-26] == before[-26] + 10
    services.metric_hours_build(now=seconds(180))
    assert told(series(metric, MONTH, NOW)) == after


def test_it_goes_on_where_it_was(page: Page) -> None:
    metric = metric_of(page)
    add(metric, NOW, *((seconds(-3600 * hour), hour) for hour in range(1, 120)))
    assert services.metric_hours_build(now=seconds(180), seconds=0) == 0
    assert services.metric_hours_build(now=seconds(180)) == 119
    assert [row[0] for row in hours(metric)] == list(range(-119, 0))


def test_the_upkeep_builds_hours_and_deletes_points(page: Page) -> None:
    metric, now = metric_of(page), timezone.now()
    add(metric, now, (now - 2 * HOUR, 1))
    tasks.rollup()
    assert DataPointHour.objects.count() == 1
    DataPoint.objects.update(minute=now - timedelta(days=31))
    tasks.retain()
    assert not DataPoint.objects.exists()


def test_points_go_after_thirty_days_and_their_hours_stay(page: Page) -> None:
    metric = metric_of(page)
    add(metric, NOW, (seconds(-7200), 1), (seconds(-7140), 2), (seconds(-60), 3))
    month = NOW + timedelta(days=30)
    assert services.points_retain(now=month) == 0, "they are in no hour yet"
    services.metric_hours_build(now=month)
    assert services.points_retain(now=month + HOUR - timedelta(minutes=1)) == 2
    assert services.points_retain(now=month + HOUR) == 1
    assert not DataPoint.objects.exists()
    assert hours(metric) == [(-2, 2, 3, 1, 2), (-1, 1, 3, 3, 3)]
    services.metric_hours_build(now=month + HOUR)
    assert len(hours(metric)) == 2


@pytest.mark.parametrize(
    ("rollup", "value", "last"),
    [
        ("mean", 3.5, 6),
        ("mean_rounded", 4, 6),
        ("sum", 14, 14),
        ("min", 2, 6),
        ("max", 6, 6),
        ("count", 4, 4),
    ],
)
@pytest.mark.parametrize("span", [DAY, WEEK, MONTH])
def test_a_bucket_shows_what_the_metric_makes_of_its_values(
    page: Page, rollup: str, value: float, last: float, span: Any
) -> None:
    metric = metric_of(page, rollup)
    add(metric, NOW, *((seconds(60 * minute), given) for minute, given in enumerate((2, 3, 3, 6))))
    found = series(metric, span, seconds(240))
    assert told(found) == {-1: value}
    assert (found.total, found.mean, found.last) == (14, 3.5, last)
    assert found.at(len(found.values) - 1) == NOW
    assert len(found.values) == {"day": 288, "week": 336, "month": 336}[found.span.word]


@pytest.mark.parametrize(("span", "queries"), [(DAY, 1), (WEEK, 1), (MONTH, 2)])
def test_it_asks_as_often_for_many_metrics_as_for_one(
    page: Page, django_assert_num_queries: Any, span: Any, queries: int
) -> None:
    metrics = [metric_of(page, name=f"M {number}") for number in range(12)]
    for metric in metrics:
        add(metric, NOW, (seconds(-86400), 1), (NOW, 1))
    services.metric_hours_build(now=seconds(180))
    found = list(selectors.metrics_of_page(page))
    for some in (found[:1], found):
        with django_assert_num_queries(queries):
            selectors.metric_series(some, span=span, now=NOW)
    assert selectors.metric_series([], span=span, now=NOW) == {}
