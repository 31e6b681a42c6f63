"""Rounds of fetching, with a local server that speaks Prometheus' API."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from monitoring import selectors, services
from monitoring.models import DataPoint, Metric, MetricsProvider
from statuspage.models import Event, Page
from tests.monitoring.making import BY, NOW, seconds
from tests.monitoring.providers.making import asked, make_provider

pytestmark = pytest.mark.django_db

PATH = "/api/v1/query_range"
MONTH = timedelta(days=30)


def series(request: Request) -> Response:
    """A server on which every metric says the number of the day."""
    start, end, step = (int(request.args[name]) for name in ("start", "end", "step"))
    values = [[moment, str(moment // 86400)] for moment in range(start, end + 1, step)]
    return Response(json.dumps({"status": "success", "data": {"result": [{"values": values}]}}))


@pytest.fixture
def metric(page: Page, httpserver: HTTPServer) -> Metric:
    httpserver.expect_request(PATH).respond_with_handler(series)
    provider = make_provider(page, httpserver, now=NOW)
    return new_metric(provider)


def new_metric(provider: MetricsProvider, name: str = "Requests") -> Metric:
    return services.metric_create(
        page=provider.page, provider=provider, name=name, identifier="up", by=BY, now=NOW
    )


def provider_of(metric: Metric) -> MetricsProvider:
    assert metric.provider_id is not None
    return MetricsProvider.objects.get(pk=metric.provider_id)


def fetch(metric: Metric, now: datetime = NOW, **given: Any) -> bool:
    assert metric.provider_id is not None
    done = services.provider_fetch(provider_id=metric.provider_id, now=now, **given)
    metric.refresh_from_db()
    return done


def windows(httpserver: HTTPServer) -> list[tuple[int, int, int]]:
    """Seconds before now at which each request began and ended, and its step."""
    base = int(NOW.timestamp())
    return [
        (int(request.args["start"]) - base, int(request.args["end"]) - base, int(request.args["step"]))
        for request in asked(httpserver)
    ]


def test_it_fetches_a_day_and_then_all_that_is_kept(metric: Metric, httpserver: HTTPServer) -> None:
    assert selectors.providers_due(now=NOW).count() == 1
    assert fetch(metric)
    assert windows(httpserver)[:2] == [(-87000, -660, 60), (-600, -120, 60)]
    assert windows(httpserver)[2] == (-87000 - 864000, -87000 - 600, 600)
    assert (metric.backfilled, metric.backfill_percentage, metric.last_fetched_at) == (True, 100, NOW)
    assert metric.last_point_at == seconds(-120)
    points = DataPoint.objects.filter(metric=metric).order_by("minute")
    first = points[0]
    assert first.minute == NOW - MONTH
    assert len(points) == (87000 - 60) / 60 + (30 * 86400 - 87000) / 600
    provider = provider_of(metric)
    assert (provider.last_revalidated_at, provider.next_fetch_at) == (NOW, seconds(60))
    assert (provider.lease_until, provider.last_error, provider.failures) == (None, "", 0)


def test_it_goes_on_from_where_it_was(metric: Metric, httpserver: HTTPServer) -> None:
    fetch(metric)
    httpserver.clear_log()
    assert not fetch(metric, seconds(30))
    assert fetch(metric, seconds(90))
    assert windows(httpserver) == [(-660, -60, 60)]
    assert metric.last_point_at == seconds(-60)
    assert metric.last_fetched_at == seconds(90)


def test_it_makes_up_for_days_without_a_worker(metric: Metric, httpserver: HTTPServer) -> None:
    fetch(metric)
    httpserver.clear_log()
    assert fetch(metric, NOW + timedelta(days=2))
    assert [end - start for start, end, _step in windows(httpserver)] == [86340, 86340, 540]


def test_it_fetches_nothing_that_is_not_due(metric: Metric, httpserver: HTTPServer) -> None:
    provider = provider_of(metric)
    MetricsProvider.objects.filter(pk=provider.pk).update(lease_until=seconds(1))
    assert not fetch(metric)
    MetricsProvider.objects.filter(pk=provider.pk).update(lease_until=None, disabled=True)
    assert not fetch(metric)
    MetricsProvider.objects.filter(pk=provider.pk).update(disabled=False)
    Metric.objects.filter(pk=metric.pk).update(deleted_at=NOW)
    assert not fetch(metric)
    assert asked(httpserver) == []


def test_a_lease_that_ran_out_holds_nobody(metric: Metric) -> None:
    MetricsProvider.objects.filter(metrics=metric).update(lease_until=seconds(-1))
    assert fetch(metric)


def test_it_fetches_anew_what_was_deleted(metric: Metric) -> None:
    fetch(metric)
    services.points_clear(metric=metric, by=BY, now=NOW)
    metric.refresh_from_db()
    assert (metric.backfilled, metric.backfill_percentage) == (False, 0)
    assert fetch(metric, seconds(60))
    assert metric.backfilled
    assert metric.last_point_at == seconds(-60)


def test_it_begins_anew_with_another_identifier(metric: Metric, httpserver: HTTPServer) -> None:
    fetch(metric)
    httpserver.clear_log()
    services.metric_update(metric=metric, changes={"identifier": "down"}, by=BY)
    assert fetch(metric, seconds(60))
    assert asked(httpserver)[0].args["query"] == "down"
    assert len(asked(httpserver)) > 1


@pytest.mark.parametrize(
    "changes", [{"identifier": "down"}, {"deleted_at": NOW}, {"fetched_until": seconds(-3600)}]
)
def test_it_keeps_nothing_of_what_changed_meanwhile(metric: Metric, changes: dict[str, Any]) -> None:
    def change() -> bool:
        return bool(Metric.objects.filter(pk=metric.pk).update(**changes))

    # Asked when the metric has been read, and before its values come.
    fetch(metric, go_on=change)
    assert not DataPoint.objects.filter(metric=metric).exists()
    assert metric.last_fetched_at is None


def test_it_stops_when_its_worker_does(metric: Metric, httpserver: HTTPServer) -> None:
    rounds = iter([True, True])
    assert fetch(metric, go_on=lambda: next(rounds, False))
    assert len(asked(httpserver)) == 2
    assert 0 < metric.backfill_percentage < 99
    assert not metric.backfilled
    assert fetch(metric, seconds(60))
    assert metric.backfilled


def test_it_asks_each_metric_in_its_turn(metric: Metric, httpserver: HTTPServer) -> None:
    other = new_metric(provider_of(metric), "Other")
    once = iter([True])
    fetch(metric, go_on=lambda: next(once, False))
    other.refresh_from_db()
    assert (metric.last_fetched_at, other.last_fetched_at) == (NOW, None)
    once = iter([True])
    fetch(metric, seconds(60), go_on=lambda: next(once, False))
    other.refresh_from_db()
    assert (metric.last_fetched_at, other.last_fetched_at) == (NOW, seconds(60))


def test_it_writes_no_journal_of_points(metric: Metric) -> None:
    before = Event.objects.count()
    fetch(metric)
    assert Event.objects.count() == before


def test_only_what_is_new_crosses_a_threshold(metric: Metric) -> None:
    today = int(NOW.timestamp()) // 86400
    services.metric_update(metric=metric, changes={"threshold_above": today - 0.5}, by=BY)
    for now in (NOW, seconds(60), seconds(120)):
        fetch(metric, now)
    crossings = Event.objects.filter(kind="metric.threshold_crossed")
    assert [event.after and event.after["value"] for event in crossings] == [today]
    assert metric.backfilled
