"""The wire goes on after what nobody expected."""

import sys
from typing import Any

import pytest

from tests.processes import wait_for
from tests.receiver import receiver_run
from webhooks.transports import wire as wire_module
from webhooks.transports.base import Answer, Outgoing


@pytest.fixture
def receiver():
    with receiver_run() as running:
        yield running


def outgoing(receiver: Any) -> Outgoing:
    return Outgoing(url=receiver.address(), audience="operator", method="POST", headers={}, body=b"{}")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_it_sends_again_after_its_thread_ended_f15(receiver, wire, post):
    def end(_answer: Answer) -> None:
        sys.exit()

    wire.send(outgoing(receiver), timeout=5.0, done=end)
    wait_for(lambda: receiver.requests)
    for _ in range(3):
        assert post(receiver.address(), timeout=5.0).status == 200


def test_it_asks_for_a_name_again_after_the_question_could_not_be_put_f15(receiver, wire, post, monkeypatch):
    monkeypatch.setattr(wire_module, "resolve_locally", lambda _host: None)
    url = receiver.address()
    real, calls = wire._net.find, []

    def find(host: str, **given: Any) -> None:
        calls.append(host)
        if len(calls) == 1:
            raise RuntimeError("can't start new thread")
        if len(calls) == 2:
            given["found"]([None], 0.0)
            return
        real(host, **given)

    monkeypatch.setattr(wire._net, "find", find)
    assert post(url, timeout=2.0).code == "invalid_request"
    assert post(url, timeout=2.0).code == "invalid_request"
    wire._lines["operator"]._names.clear()
    monkeypatch.undo()
    assert post(url, timeout=2.0).status == 200


def test_it_answers_what_is_under_way_when_a_round_fails_f15(receiver, wire, post, monkeypatch):
    assert post(receiver.address()).status == 200
    real, calls = wire_module._Line._reap, []

    def reap(line: Any) -> None:
        calls.append(line)
        if len(calls) == 1:
            raise RuntimeError("odd")
        real(line)

    monkeypatch.setattr(wire_module._Line, "_reap", reap)
    assert post(receiver.address(), timeout=5.0).code == "broken"
    assert post(receiver.address(), timeout=5.0).status == 200
