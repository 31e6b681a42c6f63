"""Mail through a real SMTP server: one connection, one recipient each, and what its answers mean."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from statuspage.models import Page
from tests.webhooks.mailserver import MailServer, mailserver_run
from tests.webhooks.making import NOW, make_delivery, make_visitor
from webhooks.mail.verdicts import is_bounce
from webhooks.messages.compose import message_test
from webhooks.models import Delivery
from webhooks.transports.base import Verdict
from webhooks.transports.email import EmailTransport, send_mails


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    with mailserver_run() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        yield running


def due(page: Page, address: str) -> Delivery:
    visitor = make_visitor(page, address)
    frozen = EmailTransport().freeze(visitor, message_test(page=page, language="en", now=NOW))
    return make_delivery(visitor, message=frozen.message, lane="mail")


def test_it_sends_each_mail_alone_over_one_connection_E08(page: Page, server: MailServer) -> None:
    outcomes = send_mails([due(page, f"v{number}@visitors.example") for number in range(3)])
    assert [outcome.verdict for outcome in outcomes] == [Verdict.DELIVERED] * 3
    assert server.sessions == 1
    assert [to for _from, to, _content in server.taken] == [[f"v{n}@visitors.example"] for n in range(3)]
    assert [mail["To"] for mail in server.mails()] == [f"v{n}@visitors.example" for n in range(3)]


def test_it_sends_the_same_bytes_again_D09(page: Page, server: MailServer) -> None:
    delivery = due(page, "vera@visitors.example")
    send_mails([delivery])
    again = Delivery.objects.select_related("subscription", "page", "letter").get(pk=delivery.pk)
    send_mails([again])
    assert server.taken[0] == server.taken[1]


def test_it_tells_an_unknown_address_from_other_refusals(page: Page, server: MailServer) -> None:
    server.answers = {
        "gone": "550 5.1.1 No such user",
        "full": "552 5.2.2 Mailbox full",
        "spam": "550 5.7.1 Message rejected as spam",
        "grey": "451 4.7.1 Try again later",
    }
    words = ("gone", "full", "spam", "grey", "well")
    outcomes = send_mails([due(page, f"{word}@visitors.example") for word in words])
    assert [outcome.verdict.value for outcome in outcomes] == [
        "bounced",
        "retry",
        "retry",
        "retry",
        "delivered",
    ]
    assert [outcome.status for outcome in outcomes] == [550, 552, 550, 451, 250]
    assert "5.1.1 No such user" in outcomes[0].answer
    assert server.sessions == 1


def test_it_reads_the_answer_to_the_content(page: Page, server: MailServer) -> None:
    server.verdict = "550 5.1.1 User unknown"
    assert send_mails([due(page, "a@visitors.example")])[0].verdict == Verdict.BOUNCED
    server.verdict = "554 5.7.1 Spam"
    assert send_mails([due(page, "b@visitors.example")])[0].verdict == Verdict.RETRY
    server.verdict = "421 4.3.2 Shutting down"
    assert send_mails([due(page, "c@visitors.example")])[0].verdict == Verdict.RETRY


def test_it_connects_again_after_the_server_hung_up_F18(page: Page, server: MailServer) -> None:
    server.hangs_up_after = 1
    outcomes = send_mails([due(page, f"v{number}@visitors.example") for number in range(3)])
    assert [outcome.verdict for outcome in outcomes[1:]].count(Verdict.DELIVERED) >= 1
    assert all(outcome.verdict in (Verdict.DELIVERED, Verdict.RETRY) for outcome in outcomes)
    assert server.sessions == 2


def test_it_tries_everything_again_while_the_server_is_away_F18(
    page: Page, settings: Settings, server: MailServer
) -> None:
    settings.EMAIL_PORT = 1
    outcomes = send_mails([due(page, f"v{number}@visitors.example") for number in range(3)])
    assert {outcome.verdict for outcome in outcomes} == {Verdict.RETRY}
    assert "could not be reached" in outcomes[0].error


def test_it_waits_once_for_a_server_that_hangs_F18(
    page: Page, settings: Settings, server: MailServer
) -> None:
    settings.EMAIL_TIMEOUT = 0.2
    server.hangs = True
    outcomes = send_mails([due(page, f"v{number}@visitors.example") for number in range(3)])
    assert {outcome.verdict for outcome in outcomes} == {Verdict.RETRY}
    assert {outcome.error for outcome in outcomes} == {"The mail server did not answer in time."}
    assert server.sessions == 1


def test_it_blames_nobody_for_a_wrong_password(page: Page, settings: Settings, server: MailServer) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "candor", "wrong"
    (outcome,) = send_mails([due(page, "vera@visitors.example")])
    assert outcome.verdict == Verdict.RETRY


@pytest.mark.parametrize("address", ["a@x.example,b@y.example", "a@x.example\r\nBcc: b@y.example", "nobody"])
def test_it_never_writes_to_more_than_one_E08(page: Page, server: MailServer, address: str) -> None:
    (outcome,) = send_mails([due(page, address)])
    assert outcome.verdict == Verdict.BOUNCED
    assert server.taken == []


@pytest.mark.parametrize(
    ("code", "said", "to_recipient", "bounced"),
    [
        (550, b"5.1.1 unknown", True, True),
        (550, b"5.1.10 null MX", True, True),
        (553, b"5.1.3 bad syntax", True, True),
        (550, b"5.1.8 sender rejected", True, False),
        (550, b"5.2.1 disabled", True, True),
        (552, b"5.2.2 over quota", True, False),
        (550, b"5.4.1 Recipient address rejected: Access denied", True, True),
        (554, b"5.7.1 blocked", True, False),
        (550, b"No such user here", True, True),
        (550, b"Blocked by policy", True, False),
        (554, b"Transaction failed", True, False),
        (535, b"5.7.8 credentials", True, False),
        (450, b"4.2.1 busy", True, False),
        (550, b"No such user here", False, False),
        (550, b"5.1.1 unknown", False, True),
    ],
)
def test_it_reads_replies_by_the_table(code: int, said: bytes, to_recipient: bool, bounced: bool) -> None:
    assert is_bounce(code, said, to_recipient=to_recipient) is bounced
