"""Points that come late while hours are being built are in their hours all the same."""

import threading
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connections

from monitoring import selectors, services
from monitoring.metric_spans import MONTH
from monitoring.models import DataPoint, DataPointHour
from statuspage.models import Page
from tests.monitoring.making import BY, NOW, seconds

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)
LATER = seconds(180)


def at_once(*acts: Callable[[], object]) -> list[Exception]:
    barrier, wrong = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            barrier.wait()
            act()
        except Exception as error:
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def test_no_late_point_is_missing_in_its_hour(page: Page) -> None:
    metric = services.metric_create(page=page, name="Errors", rollup="count", by=BY, now=NOW)

    def deliver(minute: int) -> None:
        for hour in range(1, 60, 7):
            at = NOW - HOUR * hour + timedelta(minutes=minute)
            services.points_add(page=page, points={metric.uid: [(at, minute)]}, by=BY, now=LATER)

    def build() -> None:
        for _time in range(6):
            services.metric_hours_build(now=LATER)

    def sender(minute: int) -> Callable[[], None]:
        return lambda: deliver(minute)

    assert at_once(sender(1), sender(2), build, sender(3), sender(4), build) == []
    services.metric_hours_build(now=LATER)
    counted: dict[datetime, int] = defaultdict(int)
    for at in DataPoint.objects.values_list("minute", flat=True):
        counted[at.replace(minute=0)] += 1
    assert dict(DataPointHour.objects.values_list("start", "count")) == dict(counted)
    assert sum(counted.values()) == 9 * 4
    found = list(selectors.metrics_of_page(page))
    drawn = selectors.metric_series(found, span=MONTH, now=NOW)[metric.pk].values
    assert sum(value or 0 for value in drawn) == 9 * 4
