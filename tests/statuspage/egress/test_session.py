"""The guarded session against real listeners."""

import gzip
import socket
import threading

import pytest
from werkzeug import Request

from statuspage.egress import FetchFailed, TargetBlocked, guarded_session
from tests.remembering import remembering


@pytest.mark.parametrize("audience", ["operator", "visitor"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "inner.test", "[::ffff:127.0.0.1]"])
def test_it_opens_no_connection_inside_when_nothing_is_allowed(closed, hosts, canary, audience, host):
    hosts({"inner.test": "127.0.0.1", "localhost": "127.0.0.1"})
    with pytest.raises(TargetBlocked):
        guarded_session(audience).fetch("GET", f"http://{host}:{canary.port}/")
    assert canary.accepts == 0


def test_it_opens_no_connection_to_ipv6_loopback(closed, canary6):
    with pytest.raises(TargetBlocked):
        guarded_session("operator").fetch("GET", f"http://[::1]:{canary6.port}/")
    assert canary6.accepts == 0


def test_a_mixed_name_is_refused_whole_S30(closed, hosts, canary):
    hosts({"mixed.test": ["8.8.8.8", "127.0.0.1"]})
    with pytest.raises(TargetBlocked):
        guarded_session("operator").fetch("GET", f"http://mixed.test:{canary.port}/")
    assert canary.accepts == 0


def test_plain_requests_through_the_session_are_guarded_too(closed, canary):
    with pytest.raises(TargetBlocked):
        guarded_session("operator").get(f"http://127.0.0.1:{canary.port}/")
    assert canary.accepts == 0


def test_operators_reach_what_is_allowed_and_visitors_do_not(opened, canary):
    answer = guarded_session("operator").fetch("GET", f"http://127.0.0.1:{canary.port}/")
    assert (answer.status, answer.body) == (200, b"canary")
    with pytest.raises(TargetBlocked):
        guarded_session("visitor").fetch("GET", f"http://127.0.0.1:{canary.port}/")
    assert canary.accepts == 1


def test_the_proxy_of_the_environment_is_ignored_S44(opened, canary, httpserver, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{canary.port}")
    httpserver.expect_request("/direct").respond_with_data("direct")
    answer = guarded_session("operator").fetch("GET", httpserver.url_for("/direct"))
    assert answer.body == b"direct"
    assert canary.accepts == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "place", ["http://169.254.169.254/x", "file:///etc/passwd", "gopher://x/", "ftp://x/", "data:,x"]
)
def test_redirects_to_forbidden_places_are_refused_S35_S36_S37(opened, httpserver, status, place):
    httpserver.expect_request("/go").respond_with_data("", status=status, headers={"Location": place})
    with pytest.raises(TargetBlocked):
        guarded_session("operator").fetch("GET", httpserver.url_for("/go"))


def test_a_redirect_by_name_is_judged_where_it_connects(settings, hosts, httpserver, canary):
    settings.CANDOR_EGRESS_ALLOW = frozenset({"127.0.0.1/32"})
    hosts({"other.test": "127.0.0.2"})
    httpserver.expect_request("/go").respond_with_data(
        "", status=302, headers={"Location": f"http://other.test:{canary.port}/"}
    )
    with pytest.raises(TargetBlocked):
        guarded_session("operator").fetch("GET", httpserver.url_for("/go"))
    assert canary.accepts == 0


def test_credentials_stay_at_their_origin_S36(opened, hosts, httpserver):
    hosts({"second.test": "127.0.0.1"})
    seen: list[Request] = []
    httpserver.expect_request("/same").respond_with_handler(remembering(seen))
    away = f"http://second.test:{httpserver.port}/away"
    httpserver.expect_request("/go").respond_with_data("", status=307, headers={"Location": away})
    httpserver.expect_request("/away").respond_with_handler(remembering(seen))
    guarded_session("operator").fetch(
        "POST",
        httpserver.url_for("/go"),
        headers={"Authorization": "Bearer s", "X-Secret": "s"},
        body=b"secret",
    )
    assert seen[0].path == "/away"
    assert "Authorization" not in seen[0].headers
    assert "X-Secret" not in seen[0].headers
    assert seen[0].data == b""


def test_a_loop_of_redirects_ends_S38(opened, httpserver):
    httpserver.expect_request("/loop").respond_with_data("", status=302, headers={"Location": "/loop"})
    with pytest.raises(FetchFailed) as failure:
        guarded_session("operator").fetch("GET", httpserver.url_for("/loop"))
    assert failure.value.code == "too_many_redirects"
    assert len(httpserver.log) == 6


def test_a_bomb_is_read_to_its_bound_E13(opened, httpserver):
    bomb = gzip.compress(b"\0" * (64 * 1024 * 1024))
    httpserver.expect_request("/bomb").respond_with_data(bomb, headers={"Content-Encoding": "gzip"})
    answer = guarded_session("operator").fetch("GET", httpserver.url_for("/bomb"), max_body=100_000)
    assert answer.truncated
    assert len(answer.body) == 100_000


@pytest.mark.parametrize(
    "opening", [b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-A: "]
)
def test_a_dripping_answer_ends_at_the_total_deadline_E13(opened, opening):
    stop = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def drip():
        peer, _ = listener.accept()
        with peer:
            peer.recv(65536)
            peer.sendall(opening)
            while not stop.wait(0.05):
                try:
                    peer.sendall(b"x")
                except OSError:
                    return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    with pytest.raises(FetchFailed) as failure:
        guarded_session("operator").fetch(
            "GET", f"http://127.0.0.1:{listener.getsockname()[1]}/", timeout=0.4
        )
    assert failure.value.code == "timeout"
    stop.set()
    thread.join(2)
    listener.close()
