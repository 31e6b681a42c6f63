"""Prometheus, spoken by a local server."""

import base64
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from monitoring.providers import Wrong
from tests.monitoring.providers.making import EPOCH, ask, asked, at

PATH = "/api/v1/query_range"
QUERY = 'sum(rate(http_requests_total{job="api"}[5m]))'


def matrix(*series: list[Any]) -> dict[str, Any]:
    result = [{"metric": {}, "values": values} for values in series]
    return {"status": "success", "data": {"resultType": "matrix", "result": result}}


def test_it_reads_a_matrix_without_what_is_no_number(httpserver: HTTPServer) -> None:
    values = [[EPOCH, "1.5"], [EPOCH + 60.5, "NaN"], [EPOCH + 120, "+Inf"], [EPOCH + 180, "1e3"], [0, "7"]]
    httpserver.expect_request(PATH).respond_with_json(matrix(values))
    assert ask(httpserver, "prometheus", QUERY) == [(at(0), 1.5), (at(3), 1000.0)]
    request = asked(httpserver)[0]
    assert request.args["query"] == QUERY
    assert (request.args["start"], request.args["end"]) == (str(EPOCH), str(EPOCH + 540))
    assert request.args["step"] == "60"


@pytest.mark.parametrize(
    ("transform", "value"), [("average", 3.0), ("max", 4.0), ("min", 2.0), ("sum", 6.0), ("count", 2.0)]
)
def test_it_makes_one_of_several_series(httpserver: HTTPServer, transform: str, value: float) -> None:
    httpserver.expect_request(PATH).respond_with_json(matrix([[EPOCH, "2"]], [[EPOCH, "4"]]))
    assert ask(httpserver, "prometheus", "up", transform=transform) == [(at(0), value)]


@pytest.mark.parametrize(
    ("email", "secrets", "sent"),
    [
        ("", {}, None),
        ("", {"api_token": "t"}, "Bearer t"),
        ("reader", {"password": "p"}, "Basic " + base64.b64encode(b"reader:p").decode()),
    ],
)
def test_it_needs_no_credentials(
    httpserver: HTTPServer, email: str, secrets: dict[str, str], sent: str | None
) -> None:
    httpserver.expect_request(PATH).respond_with_json(matrix())
    assert ask(httpserver, "prometheus", "up", email=email, secrets=secrets) == []
    assert asked(httpserver)[0].headers.get("Authorization") == sent


def test_it_asks_below_a_path(httpserver: HTTPServer) -> None:
    httpserver.expect_request(f"/prom{PATH}").respond_with_json(matrix([[EPOCH, "2"]]))
    assert ask(httpserver, "prometheus", "up", path="/prom") == [(at(0), 2.0)]


@pytest.mark.parametrize("answer", [{"status": "success", "data": []}, {"status": "error"}, [], "up", None])
def test_it_takes_nothing_else_for_an_answer(httpserver: HTTPServer, answer: object) -> None:
    httpserver.expect_request(PATH).respond_with_json(answer)
    with pytest.raises(Wrong):
        ask(httpserver, "prometheus", "up")
