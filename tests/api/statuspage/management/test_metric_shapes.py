"""Metrics as the management API shows them."""

import pytest
from pytest_django import DjangoAssertNumQueries

from api.statuspage.management.metrics.shapes import metric_shape, metrics_shape
from monitoring import services
from monitoring.models import Metric, MetricsProvider
from statuspage.models import Page
from tests.monitoring.making import BY, NOW, seconds

pytestmark = pytest.mark.django_db


def test_it_tells_all_that_statuspage_tells(page: Page) -> None:
    metric = services.metric_create(page=page, name="Errors", suffix="/min", decimals=1, y_min=0.5, by=BY)
    services.points_add(page=page, points={metric.uid: [(seconds(0), 4.5)]}, by=BY, now=NOW)
    metric.refresh_from_db()
    told = metric_shape(metric)
    assert told["id"] == metric.uid
    assert told["name"] == "Errors"
    assert (told["suffix"], told["decimal_places"]) == ("/min", 1)
    assert (told["y_axis_min"], told["y_axis_max"], told["y_axis_hidden"]) == (0.5, None, False)
    assert told["most_recent_data_at"] == "2026-05-01T12:00:00.000Z"
    assert (told["last_fetched_at"], told["backfilled"], told["backfill_percentage"]) == (None, False, 0)
    assert (told["metric_identifier"], told["reference_name"]) == (None, "Errors")
    assert told["created_at"].endswith("Z")


def test_what_takes_points_by_api_belongs_to_the_pages_own_provider(
    page: Page, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for name in "ABC":
        services.metric_create(page=page, name=name, by=BY)
    rows = list(Metric.living.filter(page=page))
    with django_assert_num_queries(1):
        told = metrics_shape(rows)
    assert {row["metrics_provider_id"] for row in told} == {MetricsProvider.living.get(page=page).uid}
