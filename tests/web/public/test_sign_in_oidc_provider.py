"""A provider that is away, or no provider at all: calm words, and nothing secret in the log."""

import logging
import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest
from django.test import Client

from statuspage.models import AudienceMember, Page
from statuspage.oidc import metadata
from statuspage.oidc.asking import AT_ONCE, Line
from tests.provider import CLIENT_SECRET, LocalProvider, asked_of
from tests.receiver import Reply
from tests.web.public.elsewhere import AWAY, HOME, come_back, dance, follow, is_calm, reader_of, set_out


@pytest.fixture
def member(page: Page, identity_provider: LocalProvider) -> AudienceMember:
    return reader_of(page)


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://evil.example/realms/acme"},
        {"issuer": None},
        {"authorization_endpoint": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": "ftp://127.0.0.1/token"},
        {"jwks_uri": 7},
    ],
    ids=str,
)
def test_a_provider_that_says_to_be_another_is_not_gone_to(
    client: Client, identity_provider: LocalProvider, member: AudienceMember, said: dict[str, Any]
):
    identity_provider.metadata = said
    first = client.get(f"{HOME}/sign-in/oidc")
    is_calm(follow(client, first["Location"]), 503, AWAY)


def test_a_slash_at_the_end_of_the_issuer_makes_no_difference(
    client: Client, identity_provider: LocalProvider, member: AudienceMember, settings: Any
):
    settings.CANDOR_OIDC_ISSUER += "/"
    assert dance(client, identity_provider).status_code == 302


def _away(provider: LocalProvider) -> None:
    provider.is_away = True


def _other_secret(provider: LocalProvider) -> None:
    provider.receiver.answer = lambda asked: provider.answer(
        asked if asked.path != "/token" else type(asked)("POST", "/token", {}, b"code=x")
    )


@pytest.mark.parametrize("wrong", [_away, _other_secret])
def test_a_provider_that_goes_away_on_the_way_is_told_so(
    client: Client,
    identity_provider: LocalProvider,
    member: AudienceMember,
    wrong: Callable[[LocalProvider], None],
    caplog: pytest.LogCaptureFixture,
):
    address = set_out(client)
    wrong(identity_provider)
    with caplog.at_level(logging.DEBUG):
        is_calm(come_back(client, identity_provider, address), 503, AWAY)
    flight = asked_of(address)
    code = next(iter(identity_provider.codes))
    ours = "".join(record.getMessage() for record in caplog.records if record.name.startswith("web."))
    assert "nobody was signed in" in ours
    assert all(secret not in caplog.text for secret in (CLIENT_SECRET, flight["nonce"]))
    assert code not in ours


def test_a_provider_that_is_not_there_holds_nobody_up_twice(
    client: Client, identity_provider: LocalProvider, member: AudienceMember
):
    identity_provider.is_away = True
    for _ in range(3):
        is_calm(follow(client, client.get(f"{HOME}/sign-in/oidc")["Location"]), 503, AWAY)
    assert len(identity_provider.receiver.requests) == 1
    identity_provider.is_away = False
    metadata.forget()
    assert dance(client, identity_provider).status_code == 302


def test_a_provider_that_does_not_answer_is_not_waited_for_for_ever(
    client: Client, identity_provider: LocalProvider, member: AudienceMember, monkeypatch: pytest.MonkeyPatch
):
    address = set_out(client)
    answered = threading.Event()
    identity_provider.receiver.answer = lambda _asked: Reply(200 if answered.wait(30) else 504)
    monkeypatch.setattr("statuspage.oidc.asking.SECONDS", 0.3)
    try:
        is_calm(come_back(client, identity_provider, address), 503, AWAY)
    finally:
        answered.set()


def test_a_provider_that_let_one_wait_in_vain_is_left_alone_for_a_while(
    client: Client, identity_provider: LocalProvider, member: AudienceMember, monkeypatch: pytest.MonkeyPatch
):
    address, another = set_out(client), set_out(client)
    answered = threading.Event()
    identity_provider.receiver.answer = lambda _asked: Reply(200 if answered.wait(30) else 504)
    monkeypatch.setattr("statuspage.oidc.asking.SECONDS", 0.3)
    try:
        is_calm(come_back(client, identity_provider, address), 503, AWAY)
        asked = len(identity_provider.receiver.requests)
        is_calm(come_back(client, identity_provider, another), 503, AWAY)
        is_calm(follow(client, client.get(f"{HOME}/sign-in/oidc")["Location"]), 503, AWAY)
    finally:
        answered.set()
    assert len(identity_provider.receiver.requests) == asked


def test_a_provider_that_hangs_leaves_threads_for_the_pages(
    client: Client, identity_provider: LocalProvider, member: AudienceMember, monkeypatch: pytest.MonkeyPatch
):
    address = set_out(client)
    monkeypatch.setattr("statuspage.oidc.asking.PLACE_SECONDS", 0.01)
    before = len(identity_provider.receiver.requests)
    with ExitStack() as waiting:
        for _ in range(AT_ONCE):
            waiting.enter_context(Line())
        is_calm(come_back(client, identity_provider, address), 503, AWAY)
    assert len(identity_provider.receiver.requests) == before
    assert dance(client, identity_provider).status_code == 302


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"[" * 100_000, b"\xff", b'{"a": "' + b"x" * 600_000 + b'"}'], ids=len
)
def test_an_answer_that_is_none_lets_nobody_in(
    client: Client, identity_provider: LocalProvider, member: AudienceMember, body: bytes
):
    address = set_out(client)
    identity_provider.receiver.answer = lambda _asked: Reply(200, {"Content-Type": "application/json"}, body)
    is_calm(come_back(client, identity_provider, address), 503, AWAY)


def test_a_provider_that_leads_elsewhere_is_not_followed(
    client: Client, identity_provider: LocalProvider, member: AudienceMember
):
    address = set_out(client)
    elsewhere = {"Location": identity_provider.receiver.address("/elsewhere")}
    identity_provider.receiver.answer = lambda _asked: Reply(307, elsewhere, b"")
    is_calm(come_back(client, identity_provider, address), 503, AWAY)
    assert not any(one.path == "/elsewhere" for one in identity_provider.receiver.requests)


def test_it_goes_out_by_the_way_that_is_guarded(
    client: Client, identity_provider: LocalProvider, member: AudienceMember, settings: Any
):
    settings.CANDOR_EGRESS_ALLOW = frozenset()
    is_calm(follow(client, client.get(f"{HOME}/sign-in/oidc")["Location"]), 503, AWAY)
    assert identity_provider.receiver.requests == []
