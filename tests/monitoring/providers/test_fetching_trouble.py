"""What becomes of a provider whose service refuses, is away, or talks nonsense."""

import json
from datetime import timedelta

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from monitoring import services
from monitoring.models import DataPoint, Metric, MetricsProvider
from statuspage.models import Event, Page
from tests.monitoring.making import BY, NOW, seconds
from tests.monitoring.providers.making import asked, make_provider
from tests.monitoring.providers.test_fetching import PATH, fetch, new_metric, provider_of, series

pytestmark = pytest.mark.django_db


@pytest.fixture
def metric(page: Page, httpserver: HTTPServer) -> Metric:
    return new_metric(make_provider(page, httpserver, now=NOW, secrets={"api_token": "old-token"}))


def answer(httpserver: HTTPServer, status: int, **headers: str) -> None:
    httpserver.clear()
    httpserver.expect_request(PATH).respond_with_data("", status=status, headers=headers)


def recover(httpserver: HTTPServer) -> None:
    httpserver.clear()
    httpserver.expect_request(PATH).respond_with_handler(series)


@pytest.mark.parametrize("status", [401, 403])
def test_it_asks_no_more_with_refused_credentials(
    metric: Metric, httpserver: HTTPServer, status: int
) -> None:
    answer(httpserver, status)
    assert fetch(metric)
    provider = provider_of(metric)
    assert provider.disabled
    assert str(status) in provider.last_error
    assert provider.last_revalidated_at is None
    assert not fetch(metric, NOW + timedelta(days=1))
    assert Event.objects.filter(kind="provider.disabled").count() == 1
    recover(httpserver)
    services.provider_update(provider=provider, changes={"api_token": "new-token"}, by=BY, now=NOW)
    assert fetch(metric, seconds(60))
    assert asked(httpserver)[0].headers["Authorization"] == "Bearer new-token"
    provider = provider_of(metric)
    assert (provider.disabled, provider.last_error, provider.last_revalidated_at) == (False, "", seconds(60))


def test_it_backs_off_from_what_is_away(metric: Metric, httpserver: HTTPServer) -> None:
    answer(httpserver, 503)
    now, pauses = NOW, []
    for _round in range(9):
        assert fetch(metric, now)
        provider = provider_of(metric)
        assert provider.next_fetch_at is not None
        pauses.append(int((provider.next_fetch_at - now).total_seconds()) // 60)
        now = provider.next_fetch_at
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert len(asked(httpserver)) == 9
    recover(httpserver)
    assert fetch(metric, now)
    provider = provider_of(metric)
    assert (provider.failures, provider.next_fetch_at, provider.last_error) == (
        0,
        now + timedelta(minutes=1),
        "",
    )


@pytest.mark.parametrize(("said", "waited"), [("900", 900), ("5", 60), ("", 60)])
def test_it_waits_as_long_as_it_is_told(
    metric: Metric, httpserver: HTTPServer, said: str, waited: int
) -> None:
    answer(httpserver, 429, **({"Retry-After": said} if said else {}))
    fetch(metric)
    provider = provider_of(metric)
    assert provider.next_fetch_at == seconds(waited)
    assert not provider.disabled


def test_one_wrong_metric_does_not_stop_the_others(metric: Metric, httpserver: HTTPServer) -> None:
    right = new_metric(provider_of(metric), "Right")
    services.metric_update(metric=metric, changes={"identifier": "sum("}, by=BY)
    told = {"status": "error", "errorType": "bad_data", "error": "parse error: unclosed parenthesis"}

    def judge(request: Request) -> Response:
        return Response(json.dumps(told), 400) if request.args["query"] == "sum(" else series(request)

    httpserver.expect_request(PATH).respond_with_handler(judge)
    fetch(metric)
    right.refresh_from_db()
    provider = provider_of(metric)
    assert right.backfilled
    assert metric.last_fetched_at is None
    assert "Requests: " in provider.last_error
    assert "unclosed parenthesis" in provider.last_error
    assert (provider.failures, provider.next_fetch_at) == (0, seconds(60))


def test_nonsense_from_all_metrics_is_a_failure(metric: Metric, httpserver: HTTPServer) -> None:
    httpserver.expect_request(PATH).respond_with_data("<html>Welcome</html>")
    fetch(metric)
    provider = provider_of(metric)
    assert (provider.failures, provider.disabled, provider.lease_until) == (1, False, None)
    assert not DataPoint.objects.exists()


def test_it_leaves_alone_what_was_changed_meanwhile(metric: Metric, httpserver: HTTPServer) -> None:
    answer(httpserver, 401)

    def change() -> bool:
        provider = provider_of(metric)
        services.provider_update(provider=provider, changes={"api_token": "new"}, by=BY, now=seconds(5))
        return True

    fetch(metric, go_on=change)
    provider = provider_of(metric)
    assert (provider.disabled, provider.next_fetch_at) == (False, seconds(5))


def test_secrets_of_another_installation_are_none(metric: Metric, httpserver: HTTPServer) -> None:
    MetricsProvider.objects.filter(metrics=metric).update(secrets="gAAAAABnonsense")
    recover(httpserver)
    assert fetch(metric)
    assert "Authorization" not in asked(httpserver)[0].headers
