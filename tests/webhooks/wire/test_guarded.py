"""No delivery goes where its audience may not (hardening a); canaries count every connection."""

import pytest

from tests.monitoring.probes.servers import answering, page
from webhooks.transports.base import Answer

NO = ("target_blocked", "This address is not allowed as a target.")
SPELLINGS = {
    "S01": "127.0.0.1",
    "S02": "127.8.8.8",
    "S03": "localhost",
    "S03-sub": "a.localhost",
    "S04": "0.0.0.0",
    "S05": "2130706433",
    "S06": "0x7f.1",
    "S07": "0177.0.0.1",
    "S08": "127.1",
    "S11": "[::1]",
    "S13": "[::ffff:127.0.0.1]",
    "S16": "[64:ff9b::7f00:1]",
    "S18": "[2002:7f00:1::]",
    "S20": "169.254.169.254",
    "S22": "metadata.google.internal",
    "S25": "10.0.0.1",
    "S26": "[fd00::1]",
    "S29": "inner.test",
    "S30": "mixed.test",
}


def verdict(answer: Answer) -> tuple[str, str]:
    assert (answer.status, answer.body, dict(answer.headers)) == (None, b"", {})
    return answer.code, answer.error


@pytest.fixture
def canary(serve, nameserver):
    nameserver.names.update({"inner.test": ["127.0.0.1"], "mixed.test": ["8.8.8.8", "127.0.0.1"]})
    return serve(answering(page()))


@pytest.mark.parametrize("host", SPELLINGS.values(), ids=SPELLINGS)
def test_it_lets_visitors_reach_public_addresses_only_whatever_operators_may(canary, post, host):
    """CANDOR_EGRESS_ALLOW lists loopback and private here."""
    assert verdict(post(canary.url(host=host), audience="visitor")) == NO
    assert canary.accepts == 0


@pytest.mark.parametrize("host", SPELLINGS.values(), ids=SPELLINGS)
def test_it_lets_operators_reach_nothing_that_is_not_allowed(settings, canary, post, host):
    settings.CANDOR_EGRESS_ALLOW = frozenset()
    assert verdict(post(canary.url(host=host))) == NO
    assert canary.accepts == 0


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "inner.test"])
def test_it_reaches_what_is_allowed(canary, post, host):
    assert post(canary.url(host=host)).status == 200
    canary.wait_for_accepts(1)


def test_it_judges_again_when_the_socket_opens(canary, post, monkeypatch):
    """Even if everything before it were fooled, the guard is asked about the address that is connected to."""
    monkeypatch.setattr("webhooks.transports.wire.judge_all", lambda *args, **kwargs: _Yes)
    monkeypatch.setattr("statuspage.egress.targets.judge", lambda *args, **kwargs: _Yes)
    for host in ("127.0.0.1", "inner.test", "0x7f.1"):
        assert verdict(post(canary.url(host=host), audience="visitor")) == NO
    assert canary.accepts == 0


class _Yes:
    allowed = True


def test_it_keeps_no_connection_for_another_audience(canary, post):
    for _ in range(2):
        assert post(canary.url(host="inner.test")).status == 200
        assert verdict(post(canary.url(host="inner.test"), audience="visitor")) == NO


def test_it_never_follows_a_name_that_changes_its_mind_s32(settings, canary, post, nameserver, monkeypatch):
    monkeypatch.setattr("webhooks.transports.wire.NAMES_SECONDS", 0)
    settings.CANDOR_EGRESS_ALLOW = frozenset({"127.0.0.9/32"})
    nameserver.names["rebind.test"] = lambda count: ["127.0.0.1" if count % 2 else "127.0.0.9"]
    answers = [post(canary.url(host="rebind.test"), timeout=2) for _ in range(40)]
    assert {answer.code for answer in answers} <= {"target_blocked", "connect_failed"}
    assert canary.accepts == 0


def test_it_reaches_no_port_of_other_services_nor_our_own_s43(settings, canary, post):
    settings.CANDOR_PORT = canary.port
    assert verdict(post(canary.url("/healthz"))) == NO
    settings.CANDOR_EGRESS_ALLOW = frozenset()
    assert verdict(post("http://8.8.8.8:25/")) == NO
    assert canary.accepts == 0


NOT_HTTP = ("file:///etc/passwd", "gopher://127.0.0.1/", "ftp://example.com/", "http://a@127.0.0.1/", "")


@pytest.mark.parametrize("url", NOT_HTTP)
def test_it_sends_nothing_to_what_is_no_http_url_s39_s40(post, url):
    answer = post(url)
    assert (answer.status, answer.code) == (None, "invalid_request")
