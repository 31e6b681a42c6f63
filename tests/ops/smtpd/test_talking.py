"""What clients may say, in whatever way it arrives."""

import re

import pytest

from monitoring.models import Check
from ops.smtpd.listener import Listener
from tests.ops.smtpd.listening import (
    DOMAIN,
    address_of,
    codes,
    envelope,
    lmtp_to,
    pings,
    slug_address_of,
    smtp_to,
    talk_raw,
)


def bodies() -> list[bytes]:
    return [bytes(ping.body or b"") for ping in pings()]


def test_it_takes_everything_at_once_from_who_never_waits(smtp: Listener, heartbeat: Check) -> None:
    first, second = (envelope(address_of(heartbeat)) + text + b"\r\n.\r\n" for text in (b"one", b"two"))

    answers = talk_raw(smtp, first + second + b"QUIT\r\n")

    assert codes(answers) == [220, *(250, 250, 250, 354, 250) * 2, 221]
    assert bodies() == [b"one\r\n", b"two\r\n"]


def test_it_takes_a_mail_that_comes_byte_by_byte(smtp: Listener, heartbeat: Check) -> None:
    said = envelope(address_of(heartbeat)) + b"..a\r\n.b\r\n\r.\r\n\r\n.\r\nQUIT\r\n"

    answers = talk_raw(smtp, *(bytes([byte]) for byte in said), pause=0.001)

    assert codes(answers)[-2:] == [250, 221]
    assert bodies() == [b".a\r\nb\r\n\r.\r\n\r\n"]


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (b"", b""),
        (b"\r\n", b"\r\n"),
        (b"a\n.\nb\r\n", b"a\n.\nb\r\n"),
        (b"a\r.\rb\r\n.\nMAIL FROM:<x@y>\r\n", b"a\r.\rb\r\n\nMAIL FROM:<x@y>\r\n"),
        (b"\x00\xff\r\n", b"\x00\xff\r\n"),
        (b"x" * 200_000 + b"\r\n", b"x" * 10_000),
        (b"\r\n" * 200_000, b"\r\n" * 5_000),
    ],
)
def test_it_ends_a_mail_at_a_dot_alone_and_nowhere_else(
    smtp: Listener, heartbeat: Check, content: bytes, body: bytes
) -> None:
    answers = talk_raw(smtp, envelope(address_of(heartbeat)) + content + b".\r\nQUIT\r\n")

    assert codes(answers) == [220, 250, 250, 250, 354, 250, 221]
    assert bodies() == [body]


@pytest.mark.parametrize(
    ("sender", "user_agent"),
    [
        ("<>", "Email from <>"),
        ("<cron@host.example> BODY=8BITMIME", "Email from cron@host.example"),
        ("<jürgen@host.example> SMTPUTF8", "Email from jürgen@host.example"),
        ("<a\rb\x00c@host.example>", "Email from a?b?c@host.example"),
        ("<a\x1b\u202eb@host.example>", "Email from a??b@host.example"),
        (f"<{'a' * 300}@host.example>", f"Email from {'a' * 189}"),
    ],
)
def test_it_writes_down_the_sender_as_harmless_text(
    smtp: Listener, heartbeat: Check, sender: str, user_agent: str
) -> None:
    answers = talk_raw(smtp, envelope(address_of(heartbeat), sender=sender) + b"\r\n.\r\n")

    assert codes(answers)[-1] == 250
    assert [ping.user_agent for ping in pings()] == [user_agent]


def test_it_takes_a_sender_whose_bytes_are_no_text(smtp: Listener, heartbeat: Check) -> None:
    said = envelope(address_of(heartbeat), sender="<SENDER@host.example>").replace(b"SENDER", b"\xff\xfe")

    assert codes(talk_raw(smtp, said + b"\r\n.\r\n"))[-1] == 250
    assert [ping.user_agent for ping in pings()] == ["Email from ??@host.example"]


def test_it_tells_what_it_can_and_takes_no_passwords(smtp: Listener, heartbeat: Check) -> None:
    with smtp_to(smtp) as client:
        client.ehlo()
        assert {"pipelining", "8bitmime", "smtputf8", "size"} <= client.esmtp_features.keys()
        assert "auth" not in client.esmtp_features
        assert client.docmd("AUTH PLAIN AGEAYg==")[0] == 502
        assert client.docmd("STARTTLS")[0] == 454
        assert client.verify(address_of(heartbeat)) == client.verify("nobody@example.com")
        assert client.docmd("EXPN", address_of(heartbeat))[0] == 502
        assert client.docmd("NOOP")[0] == 250


def test_it_speaks_lmtp_to_those_who_do(lmtp: Listener, heartbeat: Check) -> None:
    with lmtp_to(lmtp) as client:
        assert client.docmd("EHLO", "me")[0] == 500
        assert client.sendmail("a@host.example", [slug_address_of(heartbeat)], b"hello") == {}
    addresses = (address_of(heartbeat), f"no@{DOMAIN}", address_of(heartbeat))

    answers = talk_raw(lmtp, envelope(*addresses, hello="LHLO") + b"twice\r\n.\r\nNOOP\r\n")

    assert codes(answers) == [220, 250, 250, 250, 550, 250, 354, 250, 250, 250]
    assert bodies() == [b"hello\r\n", b"twice\r\n"]


@pytest.mark.parametrize(
    "noise",
    [
        b"\r\n",
        b"\x00\x01\x02\r\n",
        b"\xff\xfe\r\n",
        b"GET / HTTP/1.1\r\n",
        b"MAIL FROM:<a@b> SIZE=x\r\n",
        b"MAIL FROM:<a@b> SIZE=99999999999\r\n",
        b"MAIL FROM:<a@b> BODY=BINARYMIME\r\n",
        b"MAIL FROM:a b c\r\n",
        b"MAIL\r\n",
        b"RCPT TO:<a@b>\r\n",
        b"RCPT TO:\xff\r\n",
        b"DATA\r\n",
        b"DATA now\r\n",
        b"VRFY \xff\r\n",
        b"x" * 5000 + b"\r\n",
        b"x" * 500_000 + b"\r\n",
        b"EHLO " + b"(" * 900 + b"\r\n",
        b"MAIL FROM:<" + b"(" * 900 + b">\r\n",
    ],
)
def test_it_goes_on_after_nonsense(smtp: Listener, heartbeat: Check, noise: bytes) -> None:
    mail = envelope(address_of(heartbeat)) + b"fine\r\n.\r\nQUIT\r\n"

    answers = talk_raw(smtp, b"EHLO me\r\n" + noise + b"RSET\r\n" + mail)

    assert codes(answers)[-2:] == [250, 221]
    assert not re.search("error.*exception|traceback", "".join(answers), re.IGNORECASE)
    assert bodies() == [b"fine\r\n"]
