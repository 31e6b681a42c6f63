"""How a delivery travels: what is sent, what is kept of the answer, and how long it may take."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from tests.monitoring.probes.servers import answering, server_context, silent
from tests.receiver import Reply, receiver_run
from webhooks.transports.base import Outgoing
from webhooks.transports.exchange import READ_BYTES


@pytest.fixture
def receiver():
    with receiver_run() as running:
        yield running


def test_it_sends_what_it_is_given(receiver, post):
    receiver.answer = lambda _request: Reply(201, {"Retry-After": "7"}, b"thanks")
    answer = post(
        receiver.address("/a?b=c"),
        method="PUT",
        headers={"X-Any": "größe", "Content-Type": "application/json", "X-Empty": ""},
        body=b'{"a": "\xc3\xa9"}',
    )
    assert (answer.status, answer.body, answer.code, answer.error) == (201, b"thanks", "", "")
    assert answer.headers["retry-after"] == "7"
    [request] = receiver.requests
    assert (request.method, request.path, request.body) == ("PUT", "/a?b=c", b'{"a": "\xc3\xa9"}')
    assert request.headers["content-type"] == "application/json"
    assert request.headers["x-any"] == "größe"
    assert request.headers["x-empty"] == ""
    assert "expect" not in request.headers


def test_it_keeps_the_first_kib_and_reads_little_more(receiver, post):
    receiver.answer = lambda _request: Reply(200, {}, b"x" * (10 * READ_BYTES))
    answer = post(receiver.address())
    assert (answer.status, answer.body) == (200, b"x" * 1024)


def test_it_asks_for_no_compression(receiver, post):
    post(receiver.address())
    assert "accept-encoding" not in receiver.requests[0].headers


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("place", ["http://127.0.0.1:1/", "file:///etc/passwd", "{self}/again"])
def test_it_follows_no_redirect_s35_s36_s37(receiver, post, status, place):
    location = place.format(self=receiver.url)
    receiver.answer = lambda _request: Reply(status, {"Location": location})
    assert post(receiver.address()).status == status
    assert len(receiver.requests) == 1


def test_it_uses_a_connection_again_for_the_same_address(serve, post):
    with receiver_run() as receiver:
        clients = []

        def answer(_request):
            clients.append(threading.get_ident())
            return Reply()

        receiver.answer = answer
        for _ in range(3):
            assert post(receiver.address()).status == 200
    # The server has a thread for each connection.
    assert len(set(clients)) == 1


def test_a_peer_that_drips_cannot_renew_its_time_e13(serve, post):
    def drip(peer, stop):
        peer.recv(65536)
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not stop.wait(0.05):
            peer.sendall(b"x")

    answer = post(serve(drip).url(), timeout=0.5)
    assert (answer.status, answer.code) == (None, "timeout")


def test_it_says_what_went_wrong(serve, post, closed_port, nameserver):
    assert post(f"http://127.0.0.1:{closed_port}/").code == "connect_failed"
    assert post("http://nowhere.test/").code == "resolve_failed"
    assert post(serve(silent).url(), timeout=0.3).code == "timeout"
    assert post(serve(answering(b"")).url()).code == "bad_answer"
    assert post(serve(answering(b"SSH-2.0-OpenSSH\r\n")).url()).code == "bad_answer"
    assert post(serve(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx")).url()).code == "bad_answer"


def test_those_that_hang_hold_up_nobody_f13(serve, receiver, wire, post):
    hanging = serve(silent)
    for _ in range(100):
        outgoing = Outgoing(method="POST", url=hanging.url(), headers={}, body=b"", audience="operator")
        wire.send(outgoing, timeout=10, done=lambda _answer: None)
    assert post(receiver.address(), timeout=9).status == 200


def test_a_dead_name_holds_up_no_living_one_f13(receiver, wire, post, nameserver):
    nameserver.names["dead.test"] = None
    outgoing = Outgoing(method="POST", url="http://dead.test/", headers={}, body=b"", audience="operator")
    for _ in range(20):
        wire.send(outgoing, timeout=9, done=lambda _answer: None)
    assert post(receiver.address(), timeout=8).status == 200
    assert nameserver.asked.get("dead.test", 0) <= 6


def test_the_certificate_must_be_for_the_name_s46(serve, trusted, nameserver, post):
    nameserver.names.update({"right.test": ["127.0.0.1"], "wrong.test": ["127.0.0.1"]})
    good = serve(answering(b"HTTP/1.1 204 No\r\n\r\n"), tls=server_context(trusted.issue_cert("right.test")))
    assert post(good.url(scheme="https", host="right.test")).status == 204
    answer = post(good.url(scheme="https", host="wrong.test"))
    assert (answer.code, answer.error) == ("tls_error", "Certificate is for another host name.")


def test_an_expired_certificate_is_refused(serve, trusted, post):
    past = datetime.now(UTC) - timedelta(days=1)
    issued = trusted.issue_cert("127.0.0.1", not_before=past - timedelta(days=90), not_after=past)
    assert post(serve(silent, tls=server_context(issued)).url(scheme="https")).code == "tls_error"


def test_it_ignores_the_proxies_of_the_environment_s44(serve, receiver, post, monkeypatch):
    proxy = serve(silent)
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.url())
    assert post(receiver.address()).status == 200
    assert proxy.accepts == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"X-A": "b\r\nX-C: d"},
        {"X-A": "b\x00"},
        {"X A": "b"},
        {"X-A:": "b"},
        {"": "b"},
        {"Host": "inner.example"},
        {"Content-Length": "3"},
        {"Transfer-Encoding": "chunked"},
        {"Connection": "upgrade"},
    ],
)
def test_it_sends_no_header_that_could_change_the_message_s42(receiver, post, headers):
    assert post(receiver.address(), headers=headers).code == "invalid_request"
    assert receiver.requests == []


@pytest.mark.parametrize("method", ["", "POST /x", "POST\r\nX: y", "PO\x00ST"])
def test_it_sends_no_method_that_could_change_the_message_s42(receiver, post, method):
    assert post(receiver.address(), method=method).code == "invalid_request"
    assert receiver.requests == []
