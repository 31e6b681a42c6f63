"""`/metrics-display/<id>/<span>.json`: what charts draw, for everybody who sees the chart."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from monitoring import services
from monitoring.models import Metric
from statuspage import services as pages
from statuspage.models import Page
from statuspage.publishing import publication_of
from tests.api.statuspage.conftest import BY

SPANS = [("day", 288, 300), ("week", 336, 1800), ("month", 336, 7200)]


@pytest.fixture
def metric(page: Page) -> Metric:
    metric = services.metric_create(page=page, name="Errors", suffix="/min", identifier="top.secret", by=BY)
    now = timezone.now()
    points = [(now - timedelta(minutes=30), 4.0), (now, 8.0)]
    services.points_add(page=page, points={metric.uid: points}, by=BY, now=now)
    return metric


@pytest.mark.parametrize("base", ["", "/pages/status"])
@pytest.mark.parametrize(("word", "count", "interval"), SPANS)
def test_it_tells_every_bucket(
    client: Client, metric: Metric, base: str, word: str, count: int, interval: int
) -> None:
    response = client.get(f"{base}/metrics-display/{metric.uid}/{word}.json")
    assert response["Access-Control-Allow-Origin"] == "*"
    told: dict[str, Any] = response.json()
    assert told["period"] == {"count": count, "interval": interval, "identifier": word}
    assert told["summary"] == {"sum": 12.0, "mean": 6.0, "last": 8.0}
    (one,) = told["metrics"]
    assert (one["metric"]["id"], one["metric"]["suffix"]) == (metric.uid, "/min")
    assert one["summary"] == {"sum": 12.0, "mean": 6.0}
    times = [row["timestamp"] for row in one["data"]]
    assert times == list(range(times[0], times[0] + count * interval, interval))
    values = [row["value"] for row in one["data"] if row["value"] is not None]
    assert values in ([4.0, 8.0], [6.0])
    assert "top.secret" not in response.content.decode()
    assert publication_of(response) is not None


def test_it_tells_of_a_metric_without_points(client: Client, page: Page) -> None:
    empty = services.metric_create(page=page, name="New", by=BY)
    told = client.get(f"/metrics-display/{empty.uid}/day.json").json()
    assert told["summary"] == {"sum": None, "mean": None, "last": None}
    assert {row["value"] for row in told["metrics"][0]["data"]} == {None}


def test_it_hides_what_charts_hide(client: Client, page: Page, metric: Metric, other_page: Page) -> None:
    path = f"/metrics-display/{metric.uid}/day.json"
    assert client.get(path).status_code == 200
    assert client.get(f"/pages/{other_page.slug}{path}").status_code == 404
    assert client.get(f"/metrics-display/{metric.uid}/year.json").status_code == 404
    assert client.post(path).status_code == 405
    services.metric_update(metric=metric, changes={"display": False}, by=BY)
    assert client.get(path).status_code == 404
    component = pages.component_create(page=page, name="Backdoor", visible=False, by=BY)
    services.metric_update(metric=metric, changes={"display": True, "component": component}, by=BY)
    assert client.get(path).status_code == 404


def test_a_restricted_page_tells_strangers_nothing(client: Client, page: Page, metric: Metric) -> None:
    pages.page_update(page=page, changes={"visibility": "restricted"}, by=BY)
    response = client.get(f"/metrics-display/{metric.uid}/day.json")
    assert response.status_code == 404
    assert "Errors" not in response.content.decode()


def test_it_asks_a_few_questions(
    client: Client, metric: Metric, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(6):
        client.get(f"/metrics-display/{metric.uid}/month.json")
