"""Webhooks that were written for Healthchecks, in the dashboard."""

import pytest
from django.test import Client

from statuspage.models import Page, User
from tests.receiver import receiver_run
from tests.webhooks.jobs import CODE, hook, job, signal
from webhooks.models import Delivery

EVIL = "<script>alert(1)</script>"


@pytest.fixture
def told(page: Page) -> Delivery:
    with receiver_run() as receiver:
        channel = hook(page, receiver, {"url_down": "/s3cr3t/$NAME", "body_down": "$BODY"})
    check = job(page, channel, name=EVIL)
    signal(check, 0)
    signal(check, 60, "fail", body=b"<b>what only the endpoint is told</b>")
    return Delivery.objects.get()


def test_it_shows_the_host_alone(client: Client, owner: User, told: Delivery) -> None:
    client.force_login(owner)
    content = client.get("/dashboard/pages/status/channels/").content.decode()
    assert "Webhook for jobs · 127.0.0.1" in content
    assert "s3cr3t" not in content


def test_what_was_sent_is_shown_in_words_and_without_what_allows_to_ping(
    client: Client, owner: User, told: Delivery
) -> None:
    client.force_login(owner)
    content = client.get(f"/dashboard/pages/status/deliveries/{told.uid}/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; is down" in content
    for hidden in (EVIL, str(CODE), "what only the endpoint is told", "s3cr3t"):
        assert hidden not in content
