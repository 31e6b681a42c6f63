"""Whose turn it is, how much one round may ask, and when the past counts as over."""

import json
from datetime import timedelta

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from monitoring import services
from monitoring.models import Metric
from statuspage.models import Page
from tests.monitoring.making import BY, NOW, seconds
from tests.monitoring.providers.making import asked, make_provider
from tests.monitoring.providers.test_fetching import PATH, fetch, new_metric, provider_of, series

pytestmark = pytest.mark.django_db

DAY = 86_400


@pytest.fixture
def metric(page: Page, httpserver: HTTPServer) -> Metric:
    return new_metric(make_provider(page, httpserver, now=NOW))


def rejected() -> Response:
    return Response(json.dumps({"status": "error", "error": "beyond retention"}), 422)


def without_past(request: Request) -> Response:
    """A server that has nothing of before the last two days."""
    is_old = int(request.args["start"]) < NOW.timestamp() - 2 * DAY
    return rejected() if is_old else series(request)


def test_wrong_metrics_keep_nobody_waiting(page: Page, httpserver: HTTPServer) -> None:
    points = [[int(seconds(-300).timestamp()) * 1000, 7]]

    def judge(request: Request) -> Response:
        if "wrong" in request.args["query"]:
            return Response(json.dumps({"errors": ["no such metric"]}), 400)
        return Response(json.dumps({"status": "ok", "series": [{"pointlist": points}]}))

    httpserver.expect_request("/api/v1/query").respond_with_handler(judge)
    keys = {"api_key": "k", "application_key": "a"}
    provider = make_provider(page, httpserver, "datadog", now=NOW, secrets=keys)
    for number in range(60):
        services.metric_create(
            page=page, provider=provider, name=f"Wrong {number}", identifier="wrong", by=BY, now=NOW
        )
    right = services.metric_create(
        page=page, provider=provider, name="Right", identifier="right", by=BY, now=NOW
    )
    now = NOW
    for _round in range(4):
        fetch(right, now)
        now = provider_of(right).next_fetch_at or now
    assert right.last_fetched_at is not None


def test_a_refused_past_is_over_after_several_rounds(metric: Metric, httpserver: HTTPServer) -> None:
    httpserver.expect_request(PATH).respond_with_handler(without_past)
    for turn in range(4):
        fetch(metric, seconds(60 * turn))
        assert not metric.backfilled
    fetch(metric, seconds(240))
    assert (metric.backfilled, metric.backfill_percentage) == (True, 100)


@pytest.mark.parametrize("status", [200, 404])
def test_one_answer_that_is_none_does_not_end_the_past(
    metric: Metric, httpserver: HTTPServer, status: int
) -> None:
    httpserver.expect_ordered_request(PATH).respond_with_handler(series)
    httpserver.expect_ordered_request(PATH).respond_with_handler(series)
    httpserver.expect_ordered_request(PATH).respond_with_data("<html>Welcome</html>", status=status)
    fetch(metric)
    assert metric.backfill_percentage < 100
    httpserver.clear()
    httpserver.expect_request(PATH).respond_with_handler(series)
    fetch(metric, seconds(60))
    assert metric.backfilled
    assert services.points_clear(metric=metric, by=BY, now=seconds(60)) > 30 * DAY / 600


def test_nonsense_never_ends_the_past(metric: Metric, httpserver: HTTPServer) -> None:
    def nonsense(request: Request) -> Response:
        answer = without_past(request)
        return answer if answer.status_code == 200 else Response("<html>Welcome</html>")

    httpserver.expect_request(PATH).respond_with_handler(nonsense)
    for turn in range(8):
        fetch(metric, seconds(60 * turn))
    assert not metric.backfilled


def test_the_past_waits_while_nothing_new_comes(metric: Metric, httpserver: HTTPServer) -> None:
    httpserver.expect_request(PATH).respond_with_handler(series)
    once = iter([True, True])
    fetch(metric, go_on=lambda: next(once, False))
    httpserver.clear()
    httpserver.expect_request(PATH).respond_with_handler(lambda _request: rejected())
    now = seconds(60)
    for _round in range(8):
        fetch(metric, now)
        now = provider_of(metric).next_fetch_at or now
    assert not metric.backfilled
    assert len(asked(httpserver)) == 8


def test_it_rests_as_long_as_its_requests_are_worth(page: Page, httpserver: HTTPServer) -> None:
    full = json.dumps({"results": [{"time": 1, "status": "up", "responsetime": 1}] * 1000})
    httpserver.expect_request("/api/3.1/results/7").respond_with_data(full)
    provider = make_provider(page, httpserver, "pingdom", now=NOW, secrets={"api_token": "t"})
    metric = services.metric_create(
        page=page, provider=provider, name="Load", identifier="7", transform="max", by=BY, now=NOW
    )
    fetch(metric)
    made = len(asked(httpserver))
    assert made >= 44
    # A hundred in an hour.
    assert provider_of(metric).next_fetch_at == NOW + timedelta(hours=made / 100)


def test_it_stops_with_its_worker_in_the_middle_of_an_answer(page: Page, httpserver: HTTPServer) -> None:
    full = json.dumps({"results": [{"time": 1, "status": "up", "responsetime": 1}] * 1000})
    httpserver.expect_request("/api/3.1/results/7").respond_with_data(full)
    provider = make_provider(page, httpserver, "pingdom", now=NOW, secrets={"api_token": "t"})
    metric = services.metric_create(page=page, provider=provider, name="Load", identifier="7", by=BY, now=NOW)
    rounds = iter([True, True, True])
    fetch(metric, go_on=lambda: next(rounds, False))
    assert len(asked(httpserver)) == 3
    provider = provider_of(metric)
    assert (provider.failures, provider.last_error, metric.last_fetched_at) == (0, "", None)
