"""HTTP checks against real servers."""

import json

import pytest
from werkzeug import Request

from tests.monitoring.probes.running import run, spec_of
from tests.monitoring.probes.servers import answering, page
from tests.remembering import remembering


def test_it_measures_every_phase(httpserver):
    httpserver.expect_request("/health").respond_with_data("fine")
    outcome = run({"url": httpserver.url_for("/health")})
    assert (outcome.ok, outcome.code, outcome.error) == (True, "200", "")
    phases = outcome.phases
    assert phases.dns is None or phases.dns >= 0
    assert 0 < phases.connect < phases.total
    assert 0 < phases.first_byte <= phases.total
    assert phases.tls is None
    assert outcome.latency_ms == phases.total


def test_it_sends_what_the_target_says(httpserver):
    seen: list[Request] = []
    httpserver.expect_request("/in").respond_with_handler(remembering(seen))
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"):
        assert run({"url": httpserver.url_for("/in"), "method": method}).ok, method
    outcome = run(
        {
            "url": httpserver.url_for("/in?a=ä"),
            "method": "post",
            "headers": {"X-One": "1", "X-Empty": "", "Content-Type": "application/json"},
            "body": '{"ü": 1}',
            "auth": {"type": "basic", "username": "us", "password": "pä:ss"},
        }
    )
    assert outcome.ok
    assert [request.method for request in seen] == [
        "GET",
        "POST",
        "PUT",
        "PATCH",
        "DELETE",
        "OPTIONS",
        "HEAD",
        "POST",
    ]
    last = seen[-1]
    assert last.args["a"] == "ä"
    assert last.headers["X-One"] == "1"
    assert last.headers["X-Empty"] == ""
    assert last.get_data().decode() == '{"ü": 1}'
    assert last.authorization is not None
    assert (last.authorization.username, last.authorization.password) == ("us", "pä:ss")
    assert "Content-Type" not in seen[1].headers
    assert seen[0].headers["User-Agent"].startswith("Candor")


def test_it_sends_a_bearer_token(httpserver):
    httpserver.expect_request("/", headers={"Authorization": "Bearer abc"}).respond_with_data("ok")
    assert run({"url": httpserver.url_for("/"), "auth": {"type": "bearer", "token": "abc"}}).ok


@pytest.mark.parametrize(
    ("expected", "status", "error"),
    [
        (["200-299"], 204, ""),
        (["200-299"], 503, "status 503, expected 200-299"),
        (["200", "404"], 404, ""),
        (["500-599"], 500, ""),
        (["200", "301-302"], 418, "status 418, expected 200, 301-302"),
    ],
)
def test_it_compares_the_status(httpserver, expected, status, error):
    httpserver.expect_request("/").respond_with_data("", status=status)
    outcome = run({"url": httpserver.url_for("/"), "expected_status": expected})
    assert (outcome.ok, outcome.code, outcome.error) == (not error, str(status), error)


@pytest.mark.parametrize(
    ("target", "error"),
    [
        ({"body_contains": "all good"}, ""),
        ({"body_contains": "bad"}, "body does not contain “bad”"),
        ({"body_not_contains": "bad"}, ""),
        ({"body_not_contains": "good"}, "body contains “good”"),
        ({"body_regex": r"all\s+g(o+)d"}, ""),
        ({"body_regex": "^good"}, "body does not match ^good"),
    ],
)
def test_it_looks_into_the_body(httpserver, target, error):
    httpserver.expect_request("/").respond_with_data("it is all good, ä")
    outcome = run({"url": httpserver.url_for("/"), **target})
    assert (outcome.ok, outcome.error) == (not error, error)


def test_it_decodes_the_body_by_its_charset(serve):
    server = serve(
        answering(page("grün".encode("latin-1"), headers=b"Content-Type: text/plain; charset=latin-1\r\n"))
    )
    assert run({"url": server.url(), "body_contains": "grün"}).ok


