"""Links to sign in are mailed without standing in anybody's way, and the log names no recipient."""

import threading
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from statuspage.models import AdmissionLink, AudienceMember, Page
from statuspage.services.admissions import admission_link_ask
from tests.processes import wait_for
from tests.webhooks.restricted import make_member, restrict
from webhooks.services.admissions import admission_mails_send
from webhooks.services.dispatching import Dispatcher
from webhooks.vocabulary import Lane


def ask(page: Page, member: AudienceMember) -> None:
    admission_link_ask(page=page, email=member.email, language="en")


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_hangs_holds_one_thread(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    members = [make_member(restrict(page), name=name) for name in "abc"]
    go_on, held = threading.Event(), []

    def hang(self: EmailBackend, messages: object) -> int:
        held.append(messages)
        assert go_on.wait(60)
        return 1

    monkeypatch.setattr(EmailBackend, "send_messages", hang)
    dispatcher = Dispatcher()
    try:
        for member in members:
            ask(page, member)
            dispatcher.run((Lane.MAIL,))
            wait_for(lambda: held)
        threads = [thread for thread in threading.enumerate() if thread.name.startswith("send-mail")]
        assert len(threads) == 1
        go_on.set()
        wait_for(lambda: not AdmissionLink.objects.filter(mail_tries=1, mail_at__isnull=False).exists())
        dispatcher.run((Lane.MAIL,))
        wait_for(lambda: not AdmissionLink.objects.filter(mail_at__isnull=False).exists())
        assert len(held) == 3
    finally:
        go_on.set()
        dispatcher.close(patience=5)


@pytest.mark.django_db
def test_the_log_names_no_recipient_that_a_server_refuses(
    page: Page, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    member = make_member(restrict(page))
    ask(page, member)

    def refuse(self: EmailBackend, messages: object) -> int:
        raise SMTPRecipientsRefused({member.email: (550, f"no {member.email}".encode())})

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    assert admission_mails_send(now=timezone.now() + timedelta(seconds=1)) == 0
    assert "was not taken" in caplog.text
    assert "SMTPRecipientsRefused" in caplog.text
    assert member.email not in caplog.text
