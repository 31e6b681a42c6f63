"""A restricted page whose members sign in at a provider, and the way there and back."""

from typing import Any
from urllib.parse import urlsplit

from django.test import Client

from statuspage import services
from statuspage.models import AudienceMember, Page
from tests.provider import LocalProvider, asked_of
from tests.web.public.doors import BY, close, member_of

READER = "reader@customer.example"
HOME = "/pages/status"
AWAY, INVALID = "does not answer as it should", "could not be trusted"
LOST, REFUSED = "began in another browser", "said no"


def reader_of(page: Page) -> AudienceMember:
    """The member of a restricted page who may see the website and nothing else."""
    services.component_create(page=page, name="Billing", by=BY)
    website = services.component_create(page=page, name="Website", by=BY)
    close(page, "restricted")
    return member_of(page, website, email=READER)


def follow(client: Client, address: str, host: str = "testserver") -> Any:
    """What a browser gets that follows an address of ours."""
    parts = urlsplit(address)
    host = parts.netloc or host
    return client.get(f"{parts.path}?{parts.query}" if parts.query else parts.path, headers={"host": host})


def set_out(client: Client, wanted: str = "", *, home: str = HOME, host: str = "testserver") -> str:
    """To the provider: the address there."""
    first = follow(client, f"{home}/sign-in/oidc" + (f"?next={wanted}" if wanted else ""), host)
    assert first.status_code == 302, first.content
    second = follow(client, first["Location"])
    assert second.status_code == 302, second.content
    return str(second["Location"])


def come_back(client: Client, provider: LocalProvider, address: str) -> Any:
    """The answer to the callback, once somebody agreed at the provider."""
    return follow(client, provider.consent(asked_of(address)))


def dance(client: Client, provider: LocalProvider, wanted: str = "") -> Any:
    """All of it, up to the answer of the page."""
    response = come_back(client, provider, set_out(client, wanted))
    return follow(client, response["Location"]) if response.status_code == 302 else response


def is_calm(response: Any, status: int, words: str) -> None:
    """It says what happened, names nothing of the page and lets nobody in."""
    text = response.content.decode()
    assert (response.status_code, words in text) == (status, True), text
    assert "Acme status" not in text
    assert "Website" not in text
    assert response["Cache-Control"] == "private, no-store"
    assert not any(name.startswith("candor_page_") for name in response.cookies)
