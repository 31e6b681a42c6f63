"""The guard in front of probes, under both settings of CANDOR_EGRESS_ALLOW (hardening a)."""

import pytest

from monitoring.probes import run_batch
from tests.monitoring.probes.running import run, spec_of
from tests.monitoring.probes.servers import answering, page

BLOCKED = ("target_blocked", "This address is not allowed as a target.")
SPELLINGS = {
    "S01": "127.0.0.1",
    "S03": "localhost",
    "S03-sub": "a.localhost",
    "S05": "2130706433",
    "S06": "0x7f000001",
    "S07": "0177.0.0.1",
    "S08": "127.1",
    "S13": "[::ffff:127.0.0.1]",
    "S29": "inner.test",
    "S30": "mixed.test",
}


@pytest.fixture
def canary(serve, nameserver):
    nameserver.names.update({"inner.test": ["127.0.0.1"], "mixed.test": ["8.8.8.8", "127.0.0.1"]})
    return serve(answering(page()))


@pytest.mark.parametrize("host", SPELLINGS.values(), ids=SPELLINGS)
@pytest.mark.parametrize("kind", ["http", "tcp"])
def test_nothing_is_reached_when_nothing_is_allowed(settings, canary, host, kind):
    settings.CANDOR_EGRESS_ALLOW = frozenset()
    target = {"url": canary.url(host=host)} if kind == "http" else {"host": host, "port": canary.port}
    outcome = run(target, kind=kind, clean=False, trace=True)
    assert (outcome.code, outcome.error, outcome.ok) == (*BLOCKED, False)
    assert canary.accepts == 0
    assert "127.0.0.1" not in str([step for step in outcome.trace if step["step"] != "request"])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "inner.test"])
@pytest.mark.parametrize("kind", ["http", "tcp"])
def test_what_is_allowed_is_reached(canary, host, kind):
    target = {"url": canary.url(host=host)} if kind == "http" else {"host": host, "port": canary.port}
    assert run(target, kind=kind).ok
    canary.wait_for_accepts(1)


def test_the_socket_is_judged_again_when_it_opens(settings, canary, monkeypatch):
    """Even if everything before it were fooled, the guard is asked about the address that is connected to."""
    settings.CANDOR_EGRESS_ALLOW = frozenset()
    monkeypatch.setattr("monitoring.probes.http.judge_all", lambda *args, **kwargs: _Yes)
    monkeypatch.setattr("statuspage.egress.targets.judge", lambda *args, **kwargs: _Yes)
    for host in ("127.0.0.1", "inner.test", "0x7f.1"):
        outcome = run({"url": canary.url(host=host)}, clean=False)
        assert (outcome.code, outcome.error) == BLOCKED
    assert canary.accepts == 0


class _Yes:
    allowed = True


def test_a_name_that_changes_its_mind_is_never_followed_inside_S32(settings, canary, nameserver):
    settings.CANDOR_EGRESS_ALLOW = frozenset({"127.0.0.9/32"})
    nameserver.names["rebind.test"] = lambda count: ["127.0.0.1" if count % 2 else "127.0.0.9"]
    specs = [spec_of({"url": canary.url(host="rebind.test")}, clean=False) for _ in range(100)]
    assert {outcome.code for outcome in run_batch(specs)} <= {
        "target_blocked",
        "refused",
        "timeout",
        "dns_timeout",
    }
    assert canary.accepts == 0


def test_our_own_port_answers_to_its_health_alone_S43(settings, canary):
    settings.CANDOR_PORT = canary.port
    assert run({"url": canary.url("/healthz")}).ok
    assert run({"url": canary.url("/")}, clean=False).code == "target_blocked"
    assert run({"host": "127.0.0.1", "port": canary.port}, kind="tcp", clean=False).code == "target_blocked"
    assert canary.accepts == 1


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
def test_the_proxy_of_the_environment_is_ignored_S44(serve, canary, monkeypatch, name):
    monkeypatch.setenv(name, canary.url())
    server = serve(answering(page(b"direct")))
    assert run({"url": server.url(), "body_contains": "direct"}).ok
    assert canary.accepts == 0


def test_closed_open_and_silent_ports_inside_look_alike_S48(settings, canary, closed_port):
    settings.CANDOR_EGRESS_ALLOW = frozenset()
    outcomes = [
        run({"url": f"http://{host}:{port}/"}, clean=False)
        for host, port in (("127.0.0.1", canary.port), ("127.0.0.1", closed_port), ("10.255.255.1", 81))
    ]
    assert len({(outcome.code, outcome.error, outcome.latency_ms) for outcome in outcomes}) == 1
    assert max(outcome.phases.total for outcome in outcomes) < 50
