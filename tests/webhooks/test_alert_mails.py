"""Alerts as they arrive: through the fan-out, a letter and a real SMTP server, and in every other kind."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from statuspage.models import Page
from tests.rows import each
from tests.webhooks.mailserver import MailServer, mailserver_run
from tests.webhooks.watching import flip, messages, on_call, pass_until, watch_many
from webhooks.messages import Message
from webhooks.models import Delivery
from webhooks.transports.email import send_mails
from webhooks.transports.registry import TRANSPORTS
from webhooks.vocabulary import Audience

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    with mailserver_run() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        yield running


def test_a_storm_arrives_as_four_mails_and_its_ends_in_the_same_threads_L04(
    page: Page, server: MailServer
) -> None:
    channel = on_call(page)
    checks = watch_many(page, 30, channel)
    flip(60, "down", *checks)
    flip(2000, "up", checks[0])
    rows = Delivery.objects.filter(subscription=channel).select_related("subscription", "page", "letter")
    send_mails(list(rows.order_by("pk")))
    mails = server.mails()
    assert [mail["Subject"] for mail in mails] == [
        "[Acme status] API 000 is down",
        "[Acme status] API 001 is down",
        "[Acme status] API 002 is down",
        "[Acme status] 27 checks are down",
        "[Acme status] API 000 is up again",
    ]
    assert mails[4]["References"] == mails[0]["References"]
    assert len({mail["References"] for mail in mails}) == 4
    body = mails[3].get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "API 003 is down" in text
    assert "and 7 more" in text
    assert "API 023" not in text


@each("kind", [kind for kind, row in TRANSPORTS.items() if Audience.CHANNEL in row.audiences])
def test_every_kind_of_channel_has_a_form_for_alerts(page: Page, kind: str) -> None:
    channel = on_call(page)
    flip(60, "down", *watch_many(page, 30, channel))
    pass_until(200)
    for values in (messages(channel)[0], messages(channel)[-1]):
        channel.kind = kind
        frozen = TRANSPORTS[kind].freeze(channel, Message.from_values(values))
        assert frozen.body or frozen.message
