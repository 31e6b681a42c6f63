"""TCP checks."""

from monitoring.probes import run_batch
from tests.monitoring.probes.running import run, spec_of
from tests.monitoring.probes.servers import silent


def test_an_open_port_is_up(serve):
    outcome = run({"host": "127.0.0.1", "port": serve(silent).port}, kind="tcp")
    assert (outcome.ok, outcome.code, outcome.error) == (True, "open", "")
    assert outcome.phases.connect > 0


def test_a_closed_port_is_down(closed_port):
    outcome = run({"host": "127.0.0.1", "port": closed_port}, kind="tcp")
    assert (outcome.ok, outcome.code, outcome.error) == (False, "refused", "connection refused")


def test_names_are_resolved_and_tried_in_turn(nameserver, serve):
    nameserver.names["db.test"] = ["127.0.0.3", "127.0.0.1"]
    outcome = run({"host": "db.test", "port": serve(silent).port}, kind="tcp", trace=True)
    assert outcome.ok
    assert outcome.phases.dns > 0
    tried = [(step["address"], step["ok"]) for step in outcome.trace if step["step"] == "connect"]
    # A resolver hands addresses over in any order.
    assert tried in ([("127.0.0.3", False), ("127.0.0.1", True)], [("127.0.0.1", True)])


def test_a_missing_name_says_so(nameserver):
    outcome = run({"host": "missing.test", "port": 5432}, kind="tcp")
    assert (outcome.code, outcome.error) == ("dns_not_found", "the host name does not exist")


def test_a_name_that_never_resolves_ends_at_the_deadline(nameserver):
    nameserver.names["mute.test"] = None
    outcome = run({"host": "mute.test", "port": 5432}, kind="tcp", timeout=0.4)
    assert outcome.code in ("timeout", "dns_timeout")
    assert not outcome.our_side


def test_a_dead_resolver_is_our_own_fault_L08(nameserver):
    nameserver.silent = True
    assert run({"host": "somewhere.test", "port": 5432}, kind="tcp", timeout=0.4).our_side


def test_many_run_side_by_side(serve, closed_port):
    server = serve(silent)
    specs = [
        spec_of({"host": "127.0.0.1", "port": port}, kind="tcp")
        for port in (server.port, closed_port)
        for _ in range(100)
    ]
    outcomes = run_batch(specs)
    assert [outcome.ok for outcome in outcomes] == [True] * 100 + [False] * 100
