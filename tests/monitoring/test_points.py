"""Points of metrics, as they come in."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from monitoring import services
from monitoring.models import DataPoint, Metric
from statuspage.exceptions import Conflict, Invalid
from statuspage.models import Event, Page
from tests.monitoring.making import BY, NOW, make_check, seconds
from tests.rows import each

pytestmark = pytest.mark.django_db


@pytest.fixture
def metric(page: Page) -> Metric:
    """A metric of the page."""
    return services.metric_create(page=page, name="Errors", by=BY, now=NOW)


def add(metric: Metric, *points: tuple[float, float], **options: Any) -> list[tuple[float, float]]:
    """Points by seconds after the beginning; what was stored, in the same way."""
    given = {metric.uid: [(seconds(at), value) for at, value in points]}
    stored = services.points_add(page=metric.page, points=given, by=BY, now=NOW, **options)
    return [((at - NOW).total_seconds(), value) for at, value in stored[metric.uid]]


def test_it_keeps_one_value_per_minute(metric: Metric) -> None:
    assert add(metric, (-61, 4), (-130, 1), (-121, 2), (-5, 3)) == [(-180, 2), (-120, 4), (-60, 3)]
    assert add(metric, (-119.5, 11.6)) == [(-120, 11.6)]
    rows = DataPoint.objects.order_by("minute").values_list("minute", "value")
    assert list(rows) == [(seconds(-180), 2), (seconds(-120), 11.6), (seconds(-60), 3)]
    metric.refresh_from_db()
    assert (metric.last_point_at, metric.last_value) == (seconds(-60), 3)


def test_it_writes_nothing_into_the_journal(metric: Metric) -> None:
    before = Event.objects.count(), Page.objects.values_list("revision", "sequence").get(pk=metric.page_id)
    updated_at = metric.updated_at
    add(metric, (-60, 1))
    assert before == (
        Event.objects.count(),
        Page.objects.values_list("revision", "sequence").get(pk=metric.page_id),
    )
    metric.refresh_from_db()
    assert metric.updated_at == updated_at


@each(
    ("at", "value", "place"),
    [
        (301, 1, "at"),
        (-30 * 86400 - 1, 1, "at"),
        (-60, float("nan"), "value"),
        (-60, float("inf"), "value"),
        (-60, -1.1e15, "value"),
    ],
)
def test_it_refuses_all_for_one_wrong_point(metric: Metric, at: float, value: float, place: str) -> None:
    with pytest.raises(Invalid) as refused:
        add(metric, (-120, 1), (at, value))
    assert [error.pointer for error in refused.value.errors] == [f"/points/{metric.uid}/1/{place}"]
    assert not DataPoint.objects.exists()


def test_it_leaves_out_what_is_old_where_that_is_wanted(metric: Metric) -> None:
    month = timedelta(days=30).total_seconds()
    assert add(metric, (-month - 1, 1), (-month, 2), (299, 3), drop_old=True) == [(-month, 2), (240, 3)]
    assert add(metric, (-month - 1, 1), drop_old=True) == []


def test_it_takes_points_of_the_pages_living_metrics_only(
    metric: Metric, page: Page, other_page: Page
) -> None:
    with pytest.raises(Invalid, match="no such metric"):
        services.points_add(page=other_page, points={metric.uid: [(seconds(-60), 1.0)]}, by=BY, now=NOW)
    deleted = services.metric_create(page=page, name="Old", by=BY, now=NOW)
    services.metric_delete(metric=deleted, by=BY)
    given = {uid: [(seconds(-60), 1.0)] for uid in (metric.uid, deleted.uid)}
    with pytest.raises(Invalid, match="no such metric"):
        services.points_add(page=page, points=given, by=BY, now=NOW)
    assert not DataPoint.objects.exists()


def test_it_takes_no_points_where_a_source_brings_them(metric: Metric, page: Page) -> None:
    Metric.objects.filter(pk=metric.pk).update(source="check", check_row=make_check(page))
    with pytest.raises(Conflict):
        add(metric, (-60, 1))
    assert add(metric, (-60, 1), fetched=True) == [(-60, 1)]


def test_it_asks_as_often_for_many_points_as_for_few(
    page: Page, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    metrics = [services.metric_create(page=page, name=f"M {n}", by=BY, now=NOW) for n in range(30)]
    few = {metric.uid: [(seconds(-60), 1.0)] for metric in metrics[:2]}
    many = {metric.uid: [(seconds(-60 * n), float(n)) for n in range(1, 101)] for metric in metrics}
    for given in (few, many):
        # The savepoint of the test (two), the metrics with their locks, the points, the metrics again.
        with django_assert_num_queries(5):
            services.points_add(page=page, points=given, by=BY, now=NOW)
    assert DataPoint.objects.count() == 3000
    with pytest.raises(Invalid, match="3000"):
        services.points_add(
            page=page, points={**many, metrics[0].uid: [(seconds(-60), 1.0)] * 101}, by=BY, now=NOW
        )