DOCUMENT = {
    "status": "ok",
    "n": 3,
    "on": True,
    "list": [1, 2],
    "parts": [{"name": "db", "s": "up"}, {"name": "q"}],
}


@pytest.mark.parametrize(
    ("path", "op", "value", "ok"),
    [
        ("$.status", "eq", "ok", True),
        ("$.status", "eq", "down", False),
        ("$.status", "ne", "down", True),
        ("$.missing", "ne", "down", False),
        ("$.n", "gt", 2, True),
        ("$.n", "gte", 3, True),
        ("$.n", "lt", 3, False),
        ("$.n", "lte", 3.0, True),
        ("$.n", "gt", "2", False),
        ("$.on", "eq", True, True),
        ("$.on", "eq", 1, False),
        ("$.list", "contains", 2, True),
        ("$.status", "contains", "o", True),
        ("$", "contains", "n", True),
        ("$.parts[0].s", "matches", "^u.$", True),
        ("$.parts[?@.name=='db'].s", "eq", "up", True),
        ("$.parts[*].name", "eq", "q", True),
        ("$.parts[-1].name", "eq", "q", True),
        ("$.missing", "exists", False, True),
        ("$.n", "exists", True, True),
        ("$.n", "exists", False, False),
    ],
)
def test_it_reads_json(httpserver, path, op, value, ok):
    httpserver.expect_request("/").respond_with_data(json.dumps(DOCUMENT), content_type="application/json")
    outcome = run({"url": httpserver.url_for("/"), "json_path": {"path": path, "op": op, "value": value}})
    assert outcome.ok is ok, outcome.error
    assert ok or outcome.error.startswith(path)


@pytest.mark.parametrize("body", [b"<html>", b"[" * 100_000, b"", b"\xff\xfe", b'{"a": 1e999}'])
def test_it_says_when_the_json_cannot_be_used(serve, body):
    server = serve(answering(page(body)))
    outcome = run({"url": server.url(), "json_path": {"path": "$.status", "value": "ok"}})
    assert not outcome.ok
    assert outcome.error in ("body is not valid JSON", '$.status eq "ok" is not so: got nothing')


def test_it_says_when_a_run_was_slow(serve):
    def slow(peer, stop):
        peer.recv(65536)
        stop.wait(0.12)
        peer.sendall(page())

    outcome = run({"url": serve(slow).url()}, degraded_over_ms=100)
    assert (outcome.ok, outcome.degraded) == (True, True)
    outcome = run({"url": serve(slow).url()}, degraded_over_ms=2000)
    assert (outcome.ok, outcome.degraded) == (True, False)


def test_it_chooses_the_ip_version(nameserver, serve):
    server = serve(answering(page()))
    nameserver.names["both.test"] = ["127.0.0.1", "::1"]
    assert run({"url": server.url(host="both.test")}).ok
    assert run({"url": server.url(host="both.test"), "ip_version": "4"}).ok
    assert run({"url": server.url(host="both.test"), "ip_version": "6"}).code == "refused"


def test_it_tries_the_next_address(nameserver, serve):
    server = serve(answering(page()))
    nameserver.names["two.test"] = ["127.0.0.3", "127.0.0.1"]
    outcome = run({"url": server.url(host="two.test")})
    assert outcome.ok
    assert outcome.phases.dns > 0


def test_it_encodes_international_names(nameserver, serve):
    nameserver.names["xn--bcher-kva.test"] = ["127.0.0.1"]
    assert run({"url": serve(answering(page())).url(host="bücher.test")}).ok


def test_an_outcome_survives_the_journey(httpserver):
    httpserver.expect_request("/").respond_with_data("ok")
    spec = spec_of({"url": httpserver.url_for("/")})
    assert type(spec).from_json(json.loads(json.dumps(spec.to_json()))) == spec
    outcome = run({"url": httpserver.url_for("/")}, trace=True)
    assert type(outcome).from_json(json.loads(json.dumps(outcome.to_json()))) == outcome
