"""HTTP checks against servers that do not behave (hardening E13)."""

import gzip
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest

from monitoring.probes import run_batch
from tests.monitoring.probes.running import run, spec_of
from tests.monitoring.probes.servers import answering, dripping, page, resetting, silent


def test_nobody_listens(closed_port):
    outcome = run({"url": f"http://127.0.0.1:{closed_port}/"})
    assert (outcome.ok, outcome.code, outcome.error) == (False, "refused", "connection refused")
    assert outcome.latency_ms is None
    assert not outcome.our_side


HEADER = b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n"


@pytest.mark.parametrize(
    "behave",
    [
        pytest.param(silent, id="E13-silent"),
        pytest.param(dripping(HEADER), id="E13-slow-body"),
        pytest.param(dripping(b"HTTP/1.1 200 OK\r\nX-A: "), id="E13-slow-header"),
        pytest.param(
            dripping(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"), id="E13-chunks"
        ),
        pytest.param(dripping(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"), id="E13-1xx"),
    ],
)
def test_the_deadline_is_total(serve, behave):
    outcome = run({"url": serve(behave).url()}, timeout=0.5)
    assert (outcome.code, outcome.error) == ("timeout", "timed out after 0.5 s")


def test_a_stalling_handshake_ends_at_the_deadline(serve):
    outcome = run({"url": serve(silent).url(scheme="https")}, timeout=0.4)
    assert outcome.code == "timeout"


@pytest.mark.parametrize(
    ("behave", "codes"),
    [
        pytest.param(resetting, {"broken", "incomplete"}, id="E13-reset"),
        pytest.param(
            answering(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"), {"incomplete"}, id="short"
        ),
        pytest.param(answering(b""), {"empty_answer", "broken"}, id="empty"),
        pytest.param(answering(b"hello\r\n"), {"not_http"}, id="E13-http-0.9"),
        pytest.param(answering(b"SSH-2.0-OpenSSH_9.6\r\n"), {"not_http"}, id="ssh"),
        pytest.param(
            answering(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"), {"not_http", "200"}, id="bad-length"
        ),
        pytest.param(
            answering(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 10_000_000),
            {"broken", "failed", "not_http"},
            id="E13-10MB",
        ),
        pytest.param(
            answering(page(b"xx", headers=b"Content-Encoding: gzip\r\n")), {"not_decodable"}, id="bad-gzip"
        ),
    ],
)
def test_broken_answers_are_failures_with_a_reason(serve, behave, codes):
    outcome = run({"url": serve(behave).url()}, timeout=3)
    assert outcome.code in codes
    assert not outcome.our_side
    assert bool(outcome.error) is not outcome.ok


def test_a_thousand_headers_are_survived(serve):
    server = serve(answering(page(headers=b"".join(b"X-%d: y\r\n" % n for n in range(1000)))))
    outcome = run({"url": server.url()}, trace=True)
    assert outcome.ok
    assert len(outcome.trace) < 20
    assert max(len(step.get("headers", {})) for step in outcome.trace) <= 100


def test_a_bomb_is_read_to_one_mebibyte(serve):
    bomb = gzip.compress(b"\0" * (100 * 1024 * 1024))
    server = serve(answering(page(bomb, headers=b"Content-Encoding: gzip\r\n")))
    tracemalloc.start()
    outcome = run({"url": server.url(), "body_not_contains": "x"})
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert outcome.ok
    assert peak < 20 * 1024 * 1024
    outcome = run({"url": server.url(), "json_path": {"path": "$.a", "value": 1}})
    assert outcome.error == "body is larger than 1 MiB, so its JSON was not read"


@pytest.mark.parametrize("pattern", ["(a+)+$", "(.*a){20}", "([a-z]+)*$"])
def test_patterns_run_in_linear_time_E11(serve, pattern):
    server = serve(answering(page(b"a" * (1024 * 1024 - 1) + b"!")))
    outcome = run({"url": server.url(), "body_regex": pattern + "Z"}, timeout=5)
    assert (outcome.code, outcome.ok) == ("200", False)


def test_living_names_do_not_wait_for_dead_ones(nameserver, serve):
    server = serve(answering(page()))
    nameserver.names["alive.test"] = ["127.0.0.1"]
    nameserver.names.update({f"dead{n}.test": None for n in range(60)})
    specs = [spec_of({"url": f"http://dead{n}.test/"}, timeout=1.5) for n in range(60)]
    specs += [spec_of({"url": server.url(host="alive.test")}, timeout=1.5) for _ in range(40)]
    outcomes = run_batch(specs)
    dead, alive = outcomes[:60], outcomes[60:]
    assert {outcome.code for outcome in alive} == {"200"}
    assert all(outcome.latency_ms is not None and outcome.latency_ms < 1000 for outcome in alive)
    assert {outcome.code for outcome in dead} <= {"timeout", "dns_timeout"}
    assert not any(outcome.our_side for outcome in outcomes)


def test_a_missing_name_is_the_targets_fault(nameserver):
    outcome = run({"url": "http://missing.test/"})
    assert (outcome.code, outcome.error, outcome.our_side) == (
        "dns_not_found",
        "the host name does not exist",
        False,
    )


def test_a_dead_resolver_is_our_own_fault_L08(nameserver):
    nameserver.silent = True
    outcome = run({"url": "http://somewhere.test/"}, timeout=0.5)
    assert (outcome.ok, outcome.our_side, outcome.code) == (False, True, "our_side")


def test_a_run_whose_lease_is_over_is_dropped(httpserver):
    begin_before = datetime.now(UTC) - timedelta(seconds=1)
    assert run_batch([spec_of({"url": httpserver.url_for("/")}, begin_before=begin_before)]) == []
    assert httpserver.log == []


def test_a_batch_has_a_deadline_of_its_own(serve):
    outcomes = run_batch([spec_of({"url": serve(silent).url()}, timeout=30)], deadline_seconds=0.3)
    assert [outcome.our_side for outcome in outcomes] == [True]
