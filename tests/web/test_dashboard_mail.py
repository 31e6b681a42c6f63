"""Mail that was kept, in the dashboard."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client

from statuspage.models import User

BACKEND = "webhooks.mail.kept.KeptEmailBackend"


@pytest.fixture
def _kept(settings: Any, tmp_path: Path) -> None:
    settings.CANDOR_DATA = tmp_path
    settings.EMAIL_BACKEND = BACKEND
    mail = EmailMultiAlternatives(
        "Confirm <your> address",
        "Open https://status.example.com/confirm/abc to confirm.",
        to=["vera@visitors.example"],
        connection=get_connection(BACKEND),
    )
    mail.attach_alternative("<p>Open <script>alert(1)</script></p>", "text/html")
    mail.send()


@pytest.mark.usefixtures("_kept")
def test_it_shows_operators_what_was_not_sent(client: Client, operator: User) -> None:
    client.force_login(operator)
    content = client.get("/dashboard/mail/").content.decode()
    assert "Confirm &lt;your&gt; address" in content
    assert "CANDOR_EMAIL_URL" in content
    address = re.search(r'href="(/dashboard/mail/[^"]+\.eml/)"', content)
    assert address is not None
    found = client.get(address[1])
    assert "to confirm." in found.content.decode()
    assert "<script>alert" not in found.content.decode()


@pytest.mark.usefixtures("_kept")
@pytest.mark.parametrize("path", ["/dashboard/mail/", "/dashboard/mail/x.eml/"])
def test_it_shows_nobody_else(client: Client, owner: User, outsider: User, path: str) -> None:
    """It holds links that let people in."""
    assert client.get(path).status_code == 302
    for person in (owner, outsider):
        client.force_login(person)
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("name", ["nothing.eml", "..%2F..%2Fsecret-key", "%00", "secret-key"])
def test_it_reaches_nothing_but_kept_mail(client: Client, operator: User, name: str) -> None:
    client.force_login(operator)
    assert client.get(f"/dashboard/mail/{name}/").status_code == 404
