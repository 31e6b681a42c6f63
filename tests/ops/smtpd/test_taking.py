"""Mail becomes pings, through real sockets."""

import smtplib
import uuid
from email.message import EmailMessage

import pytest
from django.test import override_settings

from monitoring.models import Check
from monitoring.services import check_delete
from ops.smtpd.listener import Listener
from statuspage.models import Page
from tests.monitoring.making import BY, make_check, make_heartbeat
from tests.ops.smtpd.listening import DOMAIN, address_of, lmtp_to, pings, slug_address_of, smtp_to

RAW = b"Subject: Backup\r\nX-Odd: \xff\x00\r\n\r\n.one\r\n..\r\nlast line without an end"


def test_it_takes_a_mail_as_a_ping(smtp: Listener, heartbeat: Check) -> None:
    with smtp_to(smtp) as client:
        assert client.sendmail("cron@host.example", [address_of(heartbeat)], RAW) == {}

    (ping,) = pings()
    heartbeat.refresh_from_db()
    assert (ping.check_row, ping.kind, heartbeat.state) == (heartbeat, "success", "up")
    assert (ping.scheme, ping.method, ping.address) == ("email", "", "127.0.0.1")
    assert ping.user_agent == "Email from cron@host.example"
    assert bytes(ping.body or b"") == RAW + b"\r\n"


def test_it_finds_heartbeats_by_ping_key_and_slug(smtp: Listener, heartbeat: Check) -> None:
    with smtp_to(smtp) as client:
        client.sendmail("a@host.example", [slug_address_of(heartbeat)], RAW)

    assert [ping.check_row for ping in pings()] == [heartbeat]


@pytest.mark.parametrize(
    ("subject", "text", "kind"),
    [
        ("Backup: Erfolg für alle", "", "success"),
        ("Backup", "es ist Erfolg für alle", "success"),
        ("Erfolg für alle", "und ein Fehler", "fail"),
        ("Backup", "nichts davon", "ign"),
    ],
)
def test_it_looks_for_the_words_of_the_heartbeat(
    smtp: Listener, page: Page, subject: str, text: str, kind: str
) -> None:
    words = {"filter_subject": True, "filter_body": True, "success_kw": "Erfolg für", "failure_kw": "Fehler"}
    check = make_heartbeat(page, target={"period_seconds": 3600, "grace_seconds": 600})
    Check.objects.filter(pk=check.pk).update(**words)
    mail = EmailMessage()
    mail["Subject"] = subject
    mail.set_content(text, cte="base64")
    mail.add_alternative("<p>Hallo</p>", subtype="html")

    with smtp_to(smtp) as client:
        client.send_message(mail, "a@host.example", [address_of(check)])

    assert [ping.kind for ping in pings()] == [kind]


def test_it_takes_one_recipient_of_a_mail_at_a_time(smtp: Listener, heartbeat: Check, page: Page) -> None:
    other = make_heartbeat(page, slug="other")
    waiting, rounds = [address_of(heartbeat), address_of(other)], 0

    with smtp_to(smtp) as client:
        while waiting:
            refused = client.sendmail("a@host.example", waiting, RAW)
            assert {code for code, _ in refused.values()} <= {452}
            waiting, rounds = list(refused), rounds + 1
            assert [ping.check_row for ping in pings()] == [heartbeat, other][:rounds]

    assert rounds == 2


def test_it_pings_each_recipient_once_in_lmtp(lmtp: Listener, heartbeat: Check, page: Page) -> None:
    other = make_heartbeat(page, slug="other")
    addresses = [address_of(heartbeat), slug_address_of(other), address_of(heartbeat)]

    with lmtp_to(lmtp) as client:
        assert client.sendmail("a@host.example", addresses, RAW) == {}
        assert [client.getreply()[0] for _ in addresses[1:]] == [250, 250]

    assert [ping.check_row for ping in pings()] == [heartbeat, other]


def test_it_tells_nothing_about_what_exists(smtp: Listener, heartbeat: Check, page: Page) -> None:
    deleted = make_heartbeat(page, slug="gone")
    check_delete(check=deleted, by=BY)
    make_heartbeat(page, slug="twice")
    make_heartbeat(page, slug="twice")
    nobody = [
        f"{uuid.uuid4()}@{DOMAIN}",
        address_of(deleted),
        address_of(make_check(page)),
        f"{page.ping_key}+unknown@{DOMAIN}",
        f"{page.ping_key}+twice@{DOMAIN}",
        f"{page.ping_key.swapcase()}+nightly@{DOMAIN}",
        f"{heartbeat.uid}+nightly@{DOMAIN}",
    ]

    with smtp_to(smtp) as client:
        answers = {client.sendmail("a@host.example", [address], RAW) == {} for address in nobody}

    assert answers == {True}
    assert pings() == []


def test_it_refuses_other_domains_and_mailboxes(smtp: Listener, heartbeat: Check) -> None:
    with smtp_to(smtp) as client:
        client.ehlo()
        client.mail("a@host.example")
        assert client.rcpt(f"{heartbeat.code}@example.com")[0] == 550
        assert client.rcpt(f"postmaster@{DOMAIN}")[0] == 550
        assert client.rcpt(f"{heartbeat.code}+fail@{DOMAIN}")[0] == 550
        assert client.rcpt(address_of(heartbeat))[0] == 250
        assert client.data(RAW)[0] == 250

    assert len(pings()) == 1


def test_it_answers_for_each_recipient_in_lmtp(lmtp: Listener, heartbeat: Check, page: Page) -> None:
    busy = make_heartbeat(page, slug="busy")
    with override_settings(CANDOR_PING_RATE=1), lmtp_to(lmtp) as client:
        client.sendmail("a@host.example", [address_of(busy)], RAW)
        client.ehlo()
        client.mail("a@host.example")
        for address in (address_of(busy), address_of(heartbeat), f"{uuid.uuid4()}@{DOMAIN}"):
            assert client.rcpt(address)[0] == 250
        assert client.data(RAW)[0] == 451
        assert [client.getreply()[0] for _ in range(2)] == [250, 250]

    assert [ping.check_row for ping in pings()] == [busy, heartbeat]


def test_it_tells_a_sender_in_smtp_to_come_again(smtp: Listener, heartbeat: Check) -> None:
    with override_settings(CANDOR_PING_RATE=1), smtp_to(smtp) as client:
        client.sendmail("a@host.example", [address_of(heartbeat)], RAW)
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail("a@host.example", [address_of(heartbeat)], RAW)

    assert refused.value.smtp_code == 451
    assert [ping.check_row for ping in pings()] == [heartbeat]


def test_it_keeps_no_sender_that_repeats_where_to_ping(smtp: Listener, heartbeat: Check) -> None:
    with smtp_to(smtp) as client:
        for address in (address_of(heartbeat), slug_address_of(heartbeat)):
            client.sendmail(f"bounces+17-{address.replace('@', '=')}@mailer.example", [address], RAW)

    assert {ping.user_agent for ping in pings()} == {
        f"Email from bounces+17-...={DOMAIN}@mailer.example",
        f"Email from bounces+17-...+nightly={DOMAIN}@mailer.example",
    }
