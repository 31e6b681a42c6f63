"""Pingdom, spoken by a local server."""

import json
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from monitoring.providers import Wrong
from tests.monitoring.providers.making import EPOCH, ask, asked, at

RESULTS = "/api/3.1/results/85975"
HOURS = "/api/3.1/summary.performance/85975"


def result(second: int, time: int | None, status: str = "up") -> dict[str, Any]:
    row: dict[str, Any] = {"probeid": 33, "time": EPOCH + second, "status": status}
    return row if time is None else {**row, "responsetime": time}


def test_it_reads_response_times_of_what_was_up(httpserver: HTTPServer) -> None:
    rows = [result(70, 200), result(65, None, "down"), result(61, 100), result(5, 91)]
    httpserver.expect_request(RESULTS).respond_with_json({"results": rows, "activeprobes": [33]})
    assert ask(httpserver, "pingdom", "85975") == [(at(0), 91.0), (at(1), 150.0)]
    request = asked(httpserver)[0]
    assert request.headers["Authorization"] == "Bearer token-1"
    assert (request.args["from"], request.args["to"]) == (str(EPOCH), str(EPOCH + 600))
    counts = ask(httpserver, "pingdom", "85975", transform="count")
    assert counts == [(at(0), 1), (at(1), 2)]


def test_it_reads_uptime_in_percent(httpserver: HTTPServer) -> None:
    rows = [result(70, 200), result(65, None, "down"), result(5, 91), result(130, None, "paused")]
    httpserver.expect_request(RESULTS).respond_with_json({"results": rows})
    assert ask(httpserver, "pingdom", "85975:uptime") == [(at(0), 100.0), (at(1), 50.0)]


def test_it_turns_the_pages(httpserver: HTTPServer) -> None:
    def page(request: Request) -> Response:
        offset, limit = int(request.args["offset"]), int(request.args["limit"])
        rows = [result(second, 10) for second in range(1440 * 60 - 60, -1, -60)][offset : offset + limit]
        return Response(json.dumps({"results": rows}))

    httpserver.expect_request(RESULTS).respond_with_handler(page)
    found = ask(httpserver, "pingdom", "85975", minutes=1440)
    assert len(found) == 1440
    assert [request.args["offset"] for request in asked(httpserver)] == ["0", "1000"]


def test_it_reads_the_past_by_the_hour(httpserver: HTTPServer) -> None:
    hours = [
        {"starttime": EPOCH, "avgresponse": 240, "uptime": 2700, "downtime": 900, "unmonitored": 0},
        {"starttime": EPOCH + 3600, "avgresponse": 0, "uptime": 0, "downtime": 0, "unmonitored": 3600},
    ]
    httpserver.expect_request(HOURS).respond_with_json({"summary": {"hours": hours}})
    given: dict[str, Any] = {"minutes": 180, "step": 3600}
    assert ask(httpserver, "pingdom", "85975", **given) == [(at(0), 240.0)]
    assert ask(httpserver, "pingdom", "85975:uptime", **given) == [(at(0), 75.0)]
    assert asked(httpserver)[0].args["resolution"] == "hour"


@pytest.mark.parametrize("identifier", ["shop", "85975/../1", "-1", "85975:errors"])
def test_it_asks_for_checks_by_their_number(httpserver: HTTPServer, identifier: str) -> None:
    with pytest.raises(Wrong, match="number of a check"):
        ask(httpserver, "pingdom", identifier)
    assert asked(httpserver) == []
