"""Datadog, spoken by a local server."""

import pytest
from pytest_httpserver import HTTPServer

from monitoring.providers import Query, Wrong
from monitoring.providers.datadog import query_text
from tests.monitoring.providers.making import EPOCH, START, ask, asked, at


def series(*points: tuple[float, float | None]) -> dict[str, object]:
    return {"metric": "system.load.1", "pointlist": [[1000.0 * (EPOCH + s), value] for s, value in points]}


def test_it_reads_points_of_milliseconds_and_passes_over_nulls(httpserver: HTTPServer) -> None:
    answer = {"status": "ok", "series": [series((0, 1.5), (60, None), (120, 2.5), (600, 9.0))]}
    httpserver.expect_request("/api/v1/query").respond_with_json(answer)
    assert ask(httpserver, "datadog", "system.load.1") == [(at(0), 1.5), (at(2), 2.5)]
    (request,) = asked(httpserver)
    assert request.args["query"] == "avg:system.load.1{*}.rollup(avg, 60)"
    assert (request.args["from"], request.args["to"]) == (str(EPOCH), str(EPOCH + 600))
    assert request.headers["DD-API-KEY"] == "key-1"
    assert request.headers["DD-APPLICATION-KEY"] == "app-1"


def test_it_takes_the_second_key_as_statuspage_calls_it(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api/v1/query").respond_with_json({"status": "ok", "series": []})
    assert ask(httpserver, "datadog", "a.b", secrets={"api_key": "k", "api_token": "t"}) == []
    assert asked(httpserver)[0].headers["DD-APPLICATION-KEY"] == "t"


@pytest.mark.parametrize(
    ("transform", "value"), [("average", 3.0), ("max", 4.0), ("min", 2.0), ("sum", 6.0), ("count", 6.0)]
)
def test_it_makes_one_of_several_series(httpserver: HTTPServer, transform: str, value: float) -> None:
    answer = {"status": "ok", "series": [series((0, 2.0)), series((0, 4.0))]}
    httpserver.expect_request("/api/v1/query").respond_with_json(answer)
    query = "sum:requests{*} by {host}"
    assert ask(httpserver, "datadog", query, transform=transform) == [(at(0), value)]


@pytest.mark.parametrize(
    ("identifier", "transform", "text"),
    [
        ("nginx.requests", "count", "sum:nginx.requests{*}.rollup(count, 60)"),
        ("max:a.b{env:prod}", "max", "max:a.b{env:prod}.rollup(max, 60)"),
        ("sum:a.b{*} by {host}.as_count()", "sum", "sum:a.b{*} by {host}.as_count().rollup(sum, 60)"),
        ("sum:a.b{*}.rollup(sum, 300)", "sum", "sum:a.b{*}.rollup(sum, 300)"),
        ("sum:a.b{*} / sum:a.c{*}", "average", "sum:a.b{*} / sum:a.c{*}"),
    ],
)
def test_it_completes_what_is_not_a_whole_query(identifier: str, transform: str, text: str) -> None:
    query = Query(
        identifier=identifier, transform=transform, application_id="", start=START, end=at(1), step=60
    )
    assert query_text(query) == text


@pytest.mark.parametrize(
    "answer",
    [
        {"status": "error", "error": "Error parsing query: no such metric"},
        {"status": "ok", "series": None},
        {"message": "fine"},
    ],
)
def test_it_says_when_there_is_no_answer_to_the_query(httpserver: HTTPServer, answer: object) -> None:
    httpserver.expect_request("/api/v1/query").respond_with_json(answer)
    with pytest.raises(Wrong, match="Datadog could not answer"):
        ask(httpserver, "datadog", "no.such")
