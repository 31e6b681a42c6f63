"""Whatever the service: what its failures are taken for, and how far it is waited for and read."""

import gzip
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from monitoring.providers import Away, Limited, ProviderProblem, Refused, Wrong
from tests.monitoring.providers.making import SECRETS, ask, asked

PATH = "/api/v1/query_range"
TOKEN = {"api_token": "very-secret"}


@pytest.fixture
def other() -> Iterator[HTTPServer]:
    """A server at another origin."""
    with HTTPServer() as server:
        yield server


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, Refused),
        (403, Refused),
        (400, Wrong),
        (404, Wrong),
        (422, Wrong),
        (500, Away),
        (503, Away),
        (304, Away),
    ],
)
def test_it_tells_by_the_status_what_is_wrong(
    httpserver: HTTPServer, status: int, kind: type[ProviderProblem]
) -> None:
    httpserver.expect_request(PATH).respond_with_data("{}", status=status)
    with pytest.raises(kind):
        ask(httpserver, "prometheus", "up")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "120"}, 120.0),
        ({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
        ({"Retry-After": "1e9"}, 86400.0),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "nan"}, None),
        ({"X-RateLimit-Reset": "17"}, 17.0),
        ({"Req-Limit-Short": "Remaining: 0 Time until reset: 900"}, 900.0),
        ({"Req-Limit-Short": "Remaining: 5 Time until reset: 900"}, None),
        ({}, None),
    ],
)
def test_it_hears_how_long_to_wait(
    httpserver: HTTPServer, headers: dict[str, str], seconds: float | None
) -> None:
    httpserver.expect_request(PATH).respond_with_data("", status=429, headers=headers)
    with pytest.raises(Limited) as limited:
        ask(httpserver, "prometheus", "up")
    assert limited.value.retry_after == seconds


@pytest.mark.parametrize("body", ["<html>", "", "[[[" * 50_000, '{"a": ', "\x00\xff", "nan"])
def test_it_takes_no_garbage(httpserver: HTTPServer, body: str) -> None:
    httpserver.expect_request(PATH).respond_with_data(body, content_type="application/json")
    with pytest.raises(Wrong):
        ask(httpserver, "prometheus", "up")


def test_it_unpacks_no_bomb(httpserver: HTTPServer) -> None:
    bomb = gzip.compress(b"0" * 200_000_000, 1)
    httpserver.expect_request(PATH).respond_with_data(bomb, headers={"Content-Encoding": "gzip"})
    with pytest.raises(Wrong, match="4 MiB"):
        ask(httpserver, "prometheus", "up")


def test_it_gives_up_on_broken_compression(httpserver: HTTPServer) -> None:
    httpserver.expect_request(PATH).respond_with_data(b"no gzip", headers={"Content-Encoding": "gzip"})
    with pytest.raises(Wrong):
        ask(httpserver, "prometheus", "up")


def test_it_carries_credentials_to_no_other_origin(httpserver: HTTPServer, other: HTTPServer) -> None:
    other.expect_request(PATH).respond_with_data("", status=401)
    httpserver.expect_request(PATH).respond_with_data(
        "", status=302, headers={"Location": other.url_for(PATH)}
    )
    with pytest.raises(Away, match="redirects"):
        ask(httpserver, "prometheus", "up", secrets=TOKEN)
    (request,) = asked(other)
    assert "very-secret" not in str(request.headers)


def test_it_follows_where_the_origin_stays(httpserver: HTTPServer) -> None:
    found = {"status": "success", "data": {"result": []}}
    httpserver.expect_request(PATH).respond_with_data("", status=307, headers={"Location": "/moved"})
    httpserver.expect_request("/moved", headers={"Authorization": "Bearer very-secret"}).respond_with_json(
        found
    )
    assert ask(httpserver, "prometheus", "up", secrets=TOKEN) == []


def test_it_waits_no_longer_than_its_round(httpserver: HTTPServer) -> None:
    release = threading.Event()

    def hang(_request: Request) -> Response:
        release.wait(30)
        return Response("{}")

    httpserver.expect_request(PATH).respond_with_handler(hang)
    with pytest.raises(Away, match="in time"):
        ask(httpserver, "prometheus", "up", seconds=0.6)
    release.set()


def test_nobody_there_is_no_answer(httpserver: HTTPServer) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        httpserver.port, port = closed.getsockname()[1], httpserver.port
        try:
            with pytest.raises(Away):
                ask(httpserver, "prometheus", "up")
        finally:
            httpserver.port = port


def test_it_connects_to_nothing_inside(httpserver: HTTPServer, settings: Any) -> None:
    httpserver.expect_request(PATH).respond_with_json({})
    settings.CANDOR_EGRESS_ALLOW = ()
    with pytest.raises(Away, match="not allowed"):
        ask(httpserver, "prometheus", "up")
    assert asked(httpserver) == []


def test_it_never_tells_a_secret(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api/v1/query").respond_with_json({"errors": ["Bad\x00 query"]}, status=400)
    with pytest.raises(Wrong) as wrong:
        ask(httpserver, "datadog", "a.b")
    assert str(wrong.value) == 'The service answered with the status 400. ["Bad\\u0000 query"]'
    assert not any(secret in str(wrong.value) for secret in SECRETS.values())
