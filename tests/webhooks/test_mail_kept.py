"""Mail that is kept where no mail server is set up."""

import stat
from email import message_from_string
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection, send_mail
from pytest_django import Settings

from statuspage.exceptions import NotFound
from statuspage.models import Page
from tests.webhooks.making import NOW, make_delivery, make_visitor
from webhooks.mail import kept
from webhooks.mail.kept import BACKEND, kept_names
from webhooks.messages.compose import message_test
from webhooks.selectors.kept import kept_mail, kept_mails
from webhooks.transports.base import Verdict
from webhooks.transports.email import EmailTransport, send_mails


@pytest.fixture(autouse=True)
def directory(settings: Settings, tmp_path: Path) -> Path:
    settings.CANDOR_DATA = tmp_path
    settings.EMAIL_BACKEND = BACKEND
    return tmp_path / "mail"


def test_it_keeps_each_mail_for_its_owner_alone(directory: Path) -> None:
    send_mail("Your link", "https://x.example/reset", "candor@x.example", ["ada@x.example"])
    (file,) = directory.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    (mail,) = kept_mails()
    assert (mail.name, mail.subject, mail.to) == (file.name, "Your link", "ada@x.example")
    assert mail.text == ""


def test_it_shows_both_parts(directory: Path) -> None:
    mail = EmailMultiAlternatives("Überblick", "plain wörds", "candor@x.example", ["ada@x.example"])
    mail.attach_alternative("<p>rich wörds</p>", "text/html")
    mail.send()
    (listed,) = kept_mails()
    opened = kept_mail(listed.name)
    assert opened.subject == "Überblick"
    assert opened.text.strip() == "plain wörds"
    assert opened.html.strip() == "<p>rich wörds</p>"
    assert message_from_string(opened.source)["From"] == "candor@x.example"


@pytest.mark.parametrize(
    "name", ["", "..", "../secret-key", "secret-key", "/etc/passwd", "20260501T120000000000Z-aaaaaaaa.eml/.."]
)
def test_it_opens_nothing_else_E22(directory: Path, name: str) -> None:
    directory.mkdir()
    (directory.parent / "secret-key").write_text("secret")
    with pytest.raises(NotFound):
        kept_mail(name)


def test_it_does_not_know_what_is_not_there(directory: Path) -> None:
    assert kept_mails() == []
    with pytest.raises(NotFound):
        kept_mail("20260501T120000000000Z-aaaaaaaa.eml")


def test_it_keeps_the_newest_only(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_KEPT", 3)
    directory.mkdir()
    (directory / "notes.txt").write_text("not ours")
    for number in range(5):
        send_mail(f"Mail {number}", "x", "candor@x.example", ["ada@x.example"])
    assert [mail.subject for mail in kept_mails()] == ["Mail 4", "Mail 3", "Mail 2"]
    assert [mail.subject for mail in kept_mails(limit=1, offset=1)] == ["Mail 3"]
    assert len(kept_mails()) == 3
    assert (directory / "notes.txt").exists()


def test_it_shows_no_half_written_mail(directory: Path) -> None:
    directory.mkdir()
    (directory / ".20260501T120000000000Z-aaaaaaaa.eml.part").write_text("half")
    assert kept_names() == []


def test_it_says_that_a_delivery_was_kept(page: Page) -> None:
    visitor = make_visitor(page)
    frozen = EmailTransport().freeze(visitor, message_test(page=page, language="en", now=NOW))
    (outcome,) = send_mails([make_delivery(visitor, message=frozen.message, lane="mail")])
    assert outcome.verdict == Verdict.DELIVERED
    assert "not sent" in outcome.answer
    (mail,) = kept_mails()
    assert mail.to == "vera@visitors.example"


def test_it_logs_one_line_and_no_address(directory: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", logger="webhooks.mail.kept"):
        get_connection().send_messages([EmailMultiAlternatives("Hi", "x", "a@x.example", ["ada@x.example"])])
    (line,) = caplog.messages
    assert "CANDOR_EMAIL_URL" in line
    assert "ada" not in line
