"""New Relic, spoken by a local server: NerdGraph and the REST API v2."""

import pytest
from pytest_httpserver import HTTPServer

from monitoring.providers import Wrong
from tests.monitoring.providers.making import EPOCH, ask, asked, at

NRQL = "SELECT average(duration) FROM Transaction WHERE appName = 'shop'"
REST = "/v2/applications/42/metrics/data.json"


def test_it_sends_nrql_with_the_window_to_nerdgraph(httpserver: HTTPServer) -> None:
    rows = [
        {"beginTimeSeconds": EPOCH, "endTimeSeconds": EPOCH + 60, "average.duration": 0.25},
        {"beginTimeSeconds": EPOCH + 60, "endTimeSeconds": EPOCH + 120, "average.duration": None},
        {"beginTimeSeconds": EPOCH + 120, "inspectedCount": 3, "percentile.duration": {"95": 0.5}},
    ]
    answer = {"data": {"actor": {"account": {"nrql": {"results": rows}}}}}
    httpserver.expect_request("/graphql", method="POST").respond_with_json(answer)
    found = ask(httpserver, "newrelic", NRQL, application_id="1234567")
    assert found == [(at(0), 0.25), (at(2), 0.5)]
    (request,) = asked(httpserver)
    assert request.headers["API-Key"] == "key-1"
    assert request.json["variables"] == {
        "account": 1234567,
        "nrql": f"{NRQL} SINCE {EPOCH}000 UNTIL {EPOCH + 600}000 TIMESERIES 60 seconds",
    }


@pytest.mark.parametrize(
    "answer",
    [
        {"data": {"actor": {"account": {"nrql": None}}}, "errors": [{"message": "NRQL Syntax Error"}]},
        {"errors": [{"message": "Account not found"}], "data": None},
        {"data": "fine"},
    ],
)
def test_it_says_what_nerdgraph_says(httpserver: HTTPServer, answer: dict[str, object]) -> None:
    httpserver.expect_request("/graphql").respond_with_json(answer)
    with pytest.raises(Wrong, match="New Relic could not answer"):
        ask(httpserver, "newrelic", NRQL, application_id="1234567")


def test_it_asks_nobody_for_nrql_without_an_account(httpserver: HTTPServer) -> None:
    with pytest.raises(Wrong, match="number of the account"):
        ask(httpserver, "newrelic", NRQL, application_id="shop")
    assert asked(httpserver) == []


def timeslices(**values: float) -> dict[str, object]:
    slices = [{"from": "2026-05-01T12:01:00+00:00", "to": "2026-05-01T12:02:00+00:00", "values": values}]
    return {"metric_data": {"metrics": [{"name": "HttpDispatcher", "timeslices": slices}]}}


def test_it_reads_a_metric_of_an_application(httpserver: HTTPServer) -> None:
    answer = timeslices(average_response_time=12.5, call_count=80, max_response_time=90)
    httpserver.expect_request(REST).respond_with_json(answer)
    found = ask(httpserver, "newrelic", "HttpDispatcher", application_id="42")
    assert found == [(at(1), 12.5)]
    found = ask(httpserver, "newrelic", "HttpDispatcher", application_id="42", transform="count")
    assert found == [(at(1), 80)]
    request = asked(httpserver)[0]
    assert request.headers["X-Api-Key"] == "key-1"
    assert request.args["names[]"] == "HttpDispatcher"
    assert request.args["from"] == "2026-05-01T12:00:00+00:00"
    assert "values[]" not in request.args


def test_it_reads_the_value_that_is_named(httpserver: HTTPServer) -> None:
    httpserver.expect_request(REST).respond_with_json(timeslices(score=0.9, average_value=3))
    assert ask(httpserver, "newrelic", "Apdex:score", application_id="42") == [(at(1), 0.9)]
    request = asked(httpserver)[0]
    assert (request.args["names[]"], request.args["values[]"]) == ("Apdex", "score")


def test_it_keeps_to_the_path_of_the_application(httpserver: HTTPServer) -> None:
    with pytest.raises(Wrong):
        ask(httpserver, "newrelic", "HttpDispatcher", application_id="../../accounts")
    assert asked(httpserver) == []
