"""Librato, spoken by a local server: measurements with tags, and metrics with sources."""

import base64
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from monitoring.providers import Wrong
from tests.monitoring.providers.making import EPOCH, ask, asked, at

NEW, OLD = "/v1/measurements/app.requests", "/v1/metrics/app.requests"


def series(*points: tuple[int, float]) -> dict[str, Any]:
    return {"tags": {}, "measurements": [{"time": EPOCH + s, "value": value} for s, value in points]}


def read(httpserver: HTTPServer, transform: str = "average") -> Any:
    return ask(httpserver, "librato", "app.requests", transform=transform, email="ops@acme.example")


def test_it_reads_measurements(httpserver: HTTPServer) -> None:
    answer = {"resolution": 60, "series": [series((0, 4.0), (60, 6.0)), series((0, 8.0))]}
    httpserver.expect_request(NEW).respond_with_json(answer)
    assert read(httpserver) == [(at(0), 6.0), (at(1), 6.0)]
    assert read(httpserver, "sum") == [(at(0), 12.0), (at(1), 6.0)]
    request = asked(httpserver)[0]
    user = base64.b64encode(b"ops@acme.example:token-1").decode()
    assert request.headers["Authorization"] == f"Basic {user}"
    assert (request.args["resolution"], request.args["summary_function"]) == ("60", "average")


def test_it_turns_pages_without_following_their_links(httpserver: HTTPServer) -> None:
    link = f"https://elsewhere.example/v1/measurements/app.requests?start_time={EPOCH + 300}&resolution=60"
    first = {"series": [series((0, 1.0))], "links": [{"rel": "next", "href": link}]}
    second = {"series": [series((300, 2.0))], "links": []}
    httpserver.expect_ordered_request(NEW).respond_with_json(first)
    httpserver.expect_ordered_request(NEW).respond_with_json(second)
    assert read(httpserver) == [(at(0), 1.0), (at(5), 2.0)]
    assert [request.args["start_time"] for request in asked(httpserver)] == [str(EPOCH), str(EPOCH + 300)]


def test_it_ends_where_pages_go_round(httpserver: HTTPServer) -> None:
    link = f"/v1/measurements/app.requests?start_time={EPOCH}"
    answer = {"series": [series((0, 1.0))], "links": [{"rel": "next", "href": link}]}
    httpserver.expect_request(NEW).respond_with_json(answer)
    assert read(httpserver) == [(at(0), 1.0)]
    assert len(asked(httpserver)) == 1


def test_it_asks_for_sources_where_there_are_no_tags(httpserver: HTTPServer) -> None:
    row = {"measure_time": EPOCH, "value": 3, "count": 4, "sum": 10, "min": 1, "max": 5}
    httpserver.expect_request(NEW).respond_with_json({"errors": {"request": ["Not Found"]}}, status=404)
    httpserver.expect_request(OLD).respond_with_json({"measurements": {"web1": [row], "web2": [row]}})
    assert read(httpserver) == [(at(0), 2.5)]
    assert read(httpserver, "max") == [(at(0), 5.0)]
    assert read(httpserver, "count") == [(at(0), 8.0)]


def test_it_says_when_neither_knows_the_metric(httpserver: HTTPServer) -> None:
    httpserver.expect_request(NEW).respond_with_json({"errors": "no such metric"}, status=404)
    httpserver.expect_request(OLD).respond_with_json({}, status=404)
    with pytest.raises(Wrong, match="404"):
        read(httpserver)
