"""Everything that a client can draw out or pile up has an end."""

import smtplib
import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from monitoring.models import Check
from ops.smtpd import listener as listening
from ops.smtpd import session
from ops.smtpd.listener import Listener
from tests.ops.smtpd.listening import (
    DOMAIN,
    address_of,
    codes,
    envelope,
    listener_runs,
    lmtp_to,
    pings,
    smtp_to,
    talk_raw,
)
from tests.processes import wait_for

LINE = b"x" * 998 + b"\r\n"


def say_for_ever(wire: socket.socket, words: bytes) -> None:
    for _ in range(100_000):
        wire.sendall(words)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, heartbeat: Check) -> Iterator[Listener]:
    """A listener of little patience."""
    for name, value in {
        "MESSAGE_BYTES": 100_000,
        "COMMAND_SECONDS": 0.3,
        "MESSAGE_SECONDS": 0.5,
        "LAST_WORDS_SECONDS": 0.2,
    }.items():
        monkeypatch.setattr(session, name, value)
    monkeypatch.setattr(listening, "CONNECTIONS", 5)
    monkeypatch.setattr(listening, "PER_ADDRESS", 3)
    with listener_runs() as listener:
        yield listener


def test_it_takes_ten_mebibytes_and_refuses_one_byte_more(smtp: Listener, heartbeat: Check) -> None:
    exact = LINE * (session.MESSAGE_BYTES // 1000) + b"y" * (session.MESSAGE_BYTES % 1000 - 2) + b"\r\n"

    answers = talk_raw(
        smtp,
        envelope(address_of(heartbeat)) + b"z" + exact + b".\r\n",
        envelope(address_of(heartbeat)) + exact + b".\r\nQUIT\r\n",
    )

    assert codes(answers) == [220, 250, 250, 250, 354, 552, 250, 250, 250, 354, 250, 221]
    assert [bytes(ping.body or b"") for ping in pings()] == [LINE * 10]


def test_it_refuses_a_size_that_is_told_beforehand(smtp: Listener) -> None:
    with smtp_to(smtp) as client:
        client.ehlo()
        assert client.mail("a@host.example", [f"SIZE={session.MESSAGE_BYTES}"])[0] == 250
        client.rset()
        assert client.mail("a@host.example", [f"SIZE={session.MESSAGE_BYTES + 1}"])[0] == 552


def test_it_hangs_up_on_a_mail_without_an_end(small: Listener, heartbeat: Check) -> None:
    with socket.create_connection(("127.0.0.1", small.port), timeout=20) as wire:
        wire.sendall(envelope(address_of(heartbeat)))
        with pytest.raises(OSError):
            say_for_ever(wire, LINE * 10)

    assert pings() == []


def test_it_takes_a_hundred_recipients_and_no_more(lmtp: Listener, heartbeat: Check) -> None:
    with lmtp_to(lmtp) as client:
        client.ehlo()
        client.mail("a@host.example")
        for _ in range(session.RECIPIENTS - 1):
            client.rcpt(f"{uuid.uuid4()}@{DOMAIN}")
        assert client.rcpt(address_of(heartbeat))[0] == 250
        assert client.rcpt(address_of(heartbeat))[0] == 452
        assert client.data(b"hello")[0] == 250
        assert {client.getreply()[0] for _ in range(session.RECIPIENTS - 1)} == {250}

    assert len(pings()) == 1


def test_it_closes_connections_on_which_nothing_comes(small: Listener, heartbeat: Check) -> None:
    slow = [b"", b"EHLO me\r\n", envelope(address_of(heartbeat)) + b"half a mail"]
    for said in slow:
        with socket.create_connection(("127.0.0.1", small.port), timeout=20) as wire:
            wire.sendall(said)
            with wire.makefile("rb") as answers:
                assert codes(answers.read().decode().splitlines())[-1] == 421

    assert pings() == []


def test_it_closes_connections_that_never_end(small: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "COMMAND_SECONDS", 60.0)
    monkeypatch.setattr(session, "SESSION_SECONDS", 0.3)
    wire = socket.create_connection(("127.0.0.1", small.port), timeout=20)
    with wire, wire.makefile("rb") as answers:
        assert codes(answers.read().decode().splitlines()) == [220, 421]


def test_it_cuts_off_who_never_reads(small: Listener) -> None:
    with socket.create_connection(("127.0.0.1", small.port), timeout=20) as wire:
        with pytest.raises(OSError):
            say_for_ever(wire, b"EHLO me\r\n" + b"RSET\r\n" * 10_000)
        wait_for(lambda: not small.sessions)


def test_it_ends_a_connection_of_many_commands(smtp: Listener) -> None:
    answers = talk_raw(smtp, b"EHLO me\r\n" + b"NOOP\r\n" * 60)

    assert codes(answers).count(250) == 51
    assert codes(answers)[-1] == 421


def test_it_bounds_connections_of_one_address(small: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "COMMAND_SECONDS", 60.0)
    with ExitStack() as stack:
        kept = [stack.enter_context(smtp_to(small)) for _ in range(3)]
        with pytest.raises(smtplib.SMTPConnectError) as refused:
            smtp_to(small)
        assert refused.value.smtp_code == 421
        kept[0].quit()
        wait_for(lambda: len(small.sessions) == 2)
        stack.enter_context(smtp_to(small))

    wait_for(lambda: not small.sessions)


def test_it_finishes_the_mail_in_hand_before_it_stops(heartbeat: Check) -> None:
    with listener_runs() as listener:
        # Another one came and left before.
        smtp_to(listener).quit()
        wait_for(lambda: not listener.sessions)
        idle = smtp_to(listener)
        wire = socket.create_connection(("127.0.0.1", listener.port), timeout=20)
        answers = wire.makefile("rb")
        wire.sendall(envelope(address_of(heartbeat)) + b"half")
        while not answers.readline().startswith(b"354"):
            pass

        stopping = threading.Thread(target=listener.stop_now)
        stopping.start()

        assert idle.getreply()[0] == 421
        with pytest.raises(OSError):
            smtp_to(listener)
        wire.sendall(b" and half\r\n.\r\n")
        assert codes(answers.read().decode().splitlines()) == [250, 421]
        stopping.join(20)
        wire.close()

    assert [bytes(ping.body or b"") for ping in pings()] == [b"half and half\r\n"]
