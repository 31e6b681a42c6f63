"""Several workers, a server that hangs, and messages as they come."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from config import queues
from monitoring import services, tasks
from monitoring.models import Metric, MetricsProvider
from statuspage.models import Page
from tests.monitoring.making import BY, NOW, seconds
from tests.monitoring.providers.making import asked, make_provider
from tests.monitoring.providers.test_fetching import PATH, new_metric, series


@pytest.fixture
def slow_server() -> Iterator[HTTPServer]:
    """A server of its own, whose only thread may hang."""
    with HTTPServer() as server:
        yield server


def in_threads(count: int, act: Any) -> list[Any]:
    """What comes of doing something in so many threads at once."""
    results: list[Any] = []
    barrier = threading.Barrier(count)

    def run() -> None:
        barrier.wait()
        try:
            results.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


@pytest.mark.django_db(transaction=True)
def test_one_of_many_workers_fetches(page: Page, httpserver: HTTPServer) -> None:
    httpserver.expect_request(PATH).respond_with_handler(series)
    provider = make_provider(page, httpserver, now=NOW)
    metric = new_metric(provider)
    done = in_threads(6, lambda: services.provider_fetch(provider_id=provider.pk, now=NOW))
    assert sorted(done) == [False] * 5 + [True]
    starts = [request.args["start"] for request in asked(httpserver)]
    assert len(starts) == len(set(starts))
    metric.refresh_from_db()
    assert metric.backfilled


@pytest.mark.django_db(transaction=True)
def test_who_hangs_holds_its_own_provider_only(
    page: Page, httpserver: HTTPServer, slow_server: HTTPServer
) -> None:
    release, reached = threading.Event(), threading.Event()

    def hang(_request: Request) -> Response:
        reached.set()
        release.wait(30)
        return Response("{}")

    slow_server.expect_request(PATH).respond_with_handler(hang)
    httpserver.expect_request(PATH).respond_with_handler(series)
    slow = make_provider(page, slow_server, now=NOW)
    fine = make_provider(page, httpserver, now=NOW)
    waiting, metric = new_metric(slow, "Slow"), new_metric(fine, "Fine")
    worker = threading.Thread(target=_fetch_and_close, args=(slow.pk,))
    worker.start()
    assert reached.wait(20)
    # Meanwhile nothing is locked: the other is fetched, and settings can be changed.
    assert not services.provider_fetch(provider_id=slow.pk, now=seconds(1))
    assert services.provider_fetch(provider_id=fine.pk, now=seconds(1))
    services.metric_update(metric=waiting, changes={"name": "Slower"}, by=BY)
    release.set()
    worker.join(30)
    metric.refresh_from_db()
    assert metric.backfilled
    assert MetricsProvider.objects.get(pk=slow.pk).lease_until is None


@pytest.mark.django_db
def test_the_tick_has_fetched_what_is_due(
    page: Page, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    httpserver.expect_request(PATH).respond_with_handler(series)
    provider = make_provider(page, httpserver)
    metric = new_metric(provider)
    sent: list[tuple[Any, ...]] = []
    monkeypatch.setattr(tasks.fetch, "apply_async", lambda args, **options: sent.append((args, options)))
    tasks.providers()
    assert sent == [((provider.pk,), {"expires": tasks.FETCH_EXPIRES})]
    tasks.fetch(*sent.pop()[0])
    tasks.providers()
    assert sent == []
    assert Metric.objects.get(pk=metric.pk).backfilled


def test_what_is_waited_for_has_a_queue_of_its_own() -> None:
    assert queues.task_routes["monitoring.providers"] == {"queue": "tick"}
    assert queues.task_routes["monitoring.fetch"] == {"queue": "fetch"}
    assert "fetch" in {queue.name for queue in queues.task_queues}


def _fetch_and_close(key: int) -> None:
    try:
        services.provider_fetch(provider_id=key, now=NOW)
    finally:
        connection.close()
