"""A metric that crosses a threshold is told once per crossing."""

import threading
from typing import Any

import pytest
from django.db import connection, connections

from monitoring import services
from monitoring.models import Metric
from statuspage.models import Event, Page
from tests.monitoring.making import BY, NOW, seconds
from tests.rows import each

KIND = "metric.threshold_crossed"


def metric_of(page: Page, **fields: Any) -> Metric:
    given = {"threshold_above": 10, "threshold_below": 2, **fields}
    return services.metric_create(page=page, name="Errors", by=BY, now=NOW, **given)


def add(metric: Metric, first: int, *values: float) -> None:
    """One value a minute from so many minutes after the beginning."""
    points = [(seconds(60 * (first + n)), value) for n, value in enumerate(values)]
    services.points_add(page=metric.page, points={metric.uid: points}, by=BY, now=points[-1][0])


def told() -> list[tuple[str, float]]:
    rows = Event.objects.filter(kind=KIND).order_by("pk").values_list("after", flat=True)
    return [(row["side"], row["value"]) for row in rows if row is not None]


@pytest.mark.django_db
@each(
    ("given", "expected"),
    [
        ([[5], [11.6], [12], [13]], [("above", 11.6)]),
        ([[11], [10], [12]], [("above", 11), ("above", 12)]),
        ([[5, 11, 5]], [("above", 11)]),
        ([[11, 5, 12, 5], [5], [1]], [("above", 12), ("below", 1)]),
        ([[11], [1], [1], [3]], [("above", 11), ("below", 1)]),
        ([[10], [2]], []),
    ],
)
def test_it_is_told_once_per_crossing(
    page: Page, given: list[list[float]], expected: list[tuple[str, float]]
) -> None:
    metric, minute = metric_of(page), 0
    for values in given:
        add(metric, minute, *values)
        minute += len(values)
    assert told() == expected


@pytest.mark.django_db
def test_it_tells_what_was_crossed_where(page: Page) -> None:
    metric = metric_of(page)
    add(metric, 0, 11.6)
    event = Event.objects.get(kind=KIND)
    assert (event.subject_uid, event.subject_label, event.page_uid) == (metric.uid, "Errors", page.uid)
    assert event.after == {
        "value": 11.6,
        "threshold": 10.0,
        "side": "above",
        "at": "2026-05-01T12:00:00Z",
    }


@pytest.mark.django_db
def test_late_points_and_moved_thresholds_cross_nothing(page: Page) -> None:
    metric = metric_of(page)
    add(metric, 10, 5)
    add(metric, 3, 99)
    services.metric_update(metric=metric, changes={"threshold_above": 4}, by=BY)
    add(metric, 11, 6)
    assert told() == []
    services.metric_update(metric=metric, changes={"threshold_above": 7}, by=BY)
    add(metric, 12, 8)
    assert told() == [("above", 8)]


@pytest.mark.django_db(transaction=True)
def test_one_of_many_at_once_crosses(page: Page) -> None:
    metric = metric_of(page)
    barrier, wrong = threading.Barrier(8), []

    def deliver(number: int) -> None:
        try:
            barrier.wait()
            add(metric, 0, 11 + number)
        except Exception as error:
            wrong.append(error)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=deliver, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(told()) == 1, connection.vendor
