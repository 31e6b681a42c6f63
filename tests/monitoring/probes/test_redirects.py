"""Redirects: followed by hand, judged at every hop."""

import pytest
from werkzeug import Request

from tests.monitoring.probes.running import run
from tests.monitoring.probes.servers import answering, page
from tests.remembering import remembering

BLOCKED = ("target_blocked", "This address is not allowed as a target.")


def test_it_follows_up_to_five(httpserver):
    for n in range(5):
        httpserver.expect_request(f"/{n}").respond_with_data(
            "", status=302, headers={"Location": f"/{n + 1}"}
        )
    httpserver.expect_request("/5").respond_with_data("there")
    outcome = run({"url": httpserver.url_for("/0"), "body_contains": "there"})
    assert outcome.ok
    assert len(httpserver.log) == 6


def test_a_loop_ends_S38(httpserver):
    httpserver.expect_request("/").respond_with_data("", status=302, headers={"Location": "/"})
    outcome = run({"url": httpserver.url_for("/")})
    assert (outcome.code, outcome.error) == ("too_many_redirects", "more than 5 redirects")
    assert len(httpserver.log) == 6


def test_it_can_be_told_not_to_follow(httpserver):
    httpserver.expect_request("/").respond_with_data(
        "", status=301, headers={"Location": "http://169.254.169.254/"}
    )
    outcome = run({"url": httpserver.url_for("/"), "follow_redirects": False, "expected_status": ["301"]})
    assert outcome.ok


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "place",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://[fd00:ec2::254]/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_INFO",
        "ftp://127.0.0.1/",
        "data:text/plain,x",
        "dict://127.0.0.1:11211/",
        "http://0/",
    ],
)
def test_forbidden_places_are_refused_S35_S36_S37(httpserver, status, place):
    httpserver.expect_request("/").respond_with_data("", status=status, headers={"Location": place})
    outcome = run({"url": httpserver.url_for("/")})
    assert (outcome.code, outcome.error) == BLOCKED


def test_a_hop_that_leads_inside_by_name_opens_no_connection(settings, nameserver, httpserver, serve):
    settings.CANDOR_EGRESS_ALLOW = frozenset({"127.0.0.1/32"})
    canary = serve(answering(page()), address="127.0.0.2")
    nameserver.names["inner.test"] = ["127.0.0.2"]
    httpserver.expect_request("/").respond_with_data(
        "", status=307, headers={"Location": canary.url(host="inner.test")}
    )
    outcome = run({"url": httpserver.url_for("/")})
    assert (outcome.code, outcome.error) == BLOCKED
    assert canary.accepts == 0


@pytest.mark.parametrize("status", [302, 307, 308])
def test_secrets_stay_at_their_origin_S36(nameserver, httpserver, status):
    nameserver.names["other.test"] = ["127.0.0.1"]
    seen: list[Request] = []
    httpserver.expect_request("/far").respond_with_handler(remembering(seen))
    far = f"http://other.test:{httpserver.port}/far"
    httpserver.expect_request("/").respond_with_data("", status=status, headers={"Location": far})
    secrets = {"X-Key": "s", "Cookie": "s=1", "Metadata-Flavor": "Google"}
    auth = {"type": "basic", "username": "u", "password": "p"}
    outcome = run(
        {"url": httpserver.url_for("/"), "headers": secrets, "auth": auth, "method": "POST", "body": "secret"}
    )
    assert outcome.ok
    for name in (*secrets, "Authorization"):
        assert name not in seen[0].headers
    assert seen[0].get_data() == b""


@pytest.mark.parametrize(
    ("status", "method"), [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")]
)
def test_the_method_follows_the_status(httpserver, status, method):
    seen: list[Request] = []
    httpserver.expect_request("/b").respond_with_handler(remembering(seen))
    httpserver.expect_request("/a").respond_with_data("", status=status, headers={"Location": "/b"})
    run({"url": httpserver.url_for("/a"), "method": "POST", "body": "x", "headers": {"X-Key": "kept"}})
    assert (seen[0].method, seen[0].headers["X-Key"]) == (method, "kept")
    assert seen[0].get_data() == (b"x" if method == "POST" else b"")
